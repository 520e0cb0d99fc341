"""An Excel workbook as a table: its first visible sheet that has anything on it, formulas by their result."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from krug.customers.contact_xlsx.safety import check
from krug.customers.errors import FileRefused

Value = int | float | str | bool | time | date | datetime | timedelta


def table(path: Path) -> Iterator[list[str]]:
    """Rows from the first of the sheet on, empty ones too: a record is found by its number."""
    check(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            yield from (_cells(row) for row in _sheet(book).iter_rows())
    except CalamineError as error:
        raise FileRefused(_("This workbook is damaged or protected by a password.")) from error


def _sheet(book: CalamineWorkbook) -> CalamineSheet:
    for number, one in enumerate(book.sheets_metadata):
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible:
            sheet = book.get_sheet_by_index(number)
            if sheet.total_height:
                return sheet
    raise FileRefused(_("The file is empty."))


def _cells(row: list[Value]) -> list[str]:
    return [_text(value) for value in row]


def _text(value: Value) -> str:
    """As a hand would have typed it: a phone kept as a number has no point and no exponent."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value)

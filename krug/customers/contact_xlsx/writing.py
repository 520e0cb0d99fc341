"""Tables as an Excel workbook, written row by row into a file: no sheet is ever in the memory whole."""

from collections.abc import Iterable, Sequence
from typing import IO

from django.utils.translation import gettext_lazy as _

from krug.access.errors import WrongInput

MOST_ROWS = 1_048_575
"""Below the headings."""
_WIDTHS = (32, 18)


def write(target: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[str]], many: int) -> None:
    """Every cell is text: nothing in it is ever a formula or a link. Raises WrongInput for too many rows."""
    if many > MOST_ROWS:
        raise WrongInput(_("A workbook holds %(limit)d rows: choose CSV.") % {"limit": MOST_ROWS})
    import xlsxwriter  # a tenth of a process's start

    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, _WIDTHS[0])
    sheet.set_column(1, max(1, len(headings) - 1), _WIDTHS[1])
    bold = book.add_format({"bold": True})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, 1):
        # Somebody may have been added while this is written.
        if number > MOST_ROWS:
            break
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell)
    book.close()

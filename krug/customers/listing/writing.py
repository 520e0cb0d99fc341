"""A list written into a file, row by row: never in the memory whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any

from krug.access.models import User
from krug.access.rules import hidden
from krug.customers.contact_csv.writing import BOM, csv_line
from krug.customers.contact_vcard.writing import vcard
from krug.customers.contact_xlsx import writing as xlsx
from krug.customers.queries.contacts import contacts

Counted = Callable[[int], None]
"""Told how many more rows were written; raises to stop."""
EVERY = 500


def counted(lines: Iterable[Any], tell: Counted) -> Iterator[Any]:
    number = 0
    for number, line in enumerate(lines, 1):
        yield line
        if number % EVERY == 0:
            tell(EVERY)
    tell(number % EVERY)


def write_table(
    file: IO[bytes], format: str, headings: Sequence[str], lines: Iterable[Sequence[str]], rows: int
) -> None:
    """As csv or xlsx. Raises WrongInput for more rows than a workbook holds."""
    if format == "xlsx":
        xlsx.write(file, headings, lines, rows)
        return
    file.write(BOM)
    file.write(csv_line(headings))
    for line in lines:
        file.write(csv_line(line))


def write_cards(file: IO[bytes], viewer: User, pages: Iterable[Sequence[int]], tell: Counted) -> None:
    """As vCards, one after the other."""
    veiled = hidden(viewer)
    found = (one for ids in pages for one in contacts(ids))
    for one in counted(found, tell):
        file.write(vcard(one, veiled))

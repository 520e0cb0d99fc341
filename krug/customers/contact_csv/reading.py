"""Records of a file, one by one, whatever its size."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from krug.customers.errors import FileRefused

MOST_CELLS = 200
IN_CELL = "\u2028"
"""Stands for a line's end within a cell where a record must be one line of the file."""
Record = tuple[int, list[str]]
"""The line it begins on (1, 2, …) and its cells."""


def records(path: Path, encoding: str, delimiter: str) -> Iterator[Record]:
    """Non-empty records, the header among them. Raises FileRefused where the file stops making sense."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        line = 1
        try:
            for cells in reader:
                begun, line = line, reader.line_num + 1
                if begun == 1 and cells:
                    cells[0] = cells[0].removeprefix("\ufeff")
                    if cells[0].lower() == "sep=" or [cells[0].lower()] == [f"sep={delimiter}"]:
                        continue
                if len(cells) > MOST_CELLS:
                    raise FileRefused(_("More than %(limit)d columns.") % {"limit": MOST_CELLS}, row=begun)
                if any(cell.strip() for cell in cells):
                    yield begun, [clean(cell) for cell in cells]
        except csv.Error as error:
            raise FileRefused(
                _("The record is not closed: a quotation mark may be missing."), row=line
            ) from error
        except UnicodeDecodeError as error:
            raise FileRefused(_("The encoding changes in the middle of the file."), row=line) from error


def clean(cell: str) -> str:
    """A cell without what spreadsheets add: spaces, the apostrophe that kept a formula from running."""
    cell = cell.replace("\0", "").replace(IN_CELL, "\n").strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell

"""Tables for spreadsheets as CSV in UTF-8 with a mark; no cell runs as a formula."""

import csv
import io
import re
from collections.abc import Sequence

BOM = "\ufeff".encode()
# An English Excel cuts our lines at commas and line ends too, whatever the quotation marks inside a line say.
# A + or - there must lead to something that calls; a telephone does not.
_CALLS = r"[+-](?![\d ()-]*(?:$|[,;\t\r\n]))(?=[^,;\t\r\n]*[(|!])"
_FORMULA = re.compile(rf"([,;\t\r\n][ \"]*)(?=[=@]|{_CALLS})")


def defused(cell: str) -> str:
    """Spreadsheets take =, +, -, @ at the beginning for a formula; an apostrophe makes it text."""
    cell = f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
    return _FORMULA.sub(r"\1'", cell)


def csv_line(cells: Sequence[str]) -> bytes:
    """A record as spreadsheets of this part of the world read it."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow([defused(cell) for cell in cells])
    return text.getvalue().encode()

"""A workbook is a stranger's archive: what runs, or would fill the memory, is refused before it is read."""

import re
import zipfile
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from krug.customers.contact_csv.reading import MOST_CELLS
from krug.customers.errors import FileRefused
from krug.site.archives import BROKEN

MOST_ENTRIES = 2_000
MOST_BYTES = 400 * 1024 * 1024
"""Unpacked: about a million contacts."""
MOST_AREA = 20_000_000
_BLOCK = 1024 * 1024
BROKEN_OR_UNREADABLE: tuple[type[Exception], ...] = (*BROKEN, OSError)
_RUNS = re.compile(r"vbaproject|macrosheets/|activex|\.exe$|\.js$|\.vbs$", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c\s[^<>]{0,200}?\br\s*=\s*[\"']\$?([A-Za-z]{1,3})\$?([0-9]{1,8})")


def check(path: Path) -> None:
    """Raises FileRefused. Sizes are counted by unpacking: what an archive says of itself may be a lie."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_ENTRIES:
                raise FileRefused(_("This is no workbook of contacts: it has too many parts."))
            names = [info.filename for info in infos]
            if "xl/workbook.xml" not in names:
                raise FileRefused(
                    _("This is an archive, not an Excel workbook. Unpack it and upload the list.")
                )
            if any(_RUNS.search(name) for name in names):
                raise FileRefused(
                    _("This workbook has macros. Save it as a workbook without macros (XLSX) and try again.")
                )
            left = MOST_BYTES
            for info in infos:
                left -= _unpacked(archive, info, left)
    except BROKEN_OR_UNREADABLE as error:
        raise FileRefused(_("This workbook is damaged or protected by a password.")) from error


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> int:
    info.file_size, info.CRC = most + 1, None  # type: ignore[assignment]
    sheet = info.filename.startswith("xl/worksheets/")
    size, tail, width, height = 0, b"", 1, 1
    with archive.open(info) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > most:
                raise FileRefused(
                    _("The workbook is larger than %(limit)d MB when unpacked.") % {"limit": MOST_BYTES >> 20}
                )
            if sheet:
                text = tail + block
                for column, row in _CELL.findall(text):
                    width, height = max(width, _number(column)), max(height, int(row))
                tail = text[-256:]
                _sane(width, height)
    return size


def _sane(width: int, height: int) -> None:
    """A sheet is laid out whole, so one cell far away costs as much as all up to it."""
    if width > MOST_CELLS:
        raise FileRefused(_("More than %(limit)d columns.") % {"limit": MOST_CELLS})
    if width * height > MOST_AREA:
        raise FileRefused(_("The sheet is too large: leave the columns you need, or save it as CSV."))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number

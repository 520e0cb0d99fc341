"""How a file of contacts was written: its encoding and delimiter, found from its bytes."""

import codecs
import csv
import io
from collections import Counter
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from krug.customers.errors import FileRefused

MOST_BYTES = 200 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
SAMPLE = 256 * 1024
DELIMITERS = ";,\t|"
_BLOCK = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", _("This is an old or protected Excel workbook. Save it as XLSX and try again.")),
    (b"%PDF", _("This is a PDF. Export the contacts as a table and try again.")),
)
# The ten commonest letters of Russian: in the right code page they make up more than half of all letters.
_COMMON = frozenset("оеаинтсрвл")
_EIGHT_BIT = ("cp1251", "koi8-r", "cp866")


def encoding_of(path: Path) -> str:
    """A codec's name. Raises FileRefused for what is no text."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    if not head.strip():
        raise FileRefused(_("The file is empty."))
    for magic, words in _OTHERS:
        if head.startswith(magic):
            raise FileRefused(words)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        return _wide(head)
    controls = sum(byte < 32 and byte not in (9, 10, 11, 12, 13) for byte in head)
    if controls > len(head) // 100:
        raise FileRefused(_("This is not a text file."))
    return "utf-8" if _is_utf8(path) else _eight_bit(head)


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every ASCII character has a NUL on the same side."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 4 * even and odd > len(head) // 100:
        return "utf-16-le"
    if even > 4 * odd and even > len(head) // 100:
        return "utf-16-be"
    raise FileRefused(_("This is not a CSV file. Open it in a spreadsheet and save it as CSV."))


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _eight_bit(head: bytes) -> str:
    return max(_EIGHT_BIT, key=lambda name: _russian(head.decode(name, errors="replace")))


def _russian(text: str) -> float:
    """How Russian a text reads: common letters count for it, capitals inside words and odd signs against."""
    letters = Counter(letter for letter in text if not letter.isascii())
    common = sum(many for letter, many in letters.items() if letter in _COMMON)
    odd = sum(many for letter, many in letters.items() if not letter.isalpha())
    inside = sum(
        before.islower() and letter.isupper() for before, letter in pairwise(text) if not letter.isascii()
    )
    return (common - odd - 2 * inside) / max(letters.total(), 1)


def delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter by which most records have the same number of cells, and more than one."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        text = file.read(SAMPLE)
    if len(text) == SAMPLE:
        text = text[: text.rfind("\n") + 1] or text
    text = text.removeprefix("\ufeff")
    first = text.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and first[4:] in tuple(DELIMITERS):
        return first[4:]
    return max(DELIMITERS, key=lambda sign: _regular(text, sign))


def _regular(text: str, sign: str) -> float:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        widths = Counter(len(row) for row, _ in zip(reader, range(200), strict=False) if row)
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, many = widths.most_common(1)[0]
    return 0.0 if width < 2 else many / widths.total() + width / 1000


def guard(path: Path) -> None:
    """Refuse what would fill the memory later: too large a file, or a line without an end."""
    if path.stat().st_size > MOST_BYTES:
        raise FileRefused(_("The file is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1024 // 1024})
    since = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            first, last = block.find(b"\n"), block.rfind(b"\n")
            if (since + first if first >= 0 else since + len(block)) > LONGEST_LINE:
                raise FileRefused(_("A line is longer than 1 MB: this is not a list of contacts."))
            since = len(block) - last - 1 if last >= 0 else since + len(block)

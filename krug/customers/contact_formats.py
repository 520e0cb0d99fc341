"""Which format a file of contacts has, told by what is in it. All but CSV become one table at intake.

From there on there is one pipeline: what is resumed, previewed and given back reads that table alone.
"""

import csv
import hashlib
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from krug.customers.contact_csv import sniff
from krug.customers.contact_csv.reading import IN_CELL
from krug.customers.contact_jsonl import reading as jsonl
from krug.customers.contact_vcard import reading as vcard
from krug.customers.contact_xlsx import reading as xlsx
from krug.customers.errors import FileRefused

NAMES = {"csv": "CSV", "xlsx": "Excel", "vcard": "vCard", "jsonl": "JSON Lines"}
MOST_ROWS = 2_000_000
ENCODING, DELIMITER = "utf-8", ","


def keep(chunks: Iterable[bytes], path: Path) -> str:
    """Write the file; its SHA-256. What is too large or has a line without an end is not written whole."""
    free = shutil.disk_usage(path.parent).free
    digest, size, since = hashlib.sha256(), 0, 0
    lines = True
    with path.open("xb") as file:
        for chunk in chunks:
            lines = lines and (size > 0 or told(chunk) != "xlsx")
            size += len(chunk)
            last = chunk.rfind(b"\n")
            since = len(chunk) - last - 1 if last >= 0 else since + len(chunk)
            if size > min(sniff.MOST_BYTES, free // 2) or (lines and since > sniff.LONGEST_LINE):
                break
            digest.update(chunk)
            file.write(chunk)
    if lines and since > sniff.LONGEST_LINE:
        raise FileRefused(_("A line is longer than 1 MB: this is not a list of contacts."))
    if size > sniff.MOST_BYTES:
        raise FileRefused(_("The file is larger than %(limit)d MB.") % {"limit": sniff.MOST_BYTES >> 20})
    if lines:
        sniff.guard(path)
    return digest.hexdigest()


def understood(path: Path, rows: str = "person") -> tuple[str, str, str, list[str] | None]:
    """Format, encoding, delimiter of the table that stands there now, and the headings it has not itself.

    `rows`: what they are; a vCard is always a person's.
    """
    kind = told(head_of(path))
    if kind == "vcard" and rows != "person":
        raise FileRefused(_("vCards hold people: import them as customers."))
    if kind != "csv":
        return kind, ENCODING, DELIMITER, as_table(path, kind)
    encoding = sniff.encoding_of(path)
    return kind, encoding, sniff.delimiter_of(path, encoding), None


def told(head: bytes) -> str:
    """A key of NAMES by the first bytes of a file, whatever it is called."""
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    text = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").lstrip()
    if text[:11].upper() == b"BEGIN:VCARD":
        return "vcard"
    return "jsonl" if text[:1] == b"{" else "csv"


def head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(512)


def as_table(path: Path, kind: str) -> list[str] | None:
    """Write the file anew as a table, in its place. The headings, or None where the table has its own."""
    target = path.with_suffix(".part")
    headings: list[str] | None = None
    try:
        if kind == "xlsx":
            _write(target, xlsx.table(path))
        elif kind == "vcard":
            headings = vcard.headings()
            _write(target, vcard.table(path))
        else:
            keys = jsonl.headings(path)
            _write(target, jsonl.table(path, keys))
            headings = [_whole(key) for key in keys]
        target.replace(path)
    finally:
        target.unlink(missing_ok=True)
    return headings


def _write(target: Path, rows: Iterable[Sequence[str]]) -> None:
    # Half of a pair of UTF-16, as broken exports leave it, is no letter: a question mark stands for it.
    with target.open("x", encoding=ENCODING, errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=DELIMITER, lineterminator="\n")
        for number, row in enumerate(rows, 1):
            if number > MOST_ROWS:
                raise FileRefused(_("More than %(limit)d rows.") % {"limit": MOST_ROWS})
            # One record a line, so that its number is the number of the row or card.
            writer.writerow([_one_line(cell) for cell in row])
        if file.tell() > sniff.MOST_BYTES:
            raise FileRefused(_("The file is larger than %(limit)d MB.") % {"limit": sniff.MOST_BYTES >> 20})


def _whole(text: str) -> str:
    return text.encode(ENCODING, "replace").decode(ENCODING)


def _one_line(cell: str) -> str:
    return IN_CELL.join(cell.replace("\0", "").splitlines()) if "\n" in cell or "\r" in cell else cell

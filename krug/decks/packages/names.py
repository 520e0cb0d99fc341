"""Names of a ZIP's entries, made into safe relative paths. Pure."""

import re
import struct
import unicodedata
import zlib
from zipfile import ZipInfo

from krug.decks.errors import PackageRefused

LONGEST = 300
DEEPEST = 20
_UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075
_DRIVE = re.compile(r"^[A-Za-z]:")
# What Windows will not store, what a shell or an address would read another way, and control characters.
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\ufffd\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
_LEFTOVERS = {".ds_store", "thumbs.db", "desktop.ini"}


def decoded(entry: ZipInfo) -> str:
    """The name as its author meant it: UTF-8 where said or found, else cp866, as Russian archivers write."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.orig_filename
    raw = entry.orig_filename.encode("cp437", "replace")
    stated = _unicode_path(entry.extra, raw)
    if stated is not None:
        return stated
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp866")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """Info-ZIP's «Unicode path» field (0x7075), if it is there and speaks of this very name."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + size], extra[4 + size :]
        if (
            kind == _UNICODE_PATH
            and len(body) > 5
            and struct.unpack_from("<I", body, 1)[0] == zlib.crc32(raw)
        ):
            return body[5:].decode("utf-8", "replace")
    return None


def safe_path(name: str) -> str:
    """`name` with forward slashes, in composed Unicode, without `.` parts. Raises PackageRefused."""
    path = unicodedata.normalize("NFC", name.replace("\\", "/"))
    if path.startswith("/") or _DRIVE.match(path):
        raise PackageRefused("absolute", name)
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise PackageRefused("outside", name)
    for part in parts:
        if _FORBIDDEN.search(part) or _RESERVED.match(part) or part != part.rstrip(" ."):
            raise PackageRefused("bad_name", name, part)
    if not parts:
        raise PackageRefused("bad_name", name)
    path = "/".join(parts)
    if len(path) > LONGEST or len(parts) > DEEPEST:
        raise PackageRefused("name_too_long", path[:LONGEST], len(path))
    return path


def is_leftover(path: str) -> bool:
    """What systems leave in folders and nobody meant to send."""
    parts = path.casefold().split("/")
    return parts[0] == "__macosx" or parts[-1] in _LEFTOVERS or parts[-1].startswith("._") or ".git" in parts

"""A ZIP opened as hostile: an entry is checked by name before it is unpacked and counted meanwhile."""

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from krug.decks.contents import Content, write_aside
from krug.decks.errors import PackageRefused
from krug.decks.packages.names import decoded, is_leftover, safe_path
from krug.decks.packages.types import is_program
from krug.site.archives import BROKEN

MEGABYTE = 1024 * 1024
CHUNK = 256 * 1024
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1 | 0x40
_LONGEST_TAIL = 22 + 65_535
_LARGEST_RECORD = 2_048


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes; `entries` counts files, `ratio` is unpacked : packed of a file larger than `ratio_from`."""

    packed: int = 200 * MEGABYTE
    unpacked: int = 1024 * MEGABYTE
    file: int = 512 * MEGABYTE
    entries: int = 5_000
    ratio: int = 150
    ratio_from: int = 4 * MEGABYTE


Files = dict[str, Content]
"""Path in the package → its content."""


def unpack(file: IO[bytes], folder: Path, limits: Limits) -> Files:
    """Everything in the archive, written aside into `folder`. Raises PackageRefused."""
    file.seek(0, 2)
    if file.tell() > limits.packed:
        raise PackageRefused("package_too_large", value=file.tell())
    _refuse_long_directory(file, limits)
    file.seek(0)
    try:
        with ZipFile(file) as archive:
            entries = _checked(archive, limits)
            return _without_wrapper(_unpacked(archive, entries, folder, limits))
    except BROKEN as error:
        raise PackageRefused("not_zip", value=str(error)[:200]) from error


def _refuse_long_directory(file: IO[bytes], limits: Limits) -> None:
    """A directory of millions of entries would fill the memory before anything could be said about it."""
    file.seek(max(0, file.seek(0, 2) - _LONGEST_TAIL))
    tail = file.read(_LONGEST_TAIL)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise PackageRefused("not_zip")
    if b"PK\x06\x07" in tail[max(0, end - 20) : end]:
        raise PackageRefused("packing", value="ZIP64")
    (size,) = struct.unpack_from("<I", tail, end + 12)
    if size > limits.entries * _LARGEST_RECORD:
        raise PackageRefused("too_many_files", value=size)


def _checked(archive: ZipFile, limits: Limits) -> dict[str, ZipInfo]:
    """Path → entry of every file wanted, after all that can be said without unpacking."""
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise PackageRefused("too_many_files", value=len(entries))
    _refuse_overlap(entries)
    found: dict[str, ZipInfo] = {}
    for entry in entries:
        name = decoded(entry)
        path = safe_path(name)
        _refuse_special(entry, path)
        if not name.replace("\\", "/").endswith("/") and not is_leftover(path):
            _refuse_by_size(entry, path, limits)
            if path in found:
                raise PackageRefused("twice", path)
            found[path] = entry
    _refuse_clashes(found)
    if sum(entry.file_size for entry in found.values()) > limits.unpacked:
        raise PackageRefused("unpacks_too_large", value=sum(entry.file_size for entry in found.values()))
    return found


def _refuse_overlap(entries: list[ZipInfo]) -> None:
    """Entries that share packed bytes are how a small archive unpacks to any size."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, following in pairwise(ordered):
        if entry.header_offset + _LOCAL_HEADER + entry.compress_size > following.header_offset:
            raise PackageRefused("overlap", entry.filename)


def _refuse_special(entry: ZipInfo, path: str) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        raise PackageRefused("link", path)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise PackageRefused("special_file", path)
    if entry.flag_bits & _ENCRYPTED:
        raise PackageRefused("encrypted", path)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise PackageRefused("packing", path, entry.compress_type)


def _refuse_by_size(entry: ZipInfo, path: str, limits: Limits) -> None:
    if entry.file_size > limits.file:
        raise PackageRefused("file_too_large", path, entry.file_size)
    if entry.file_size > limits.ratio_from and entry.file_size > entry.compress_size * limits.ratio:
        raise PackageRefused("bomb", path, entry.file_size)


def _refuse_clashes(found: dict[str, ZipInfo]) -> None:
    seen: dict[str, str] = {}
    for path in found:
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            raise PackageRefused("twice", path, other)
    for path in found:
        above = path.casefold()
        while "/" in above:
            above = above.rpartition("/")[0]
            if above in seen:
                raise PackageRefused("file_and_folder", seen[above])


def _unpacked(archive: ZipFile, entries: dict[str, ZipInfo], folder: Path, limits: Limits) -> Files:
    files: Files = {}
    for path, entry in entries.items():
        try:
            content = write_aside(folder, _inflated(archive, entry, path, limits))
        except (BadZipFile, zlib.error, EOFError) as error:
            raise PackageRefused("damaged", path, str(error)[:200]) from error
        if content.size != entry.file_size:
            raise PackageRefused("size_differs", path, content.size)
        if is_program(path, content.read(16)):
            raise PackageRefused("executable", path)
        files[path] = content
    return files


def _inflated(archive: ZipFile, entry: ZipInfo, path: str, limits: Limits) -> Iterator[bytes]:
    """Chunks of one file. What the directory says of sizes is not believed: bytes are counted."""
    size = 0
    with archive.open(entry) as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > entry.file_size:
                raise PackageRefused("size_differs", path, size)
            if size > limits.ratio_from and size > entry.compress_size * limits.ratio:
                raise PackageRefused("bomb", path, size)
            yield chunk


def _without_wrapper(files: Files) -> Files:
    """Archivers like to put everything into one folder: paths are counted from inside it."""
    while files:
        tops = {path.partition("/")[0] for path in files}
        if len(tops) > 1 or any("/" not in path for path in files):
            break
        prefix = len(tops.pop()) + 1
        files = {path[prefix:]: content for path, content in files.items()}
    return files

"""Where the files of an exchange lie, and what may come there: parts, archives, no surprises."""

import os
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from django.conf import settings

from krug.access.errors import KrugError
from krug.integrations.models import Exchange
from krug.site.archives import BROKEN

PART = 1_000_000
"""Bytes of one request: above a mebibyte the server refuses whoever has no session."""
MOST = 1024**3
MOST_FILES = 20_000
PACKED_AT_MOST = 200
"""So many times may a file grow when it is unpacked."""


class FileRefused(KrugError):
    code = "exchange_file_refused"


def folder(exchange: Exchange) -> Path:
    return Path(settings.KRUG_HOME) / "exchange" / str(exchange.uid)


def safe_name(name: str) -> str:
    """«import_files/ab/1.jpg» stays inside the folder. Raises FileRefused."""
    path = PurePosixPath(name.replace("\\", "/"))
    parts = path.parts
    if not parts or path.is_absolute() or ".." in parts or ":" in name or len(name) > 200 or "\0" in name:
        raise FileRefused(f"filename: {name[:100]!r}")
    return str(path)


def add_part(exchange: Exchange, name: str, chunks: Iterable[bytes]) -> None:
    """A part goes behind the parts before it. Raises FileRefused."""
    target = folder(exchange) / safe_name(name)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    room = MOST - _size(folder(exchange))
    with target.open("ab") as file:
        for chunk in chunks:
            room -= len(chunk)
            if room < 0:
                raise FileRefused(f"> {MOST} bytes")
            file.write(chunk)


def clear(exchange: Exchange) -> None:
    shutil.rmtree(folder(exchange), ignore_errors=True)


def unpack_all(exchange: Exchange) -> None:
    """Every whole archive becomes what is in it. Raises FileRefused for one that is a trap or is broken."""
    for archive in sorted(folder(exchange).glob("*.zip")):
        try:
            with zipfile.ZipFile(archive) as packed:
                _unpack(exchange, packed)
        except BROKEN as error:
            raise FileRefused(f"zip: {error}") from None
        archive.unlink()


def _unpack(exchange: Exchange, packed: zipfile.ZipFile) -> None:
    entries = [entry for entry in packed.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST:
        raise FileRefused("zip: too large")
    room = MOST - _size(folder(exchange))
    for entry in entries:
        target = folder(exchange) / safe_name(entry.filename)
        most = min(room, entry.compress_size * PACKED_AT_MOST + 1024**2)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with packed.open(entry) as source, target.open("wb") as file:
            while chunk := source.read(65_536):
                most -= len(chunk)
                room -= len(chunk)
                if most < 0:
                    raise FileRefused("zip: too large")
                file.write(chunk)


def _size(path: Path) -> int:
    return sum(
        (Path(place) / name).stat().st_size for place, _folders, names in os.walk(path) for name in names
    )

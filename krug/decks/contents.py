"""Contents of files, each kept once under its SHA-256: FILES_DIR/<2 hex>/<64 hex>."""

import hashlib
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from krug.access.errors import NoRoom

INCOMING = "incoming"
AT_ONCE = 16
"""Files on their way to the disk: it takes many together in hardly more time than one."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that lie in a staging folder or already in their place."""

    sha256: str
    size: int
    file: Path

    def read(self, limit: int = -1) -> bytes:
        with self.file.open("rb") as file:
            return file.read(limit)


def place_of(sha256: str) -> Path:
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


@contextmanager
def staging() -> Iterator[Path]:
    """A folder on the same disk for what is not accepted yet, gone afterwards. Raises NoRoom."""
    folder = Path(settings.FILES_DIR) / INCOMING / uuid4().hex
    try:
        folder.mkdir(mode=0o700, parents=True)
        yield folder
    except OSError as error:
        if NoRoom.is_why(error):
            raise NoRoom from error
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_aside(folder: Path, chunks: Iterable[bytes]) -> Content:
    """Chunks into the staging folder. They are on the disk for sure only when `keep` has returned."""
    digest, size = hashlib.sha256(), 0
    aside = folder / uuid4().hex
    with aside.open("xb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    named = aside.with_name(digest.hexdigest())
    aside.rename(named)
    return Content(named.name, size, named)


def keep(contents: Iterable[Content]) -> None:
    """Move staged contents to their places. What is there already is left alone: its name says what it is."""
    fresh = {content.file: place for content in contents if not (place := place_of(content.sha256)).exists()}
    # Bytes before names: what lies in its place is believed to be whole.
    _sync(fresh)
    folders = {place.parent for place in fresh.values()}
    for folder in folders:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for aside, place in fresh.items():
        aside.rename(place)
    _sync(folders)


def _sync(paths: Collection[Path]) -> None:
    """These files or folders are on the disk for sure when this returns."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for _done in threads.map(_sync_one, paths):
            pass


def _sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

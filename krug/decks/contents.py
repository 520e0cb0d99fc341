"""Contents of files, each kept once under its SHA-256: FILES_DIR/<2 hex>/<64 hex>."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings

INCOMING = "incoming"


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
    """A folder on the same disk for what is not accepted yet; it goes away whatever happens."""
    folder = Path(settings.FILES_DIR) / INCOMING / uuid4().hex
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_aside(folder: Path, chunks: Iterable[bytes]) -> Content:
    """Chunks into the staging folder, on the disk for sure when this returns."""
    digest, size = hashlib.sha256(), 0
    aside = folder / uuid4().hex
    with aside.open("xb") as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    named = aside.with_name(digest.hexdigest())
    aside.rename(named)
    return Content(named.name, size, named)


def keep(contents: Iterable[Content]) -> None:
    """Move staged contents to their places. What is there already is left alone: its name says what it is."""
    touched = set()
    for content in contents:
        place = place_of(content.sha256)
        if place.exists() or not content.file.exists():
            continue
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        content.file.rename(place)
        touched.add(place.parent)
    for folder in touched:
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

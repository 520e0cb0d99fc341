"""Which files a version of the reading copy is made of, and up to where they hold the log.

reading/current                      the number of the version that counts
reading/manifests/0000000012.json    a version; a reader holds it by a shared lock
reading/touch/2026-11-22/….parquet   its files
reading/aside/                       drafts
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict

from krug.analysis.files import write_whole
from krug.analysis.tables import GONE, TABLES

FORMAT = 3  # of files and manifest; another one is not read and is rebuilt


class File(BaseModel):
    """Rows of one table whose `at` is on days first…last (UTC, ISO; empty: of any)."""

    model_config = ConfigDict(frozen=True)

    table: str
    name: str
    first: str
    last: str
    rows: int


class Kept(BaseModel):
    """A dimension as a file has it, true of the database at `mark` of its changes (see dimensions.py).

    `stamp`: the row of the database that says so. `shape`: what its columns are and mean.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    rows: int
    shape: str
    database: str
    mark: int
    stamp: str
    made_at: int


class Manifest(BaseModel):
    """`marks`: per table the position below which all is in files; `last`: the last row's position and id."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    version: int = 0
    made_at: int = 0
    marks: dict[str, int] = dict.fromkeys(TABLES, 0)
    last: dict[str, tuple[int, str]] = {}
    files: list[File] = []
    dimensions: dict[str, Kept] = {}

    def of_log(self) -> list[File]:
        """All that grow with the log."""
        return [file for file in self.files if file.table in (*TABLES, GONE)]

    def of_table(self, table: str) -> list[File]:
        return [file for file in self.files if file.table == table]


def path_of(folder: Path, version: int) -> Path:
    return folder / "manifests" / f"{version:010}.json"


def current(folder: Path) -> Manifest:
    """The version that counts; an empty one when there is none yet."""
    with held(folder) as manifest:
        return manifest


@contextmanager
def held(folder: Path) -> Iterator[Manifest]:
    """The version that counts, with its files kept from being swept while we read."""
    file, manifest = _open(folder)
    try:
        yield manifest
    finally:
        if file is not None:
            file.close()


def pointer(folder: Path) -> int | None:
    """The number of the version that counts."""
    try:
        return int((folder / "current").read_text())
    except FileNotFoundError:
        return None


def _open(folder: Path) -> tuple[IO[str] | None, Manifest]:
    while True:
        version = pointer(folder)
        if version is None:
            return None, Manifest()
        try:
            file = path_of(folder, version).open()
        except FileNotFoundError:
            continue  # swept since we looked: another one counts by now
        fcntl.flock(file, fcntl.LOCK_SH)
        if path_of(folder, version).exists():
            return file, _parsed(file.read())
        file.close()


def _parsed(text: str) -> Manifest:
    """One of another format counts as empty: all is read from the log until the next export."""
    raw = json.loads(text)
    return Manifest.model_validate(raw) if raw["format"] == FORMAT else Manifest()


def names(folder: Path, version: int) -> set[str]:
    """The files a version names, of whatever format it is."""
    return {file["name"] for file in json.loads(path_of(folder, version).read_text())["files"]}


def stamps(folder: Path, version: int) -> set[str]:
    """Of the dimensions a version names, of whatever format it is."""
    kept = json.loads(path_of(folder, version).read_text()).get("dimensions", {})
    return {it["stamp"] for it in kept.values()}


def put(folder: Path, manifest: Manifest) -> None:
    """Makes this version the one that counts."""
    text = manifest.model_dump_json(indent=1).encode()
    write_whole(path_of(folder, manifest.version), lambda file: _write(file, text), folder / "aside")


def point_to(folder: Path, version: int) -> None:
    write_whole(folder / "current", lambda file: _write(file, str(version).encode()), folder / "aside")


def _write(file: IO[bytes], content: bytes) -> None:
    file.write(content)


def versions(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in (folder / "manifests").glob("*.json"))

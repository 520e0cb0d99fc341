import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection

from krug.analysis import manifest, source
from krug.analysis.files import alone, write_whole
from krug.analysis.manifest import File, Manifest
from krug.analysis.tables import DAY, TABLES, LogTable
from krug.site import faults

COMPRESSION = "snappy"
"""A quarter more of disk than zstd takes, and half the work whenever a figure is looked at."""


def export(folder: Path | None = None) -> Manifest | None:
    """Adds to the reading copy what surely committed since the last time. None: another export is at work.

    Killed at any point it leaves the version before, or the new one, whole.
    """
    home = _home(folder)
    with alone(home / "export.lock") as allowed:
        return _export(home, fresh=False) if allowed else None


def rebuild(folder: Path | None = None) -> Manifest:
    """The reading copy made anew from the log, as after a restore. Readers keep the version they hold.

    Waits for an export that is at work: it may have begun before what is taken out of the log here.
    """
    home = _home(folder)
    with alone(home / "export.lock", wait=True):
        return _export(home, fresh=True)


def _home(folder: Path | None) -> Path:
    if connection.in_atomic_block:
        raise RuntimeError("The reading copy holds committed touches only: export outside of transactions.")
    return folder or settings.READING_DIR


def _export(folder: Path, fresh: bool) -> Manifest:
    now = before = manifest.current(folder)
    version = max([before.version, *manifest.versions(folder)]) + 1
    with source.current().snapshot():
        if fresh or not of_this_log(before):
            before = Manifest()
        marks = {name: source.current().mark(table) for name, table in TABLES.items()}
        files, last = list(before.files), dict(before.last)
        for name, table in TABLES.items():
            for number, (page, end) in enumerate(source.pages(table, before.marks[name], marks[name])):
                files += _write(folder, table, page, f"{version:010}-{number:03}")
                last[name] = end
    if files == now.files:
        return now
    after = Manifest(version=version, made_at=time.time_ns() // 1000, marks=marks, last=last, files=files)
    publish(folder, after)
    return after


def of_this_log(it: Manifest) -> bool:
    """False after a restore or a change of database: the copy is then not read, and rebuilt."""
    keep = source.current()
    return all(keep.knows(table, it.marks[name], it.last.get(name)) for name, table in TABLES.items())


def publish(folder: Path, after: Manifest) -> None:
    faults.at("export.files_written")
    manifest.put(folder, after)
    faults.at("export.manifest_written")
    manifest.point_to(folder, after.version)
    faults.at("export.pointer_moved")


def _write(folder: Path, table: LogTable, page: pa.Table, name: str) -> Iterator[File]:
    for day, rows in by_day(page):
        yield write_file(folder, table, rows, day, day, f"{table.name}/{day}/{name}.parquet")


def by_day(page: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """The rows of each UTC day of `at`, in order of time."""
    rows = page.take(pc.sort_indices(page, sort_keys=[("at", "ascending"), ("seq", "ascending")]))
    days = rows["at"].to_numpy() // DAY
    edges = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(days)]
    for start, end in pairwise(edges):
        if end > start:
            yield iso(int(days[start])), rows.slice(start, end - start)


def iso(day: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()


def write_file(folder: Path, table: LogTable, rows: pa.Table, first: str, last: str, name: str) -> File:
    def write(file: IO[Any]) -> None:
        pq.write_table(rows, file, compression=COMPRESSION)
        faults.at("export.file_half_written")

    write_whole(folder / name, write, folder / "aside")
    replacing = rows.num_rows - rows["replaces"].null_count if "replaces" in table.schema.names else 0
    return File(table=table.name, name=name, first=first, last=last, rows=rows.num_rows, replacing=replacing)

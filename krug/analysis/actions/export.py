import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import connection

from krug.analysis import manifest, source
from krug.analysis.actions import dimensions, rollups
from krug.analysis.actions.rows import put_rows
from krug.analysis.files import alone
from krug.analysis.manifest import File, Manifest
from krug.analysis.tables import DAY, TABLES, LogTable
from krug.site import faults


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
        files, last = before.of_log(), dict(before.last)
        known = len(files)
        for name, table in TABLES.items():
            for number, (page, end) in enumerate(source.pages(table, before.marks[name], marks[name])):
                files += _write(folder, table, page, f"{version:010}-{number:03}")
                last[name] = end
        dead = source.current().dead(before.marks) if len(files) > known else []
        kept = dimensions.refreshed(folder, before.dimensions, version)
    files += rollups.renewed(folder, before, files[known:], dead, version)
    files += dimensions.files_of(kept)
    if files == now.files:
        return now
    dimensions.stamp(folder, kept, before.dimensions)
    after = Manifest(
        version=version,
        made_at=time.time_ns() // 1000,
        marks=marks,
        last=last,
        files=files,
        dimensions=kept,
    )
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
    """The rows of each UTC day of `at`."""
    rows = page.take(pc.sort_indices(page, sort_keys=[("at", "ascending")]))
    days = rows["at"].to_numpy() // DAY
    edges = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist(), len(days)]
    for start, end in pairwise(edges):
        if end > start:
            yield iso(int(days[start])), rows.slice(start, end - start)


def iso(day: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()


def in_order(table: LogTable, rows: pa.Table) -> pa.Table:
    keys = rows.select(table.order)
    for name in table.words.keys() & set(table.order):
        # Words cannot be sorted as long as they are a dictionary.
        place = keys.schema.get_field_index(name)
        keys = keys.set_column(place, name, keys[name].cast(pa.string()))
    return rows.take(pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in table.order]))


def write_file(folder: Path, table: LogTable, rows: pa.Table, first: str, last: str, name: str) -> File:
    put_rows(folder, in_order(table, rows), name)
    return File(table=table.name, name=name, first=first, last=last, rows=rows.num_rows)

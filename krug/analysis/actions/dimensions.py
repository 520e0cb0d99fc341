"""Dimensions into files: whole when there is none yet, else what changed is put right."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection, transaction

from krug.analysis import dimension, manifest, source
from krug.analysis.actions.rows import put_rows
from krug.analysis.dimension import Dimension
from krug.analysis.files import write_whole
from krug.analysis.kept import MANY, changed, standing
from krug.analysis.manifest import File, Kept
from krug.analysis.models import Stamp
from krug.site.ids import uuid7

FEW = 1_000
"""Changed keys that a question may as well read from the database; below it a file is left for an hour."""
OLD = 3_600_000_000  # µs
DEAD_PLACE = 30 * 24 * 3600  # seconds after which a folder that told nothing is taken for gone


def table_of(name: str) -> str:
    """How a dimension's file is called in a manifest: readers of before know no such table and pass it by."""
    return f"dimension:{name}"


def refreshed(
    folder: Path, before: Mapping[str, Kept], version: int, force: bool = False, only: bool = False
) -> dict[str, Kept]:
    """What the dimensions are in this snapshot. `force`: leave no change out of the files.

    `only`: those alone that are in files already. Those of them made here count when `stamp` has been called.
    """
    now, uid = time.time_ns() // 1000, str(uuid7())
    mark, there = source.current().changes_mark(), standing(before)
    since = {it: source.current().changes(it) for it in {kept.mark for kept in there.values()}}
    found = {}
    for name, meant in dimension.travelling().items():
        old = there.get(name)
        if old is None and only:
            continue
        keys = changed(meant, since[old.mark]) if old else set()
        if old and (not keys or (len(keys) < FEW and now - old.made_at < OLD and not force)):
            found[name] = old
            continue
        rows = _anew(folder, meant, old, keys)
        place = f"dimension/{name}/{version:010}.parquet"
        put_rows(folder, rows, place)
        found[name] = Kept(
            name=place,
            rows=rows.num_rows,
            shape=meant.shape,
            database=connection.vendor,
            mark=mark,
            stamp=uid,
            made_at=now,
        )
    return found


def _anew(folder: Path, meant: Dimension, old: Kept | None, keys: set[int]) -> pa.Table:
    if old is None or len(keys) > MANY:
        return meant.arrow(None)
    rows = pq.ParquetFile(folder / old.name).read()
    stale = pc.is_in(rows[meant.key], pa.array(keys, pa.int64()))
    return pa.concat_tables([rows.filter(pc.invert(stale)), meant.arrow(keys).cast(rows.schema)])


def files_of(kept: Mapping[str, Kept]) -> list[File]:
    """So that whoever sweeps, of whatever build, sees that they are needed."""
    return [
        File(table=table_of(name), name=it.name, first="", last="", rows=it.rows) for name, it in kept.items()
    ]


def stamp(folder: Path, made: Mapping[str, Kept], before: Mapping[str, Kept]) -> None:
    """Tells the database, after all is read and before anybody may read it: a backup that holds this row
    holds everything the files do.
    """
    new = {it.stamp: it.mark for name, it in made.items() if it != before.get(name)}
    place = place_of(folder)
    with transaction.atomic():
        for uid, mark in new.items():
            Stamp.objects.create(uid=UUID(uid), place=place, mark=mark)


def forget_changes(folder: Path, now: float) -> int:
    """Changes and stamps that no version of the copy needs any more. `now`: Unix seconds."""
    needed = {UUID(uid) for version in manifest.versions(folder) for uid in manifest.stamps(folder, version)}
    with transaction.atomic():
        Stamp.objects.filter(place=place_of(folder)).exclude(uid__in=needed).delete()
        Stamp.objects.exclude(place=place_of(folder)).filter(
            at__lt=datetime.fromtimestamp(now - DEAD_PLACE, UTC)
        ).delete()
        first = Stamp.objects.order_by("mark").values_list("mark", flat=True).first()
        return source.current().forget_changes(first) if first else 0


def place_of(folder: Path) -> UUID:
    """This folder's name for itself: several machines may each have a copy of their own."""
    path = folder / "place"
    if not path.exists():
        text = str(uuid7()).encode()
        write_whole(path, lambda file: _put(file, text), folder / "aside")
    return UUID(path.read_text())


def _put(file: IO[Any], text: bytes) -> None:
    file.write(text)

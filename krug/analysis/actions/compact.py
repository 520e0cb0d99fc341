import time
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from krug.analysis import manifest
from krug.analysis.actions.export import publish, write_file
from krug.analysis.actions.rows import put_rows
from krug.analysis.files import alone
from krug.analysis.manifest import File, Manifest
from krug.analysis.tables import GONE, TABLES

MONTH_AFTER = timedelta(days=40)
TEN_AFTER = timedelta(days=7)
"""A file costs a fifth of a millisecond whenever it is read: few days stand alone, those that late touches
still come to.
"""


def compact(today: date, folder: Path | None = None) -> Manifest | None:
    """Makes one file of the many of a day, of ten days a week after them, of a month that is long past.

    The files it replaces stay until no reader holds a version that names them (see sweep).
    None: an export is at work.
    """
    home = folder or settings.READING_DIR
    with alone(home / "export.lock") as allowed:
        return _compact(home, today) if allowed else None


def _compact(folder: Path, today: date) -> Manifest:
    before = manifest.current(folder)
    groups = grouped(before.of_log(), today)
    if all(len(files) == 1 for files in groups.values()):
        return before
    version = max([before.version, *manifest.versions(folder)]) + 1
    files = [
        files[0] if len(files) == 1 else _merge(folder, files, period, version)
        for (_table, period), files in groups.items()
    ] + [file for file in before.files if file not in before.of_log()]
    after = before.model_copy(update={"version": version, "made_at": time.time_ns() // 1000, "files": files})
    publish(folder, after)
    return after


def grouped(files: list[File], today: date) -> dict[tuple[str, str], list[File]]:
    """Which files belong together: by table and period. Months are cut before the 10th, 20th and 30th."""
    groups: dict[tuple[str, str], list[File]] = defaultdict(list)
    for file in files:
        if not file.first:
            groups[file.table, "all"].append(file)
            continue
        groups[file.table, period_of(date.fromisoformat(file.first), file.first != file.last, today)].append(
            file
        )
    return groups


def period_of(first: date, several: bool, today: date) -> str:
    """`2026-05`, `2026-05-1` (the 10th to the 19th) or `2026-05-17`. What was once put together stays so."""
    day = first.isoformat()
    month = (first.replace(day=1) + timedelta(days=31)).replace(day=1)
    if month + MONTH_AFTER <= today:
        return day[:7]
    ten = min(first.replace(day=first.day // 10 * 10 or 1) + timedelta(days=10 - (first.day < 10)), month)
    return day[:9] if several or ten + TEN_AFTER <= today else day


def _merge(folder: Path, files: list[File], period: str, version: int) -> File:
    if files[0].table == GONE:
        rows = pa.concat_tables(pq.ParquetFile(folder / file.name).read() for file in files)
        name = f"{GONE}/{period}/{version:010}-merged.parquet"
        put_rows(folder, rows.group_by("seq").aggregate([]), name)
        return files[0].model_copy(update={"name": name, "rows": rows.num_rows})
    table = TABLES[files[0].table]
    # One by one and with our own schema: pyarrow would infer a partition from the folders' names.
    parts = [pq.ParquetFile(folder / file.name).read().cast(table.schema) for file in files]
    rows = pa.concat_tables(parts).unify_dictionaries()
    first, last = min(file.first for file in files), max(file.last for file in files)
    return write_file(folder, table, rows, first, last, f"{table.name}/{period}/{version:010}-merged.parquet")

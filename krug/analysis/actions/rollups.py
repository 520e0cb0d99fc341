"""Dead touches and each identity's last one, brought up to what the files hold."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from krug.analysis import engine
from krug.analysis.actions.rows import put_rows
from krug.analysis.manifest import File, Manifest
from krug.analysis.rollups import parquet
from krug.analysis.tables import GONE, LAST, TOUCH


def renewed(
    folder: Path, before: Manifest, new: Sequence[File], dead: Sequence[tuple[int, int]], version: int
) -> list[File]:
    """Files to add to those of the log. `new`: just written; `dead`: (seq, identity) by what they hold."""
    if not new:
        return before.of_table(LAST)
    made = []
    if dead:
        rows = pa.table({"seq": pa.array([seq for seq, _whose in dead], pa.int64())})
        made.append(_put(folder, rows, GONE, f"gone/all/{version:010}.parquet"))
    touches = [file for file in new if file.table == TOUCH.name]
    doubtful = {whose for _seq, whose in dead}
    return [*made, *_last(folder, before, touches, [*before.of_table(GONE), *made], doubtful, version)]


def _last(
    folder: Path,
    before: Manifest,
    new: Sequence[File],
    gone: Sequence[File],
    doubtful: set[int],
    version: int,
) -> list[File]:
    """Of identities of which a touch has died all touches are looked at again; of the others the new ones."""
    select = 'SELECT t.identity, t."at" FROM'
    live = "ANTI JOIN gone g ON g.seq = t.seq"
    parts = [f"{select} {parquet(folder, new)} t {live}"] if new else []
    if old := before.of_table(LAST):
        parts.append(f"{select} {parquet(folder, old)} t ANTI JOIN doubtful d ON d.identity = t.identity")
    if doubtful and (known := before.of_table(TOUCH.name)):
        theirs = "t.identity IN (SELECT identity FROM doubtful)"
        parts.append(f"{select} {parquet(folder, known)} t {live} WHERE {theirs}")
    if not parts:
        return []
    dead = f"SELECT seq FROM {parquet(folder, gone)}" if gone else "SELECT 0::BIGINT AS seq WHERE FALSE"
    with closing(engine.connect(folder, wide=True)) as connection:
        connection.register("doubtful", pa.table({"identity": pa.array(sorted(doubtful), pa.int64())}))
        rows = connection.execute(
            f'WITH gone AS ({dead}) SELECT identity, max("at") AS "at" '
            f"FROM ({' UNION ALL '.join(parts)}) GROUP BY identity"
        ).to_arrow_table()
    return [_put(folder, rows, LAST, f"last_touch/all/{version:010}.parquet")] if rows.num_rows else []


def _put(folder: Path, rows: pa.Table, table: str, name: str) -> File:
    put_rows(folder, rows, name)
    return File(table=table, name=name, first="", last="", rows=rows.num_rows)

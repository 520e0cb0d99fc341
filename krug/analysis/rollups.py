"""What is worked out once, when touches are exported: which of them are dead, and each identity's last.

Named, with the copy's own marks: what was written since is put right in the question's snapshot.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa

from krug.analysis import source
from krug.analysis.manifest import File, Manifest
from krug.analysis.tables import GONE, LAST, TOUCH


def sources(connection: duckdb.DuckDBPyConnection, folder: Path, copy: Manifest) -> dict[str, str]:
    """SQL of `gone` and `last_touch`; of the log's tail the connection knows already."""
    dead = source.current().dead(copy.marks)
    connection.register("tail_gone", pa.table({"seq": pa.array([seq for seq, _whose in dead], pa.int64())}))
    # Twice the same does no harm to an ANTI JOIN.
    gone = ["SELECT seq FROM tail_gone"] if dead or not copy.of_table(GONE) else []
    if files := copy.of_table(GONE):
        gone.append(f"SELECT seq FROM {parquet(folder, files)}")
    doubtful = {whose for _seq, whose in dead}
    connection.register("doubtful", pa.table({"identity": pa.array(sorted(doubtful), pa.int64())}))
    return {GONE: " UNION ALL ".join(gone), LAST: _last(folder, copy)}


def _last(folder: Path, copy: Manifest) -> str:
    """The rollup, but for identities that were touched since, or of which a touch died since (`doubtful`)."""
    live = f'SELECT t.identity, t."at" FROM tail_{TOUCH.name} t ANTI JOIN gone g ON g.seq = t.seq'
    files, touches = copy.of_table(LAST), copy.of_table(TOUCH.name)
    if not files:
        return f'SELECT identity, max("at") AS "at" FROM ({live}) GROUP BY identity'
    rollup = f'SELECT identity, "at" FROM {parquet(folder, files)}'
    moved = f"SELECT identity FROM tail_{TOUCH.name} UNION SELECT identity FROM doubtful"
    again = f"""
SELECT t.identity, t."at" FROM {parquet(folder, touches)} t ANTI JOIN gone g ON g.seq = t.seq
WHERE t.identity IN (SELECT identity FROM doubtful)"""
    return f"""
SELECT l.identity, l."at" FROM ({rollup}) l ANTI JOIN ({moved}) m ON m.identity = l.identity
UNION ALL
SELECT identity, max("at") AS "at" FROM (
    {live} UNION ALL {again} UNION ALL
    SELECT l.identity, l."at" FROM ({rollup}) l SEMI JOIN ({moved}) m ON m.identity = l.identity
    ANTI JOIN doubtful d ON d.identity = l.identity) GROUP BY identity"""


def parquet(folder: Path, files: Iterable[File]) -> str:
    paths = ", ".join("'" + str(folder / file.name).replace("'", "''") + "'" for file in files)
    return f"read_parquet([{paths}], hive_partitioning = false)"

"""What the reading copy and its tail say together, as plain rows."""

from pathlib import Path

from krug.analysis import manifest
from krug.analysis.reading import Reading, reading

Row = tuple[bytes, str, float | None]


def rows_of(state: Reading, table: str = "touch") -> list[Row]:
    found = state.connection.execute(
        f"SELECT id, verb, seconds FROM ({state.sources[table]}) ORDER BY id"
        if table == "touch"
        else f"SELECT id, author, NULL FROM ({state.sources[table]}) ORDER BY id"
    ).fetchall()
    return [(bytes(row[0]), row[1], row[2]) for row in found]


def everything(folder: Path, table: str = "touch") -> list[Row]:
    with reading(folder=folder) as state:
        return rows_of(state, table)


def exported(folder: Path) -> int:
    """How many touches are in files."""
    return sum(file.rows for file in manifest.current(folder).of_table("touch"))

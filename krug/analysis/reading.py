"""One state of the log for a question: the reading copy, the tail and the dimensions, in one snapshot."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings

from krug.analysis import engine, manifest, rollups, source
from krug.analysis.actions.export import of_this_log
from krug.analysis.kept import KeptDimensions
from krug.analysis.manifest import File, Manifest
from krug.analysis.tables import DAY, TABLES, TOUCH, LogTable

Span = tuple[int, int]
"""From … until, µs UTC."""
ALWAYS: Span = (-(2**63), 2**63 - 1)


@dataclass
class Reading:
    connection: duckdb.DuckDBPyConnection
    sources: dict[str, str]
    """SQL of each table of the log: its files and its tail; likewise of dimensions that travel."""
    dimensions: KeptDimensions

    def rows(self, sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        cursor = self.connection.execute(sql, used_in(sql, params))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def numbers(self, sql: str, params: Mapping[str, Any]) -> set[int]:
        """An answer of one column, which may be of a million."""
        (column,) = self.connection.execute(sql, used_in(sql, params)).fetchnumpy().values()
        return set(column.tolist())

    def keep(self, name: str, sql: str, params: Mapping[str, Any]) -> None:
        """Works a step out once, for those that follow on this connection."""
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {sql}", used_in(sql, params))

    def tell(self, name: str, table: pa.Table) -> None:
        """A table the steps may name."""
        self.connection.register(name, table)


def used_in(sql: str, params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: params[name] for name in set(re.findall(r"\$([a-z_]+)", sql))}


@contextmanager
def reading(
    prepare: Callable[[Reading], None] | None = None,
    folder: Path | None = None,
    span: Span | None = None,
    wide: bool = False,
) -> Iterator[Reading]:
    """Right with any copy, an old one, or none. `prepare` reads what else is needed, in the log's snapshot.

    Of a `span`, files that hold no touch of it are left closed.
    """
    home = folder or settings.READING_DIR
    with manifest.held(home) as held, closing(engine.connect(home, wide)) as connection:
        with source.current().snapshot():
            copy = held if of_this_log(held) else Manifest()
            sources = _sources(connection, home, copy, span or ALWAYS)
            state = Reading(connection, sources, KeptDimensions(home, held.dimensions))
            if prepare is not None:
                prepare(state)
        yield state


def _sources(
    connection: duckdb.DuckDBPyConnection, folder: Path, copy: Manifest, span: Span
) -> dict[str, str]:
    sources = {}
    for name, table in TABLES.items():
        tail = source.tail(table, copy.marks[name])
        connection.register(f"tail_{name}", tail)
        files = [file for file in copy.of_table(name) if name != TOUCH.name or _within(file, span)]
        sources[name] = _source(folder, files, table, tail)
    return sources | rollups.sources(connection, folder, copy)


def _within(file: File, span: Span) -> bool:
    """Whole days are compared: a file is opened rather once too often."""
    first, last = ((date.fromisoformat(day) - date(1970, 1, 1)).days * DAY for day in (file.first, file.last))
    return first < span[1] and span[0] < last + DAY


def _source(folder: Path, files: Sequence[File], table: LogTable, tail: pa.Table) -> str:
    """What is empty is left out: even that costs a millisecond."""
    names = ", ".join(f'"{name}"' for name in table.schema.names)
    parts = [f"SELECT {names} FROM tail_{table.name}"] if tail.num_rows or not files else []
    if files:
        parts.append(f"SELECT {names} FROM {rollups.parquet(folder, files)}")
    return " UNION ALL ".join(parts)

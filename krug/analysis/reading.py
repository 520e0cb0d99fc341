"""One state of the log for a question: the reading copy, the tail and the dimensions, in one snapshot."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings

from krug.analysis import engine, manifest, source
from krug.analysis.actions.export import of_this_log
from krug.analysis.manifest import Manifest
from krug.analysis.tables import TABLES, LogTable


@dataclass
class Reading:
    connection: duckdb.DuckDBPyConnection
    sources: dict[str, str]
    """SQL of each table of the log: its files and its tail."""

    def rows(self, sql: str, params: dict[str, Any]) -> list[dict[str, Any]]:
        cursor = self.connection.execute(sql, used_in(sql, params))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def keep(self, name: str, sql: str, params: dict[str, Any]) -> None:
        """Works a step out once, for those that follow on this connection."""
        self.connection.execute(f"CREATE TEMP TABLE {name} AS {sql}", used_in(sql, params))


def used_in(sql: str, params: dict[str, Any]) -> dict[str, Any]:
    return {name: params[name] for name in set(re.findall(r"\$([a-z_]+)", sql))}


@contextmanager
def reading(tables: Mapping[str, Callable[[], pa.Table]], folder: Path | None = None) -> Iterator[Reading]:
    """`tables`: how to read each table besides the log. Right with any copy, an old one, or none."""
    home = folder or settings.READING_DIR
    with manifest.held(home) as held:
        with source.current().snapshot():
            copy = held if of_this_log(held) else Manifest()
            tails = {name: source.tail(table, copy.marks[name]) for name, table in TABLES.items()}
            dimensions = {name: read() for name, read in tables.items()}
        connection = engine.connect(home)
        try:
            yield Reading(connection, _sources(connection, home, copy, tails, dimensions))
        finally:
            connection.close()


def _sources(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    copy: Manifest,
    tails: dict[str, pa.Table],
    dimensions: dict[str, pa.Table],
) -> dict[str, str]:
    for name, table in dimensions.items():
        connection.register(name, table)
    for name, table in tails.items():
        connection.register(f"tail_{name}", table)
    return {name: _source(folder, copy, table) for name, table in TABLES.items()}


def _source(folder: Path, copy: Manifest, table: LogTable) -> str:
    names = ", ".join(f'"{name}"' for name in table.schema.names)
    tail = f"SELECT {names} FROM tail_{table.name}"
    files = copy.of_table(table.name)
    if not files:
        return tail
    paths = ", ".join("'" + str(folder / file.name).replace("'", "''") + "'" for file in files)
    return f"SELECT {names} FROM read_parquet([{paths}], hive_partitioning = false) UNION ALL {tail}"

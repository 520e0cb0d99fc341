"""Every row carries `tx`, the transaction that wrote it. All below the snapshot's xmin have ended: their
rows are visible now or never. So rows with tx < xmin can be exported, and the tail is what has tx ≥ the
exported mark.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from pyarrow import csv

from krug.analysis.tables import DEAD_SINCE, LogTable

LAST = 2**63 - 1


@contextmanager
def snapshot() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def mark(table: LogTable) -> int:
    return _number("pg_snapshot_xmin")


def _number(function: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def place(mark: int) -> tuple[int, int]:
    return mark - 1, LAST


def _names(table: LogTable) -> str:
    return ", ".join(f"uuid_send({it})" if it in table.ids else it for it in table.stored)


def page(table: LogTable, after: tuple[int, int], until: int, limit: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tx, {_names(table)} FROM {table.name} WHERE (tx, seq) > (%s, %s) AND tx < %s "
            "ORDER BY tx, seq LIMIT %s",
            [*after, until, limit],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def of_identities(table: LogTable, identities: Collection[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_names(table)} FROM {table.name} WHERE identity = ANY(%s)", [list(identities)]
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def dead(marks: Mapping[str, int]) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(DEAD_SINCE.format(place="tx"), marks)
        rows: list[tuple[int, int]] = cursor.fetchall()
    return rows


def knows(table: LogTable, mark: int, last: tuple[int, str] | None) -> bool:
    """A restored database may live in another cluster, whose transactions are counted anew."""
    if mark > _number("pg_snapshot_xmax"):
        return False
    if last is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tx FROM {table.name} WHERE id = %s::uuid", [last[1]])
        row = cursor.fetchone()
    return row is not None and row[0] == last[0]


def changes_mark() -> int:
    return _number("pg_snapshot_xmin")


def reached(mark: int) -> bool:
    return mark <= _number("pg_snapshot_xmax")


def changes(mark: int) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, key FROM analysis_change WHERE tx >= %s", [mark])
        rows: list[tuple[str, int]] = cursor.fetchall()
    return rows


def forget_changes(mark: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM analysis_change WHERE tx < %s", [mark])
        return int(cursor.rowcount)


def columns(rows: QuerySet[Any, Any], schema: pa.Schema) -> pa.Table:
    """The server puts all rows into one text: the driver spends ten microseconds on each row it is handed."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return schema.empty_table()
    names = ", ".join(f'"{name}"' for name in schema.names)
    line = " || ',' || ".join(_cell(field) for field in schema)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg({line}, E'\\n') FROM ({sql}) AS r({names})", params)
        text: str | None = cursor.fetchone()[0]
    if text is None:
        return schema.empty_table()
    return csv.read_csv(
        pa.BufferReader(f"{text}\n".encode()),
        csv.ReadOptions(column_names=schema.names, use_threads=False),
        convert_options=csv.ConvertOptions(
            column_types=schema, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True),
    )


def _cell(field: pa.Field) -> str:
    """A value as CSV has it; null is nothing at all, and no text is a pair of quotes."""
    if field.type == pa.string():
        return f"""coalesce('"' || replace("{field.name}", '"', '""') || '"', '')"""
    return f"""coalesce("{field.name}"::text, '')"""


def among(ids: Collection[int]) -> RawSQL:
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])

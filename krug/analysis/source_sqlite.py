"""One writer at a time: a snapshot sees all rows up to some `seq`, and no smaller one comes later."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from krug.analysis.tables import DEAD_SINCE, LogTable

CHUNK = 50_000


@contextmanager
def snapshot() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    # By hand, since Django would begin IMMEDIATE and make every writer wait for a reader.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1")  # the snapshot is taken here, not at BEGIN
            yield
        finally:
            cursor.execute("ROLLBACK")


def mark(table: LogTable) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(seq), 0) + 1 FROM {table.name}")
        return int(cursor.fetchone()[0])


def place(mark: int) -> tuple[int, int]:
    return mark - 1, mark - 1


def page(table: LogTable, after: tuple[int, int], until: int, limit: int) -> list[tuple[Any, ...]]:
    names = ", ".join(table.stored)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT seq, {names} FROM {table.name} WHERE seq > %s AND seq < %s ORDER BY seq LIMIT %s",
            [after[1], until, limit],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def of_identities(table: LogTable, identities: Collection[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(table.stored)} FROM {table.name} "
            "WHERE identity IN (SELECT value FROM json_each(%s))",
            [json.dumps(list(identities))],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def dead(marks: Mapping[str, int]) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(DEAD_SINCE.format(place="seq"), marks)
        rows: list[tuple[int, int]] = cursor.fetchall()
    return rows


def knows(table: LogTable, mark: int, last: tuple[int, str] | None) -> bool:
    if last is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table.name} WHERE seq = %s", [last[0]])
        row = cursor.fetchone()
    return row is not None and bytes(row[0]).hex() == last[1]


def changes_mark() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM analysis_change")
        return int(cursor.fetchone()[0])


def reached(mark: int) -> bool:
    return True


def changes(mark: int) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT source, key FROM analysis_change WHERE id >= %s", [mark])
        rows: list[tuple[str, int]] = cursor.fetchall()
    return rows


def forget_changes(mark: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM analysis_change WHERE id < %s", [mark])
        return int(cursor.rowcount)


def columns(rows: QuerySet[Any, Any], schema: pa.Schema) -> pa.Table:
    """By the driver's own cursor: whole numbers and texts need no converting, which is half of the time."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return schema.empty_table()
    batches = []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while some := cursor.cursor.fetchmany(CHUNK):
            arrays = [
                pa.array(values, field.type)
                for values, field in zip(zip(*some, strict=True), schema, strict=True)
            ]
            batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema)


def among(ids: Collection[int]) -> RawSQL:
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])

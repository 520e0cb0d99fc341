"""One writer at a time: a snapshot sees all rows up to some `seq`, and no smaller one comes later."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pyarrow as pa
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from krug.analysis.tables import LogTable

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


def knows(table: LogTable, mark: int, last: tuple[int, str] | None) -> bool:
    if last is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table.name} WHERE seq = %s", [last[0]])
        row = cursor.fetchone()
    return row is not None and bytes(row[0]).hex() == last[1]


def columns(rows: QuerySet[Any, Any], schema: pa.Schema) -> pa.Table:
    batches = []
    found = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        arrays = [
            pa.array(values, field.type)
            for values, field in zip(zip(*some, strict=True), schema, strict=True)
        ]
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema)


def among(ids: Collection[int]) -> RawSQL:
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])

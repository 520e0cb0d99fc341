"""Many rows at once: plain inserts, since an object for each would cost ten times the insert, and chunks."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

AT_ONCE = 500
"""Rows in one statement: eight columns of them stay below what SQLite takes as parameters."""

CHUNK = 5_000
Key = TypeVar("Key", bound=Any)


def chunks(values: Iterable[Key], size: int = CHUNK) -> Iterator[list[Key]]:
    """Each value once, in order: as many as one statement may ask for at a time."""
    every = sorted(set(values))
    for start in range(0, len(every), size):
        yield every[start : start + size]


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows of database columns in that order; those that are there already are passed over."""
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    holes = ", ".join(["%s"] * len(columns))
    table = connection.ops.quote_name(model._meta.db_table)
    sql = f"INSERT INTO {table} ({names}) VALUES ({holes}) ON CONFLICT DO NOTHING"
    values = [tuple(_plain(value) for value in row) for row in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def insert_ids(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Rows that are new for certain, and the ids they were given, in the same order."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    one, ids = f"({', '.join(['%s'] * len(columns))})", list[int]()
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            sql = f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * len(some))} RETURNING id"
            cursor.execute(sql, [_plain(value) for row in some for value in row])
            ids += [id for (id,) in cursor.fetchall()]
    return ids


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value)
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value

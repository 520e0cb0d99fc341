"""Many rows at once: plain inserts and look-ups, since Django compiles an expression for each value, which
costs ten times the statement; and chunks.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import JSONField, Model
from django.utils import timezone

AT_ONCE = 500
"""Rows in one statement: eight columns of them stay below what SQLite takes as parameters."""

CHUNK = 5_000
Key = TypeVar("Key", bound=Any)
_AS_IS = frozenset({str, int, float, bytes, bool, type(None)})


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
    values = [fitted(row) for row in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)


def insert_ids(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[int]:
    """Rows that are new for certain, and the ids they were given, in the same order."""
    return [id for (id,) in _returning(model, columns, [fitted(row) for row in rows], "RETURNING id")]


def add(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """`insert`, and (id, *columns) of those rows that were not there already."""
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    then = f"ON CONFLICT DO NOTHING RETURNING id, {names}"
    return _returning(model, columns, [fitted(row) for row in rows], then)


def _returning(
    model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], then: str
) -> list[tuple[Any, ...]]:
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    one, found = f"({', '.join(['%s'] * len(columns))})", list[tuple[Any, ...]]()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        sql = f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * len(some))} {then}"
        found += select(sql, [value for row in some for value in row])
    return found


def create(model: type[Model], rows: Sequence[Any]) -> None:
    """What bulk_create does, for objects that are new for certain: each is given its id."""
    fields: list[Any] = [field for field in model._meta.concrete_fields if not field.primary_key]
    born = [field.attname for field in fields if getattr(field, "auto_now_add", False)]
    now = timezone.now()
    for row in rows:
        for name in born:
            setattr(row, name, now)
    wanted = [(field, field.attname, isinstance(field, JSONField)) for field in fields]
    ready = [
        [
            value if type(value := getattr(row, name)) in _AS_IS and not document else _prepared(field, value)
            for field, name, document in wanted
        ]
        for row in rows
    ]
    ids = _returning(model, [field.column for field in fields], ready, "RETURNING id")
    for row, (row.pk,) in zip(rows, ids, strict=True):
        row._state.adding, row._state.db = False, connection.alias


def change(model: type[Model], names: Sequence[str], rows: Sequence[Any]) -> None:
    """What bulk_update does, a plain statement for each row: for objects that are in the database."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    table = connection.ops.quote_name(model._meta.db_table)
    holes = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    values = [[*(_prepared(field, getattr(row, field.attname)) for field in fields), row.pk] for row in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {holes} WHERE id = %s", values)


def among(column: str, values: Iterable[Any]) -> tuple[str, list[Any]]:
    """A condition that the column is one of the values, however many they are, and its parameters."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(values), ensure_ascii=False)]


def select(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _prepared(field: Any, value: Any) -> Any:
    if isinstance(value, UUID | datetime):
        return _plain(value)
    return field.get_db_prep_save(value, connection)


def fitted(row: Sequence[Any]) -> list[Any]:
    """Values as the driver takes them."""
    return [value if type(value) in _AS_IS else _plain(value) for value in row]


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value)
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return _moment(value, connection.vendor) if isinstance(value, datetime) else value


@lru_cache(256)
def _moment(value: datetime, _vendor: str) -> Any:
    """Rows written together have one moment: its text is made once."""
    return connection.ops.adapt_datetimefield_value(value)

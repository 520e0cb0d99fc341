"""Plain inserts of many small rows: an object for each would cost ten times the insert itself."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model


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


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value)
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value

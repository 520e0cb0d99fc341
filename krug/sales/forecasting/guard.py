"""The database itself refuses to change, to delete, or to slip in a row of a forecast, whoever asks it.

Triggers, set up after every migration: SQLite loses a table's when Django rebuilds it. What they cannot hold,
an owner of the database who takes them away first, `forecasting.verify` finds.
"""

from types import ModuleType

from django.db import connection, transaction

TABLE = "sales_forecastrow"


def _store() -> ModuleType:
    from krug.sales.forecasting import guard_postgresql, guard_sqlite

    return guard_postgresql if connection.vendor == "postgresql" else guard_sqlite


def stands() -> bool:
    """Whether all of it is set up and at work."""
    with connection.cursor() as cursor:
        cursor.execute(_store().THERE)
        return {name for (name,) in cursor.fetchall()} == set(_store().NAMES)


def ensure() -> None:
    if TABLE not in connection.introspection.table_names() or stands():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*_store().DROP, *_store().MAKE):
            cursor.execute(statement)

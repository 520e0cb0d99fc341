"""The database itself writes down which rows of dimensions changed, so that no door can forget to.

A trigger for each watched table; set up after every migration, since SQLite loses a table's triggers when
Django rebuilds it. Where one was missing, files made before say nothing certain: their stamps go.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, transaction


@dataclass(frozen=True)
class Watch:
    """A change of `columns` in a row of `table` is written down by the row's `key`.

    `only`: SQL over `{row}`; other rows are of no dimension. A key that is null is none.
    """

    source: str
    table: str
    key: str
    columns: tuple[str, ...]
    only: str = "TRUE"

    @property
    def name(self) -> str:
        """Of its triggers: another meaning is another name."""
        text = repr((self, _store().VERSION)).encode()
        return f"watch_{self.source}_{hashlib.sha256(text).hexdigest()[:8]}"

    def old(self) -> str:
        return self.only.format(row="OLD")

    def new(self) -> str:
        return self.only.format(row="NEW")


class Store(Protocol):
    VERSION: int

    def make(self, watch: Watch) -> list[str]:
        """The statements that set its triggers up."""
        ...

    def there(self) -> dict[str, str]:
        """Watches that are set up: name → table."""
        ...

    def drop(self, name: str, table: str) -> list[str]: ...


def _store() -> Store:
    from krug.analysis import watch_postgresql, watch_sqlite

    store: Store = watch_postgresql if connection.vendor == "postgresql" else watch_sqlite
    return store


def ensure(watches: Iterable[Watch]) -> list[str]:
    """Sets up what is missing, takes away what is not wanted any more. Answers the names of the new ones."""
    from krug.analysis.models import Stamp

    wanted = {watch.name: watch for watch in watches if _is_there(watch)}
    there = _store().there()
    stale, new = there.keys() - wanted.keys(), wanted.keys() - there.keys()
    if not stale and not new:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        for name in sorted(stale):
            _run(cursor, _store().drop(name, there[name]))
        for name in sorted(new):
            # A part of it may be there.
            _run(cursor, [*_store().drop(name, wanted[name].table), *_store().make(wanted[name])])
        Stamp.objects.all().delete()
    return sorted(new)


def _run(cursor: Any, statements: Iterable[str]) -> None:
    for statement in statements:
        cursor.execute(statement)


def _is_there(watch: Watch) -> bool:
    """At an earlier step of the migrations the table may be missing, or be another one."""
    with connection.cursor() as cursor:
        if watch.table not in connection.introspection.table_names(cursor):
            return False
        described = connection.introspection.get_table_description(cursor, watch.table)
    return {watch.key, *watch.columns} <= {column.name for column in described}

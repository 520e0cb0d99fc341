"""The log as the reading copy needs it: one snapshot, what surely committed, rows as they were written."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pyarrow as pa
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from krug.analysis import source_postgresql, source_sqlite
from krug.analysis.tables import TOUCH, LogTable, arrow

Place = tuple[int, int]
"""Where a row stands: (position, seq). The position is `seq` on SQLite and `tx` on PostgreSQL."""
END = 2**63 - 1
PAGE = 100_000


class Source(Protocol):
    def snapshot(self) -> AbstractContextManager[None]:
        """All reads inside see one state of the database. Inside a transaction: that transaction's."""
        ...

    def mark(self, table: LogTable) -> int:
        """All rows at positions below it are committed or never will be: they can be exported."""
        ...

    def place(self, mark: int) -> Place:
        """The place just before position `mark`."""
        ...

    def page(self, table: LogTable, after: Place, until: int, limit: int) -> list[tuple[Any, ...]]:
        """Rows (position, *columns of the schema) after a place, below position `until`, in order."""
        ...

    def dead(self, marks: Mapping[str, int]) -> list[tuple[int, int]]:
        """(seq, identity) of touches that do not count, by what stands at or after the tables' marks."""
        ...

    def knows(self, table: LogTable, mark: int, last: tuple[int, str] | None) -> bool:
        """Whether `last` (position, id in hex), exported below `mark`, is a row of this very log."""
        ...

    def changes_mark(self) -> int:
        """Changes at positions below it are seen by this snapshot, or never will be there."""
        ...

    def reached(self, mark: int) -> bool:
        """False in a database that was restored into another cluster, whose transactions are counted anew."""
        ...

    def changes(self, mark: int) -> list[tuple[str, int]]:
        """(source, key) of what changed from position `mark` on; twice what changed twice."""
        ...

    def forget_changes(self, mark: int) -> int:
        """Those below the position are not needed by anybody. How many went."""
        ...

    def columns(self, rows: QuerySet[Any, Any], schema: pa.Schema) -> pa.Table:
        """What a `values_list` of whole numbers and texts gives, as a table: a million rows in a second."""
        ...

    def of_identities(self, table: LogTable, identities: Collection[int]) -> list[tuple[Any, ...]]:
        """Rows of the table's stored columns."""
        ...

    def among(self, ids: Collection[int]) -> RawSQL:
        """For `filter(row__in=among(ids))`: any number of ids, given as one parameter."""
        ...


def current() -> Source:
    source: Source = source_postgresql if connection.vendor == "postgresql" else source_sqlite
    return source


def columns(rows: QuerySet[Any, Any], schema: pa.Schema) -> pa.Table:
    return current().columns(rows, schema)


def among(ids: Collection[int]) -> RawSQL:
    return current().among(ids)


def touches_of(identities: Collection[int]) -> pa.Table:
    """All of a few identities, found by their index: the whole log need not be gone through for them."""
    return arrow(TOUCH, current().of_identities(TOUCH, identities))


def pages(table: LogTable, mark: int, until: int = END) -> Iterator[tuple[pa.Table, tuple[int, str]]]:
    """Arrow tables of at most PAGE rows from position `mark` on, each with its last row's (position, id)."""
    source = current()
    after = source.place(mark)
    seq, uid = table.schema.get_field_index("seq") + 1, table.schema.get_field_index("id") + 1
    while rows := source.page(table, after, until, PAGE):
        last = rows[-1]
        after = (last[0], last[seq])
        yield arrow(table, [row[1:] for row in rows]), (last[0], bytes(last[uid]).hex())
        if len(rows) < PAGE:
            return


def tail(table: LogTable, mark: int) -> pa.Table:
    """Everything from position `mark` on that this snapshot sees."""
    found = [page for page, _last in pages(table, mark)]
    return pa.concat_tables(found) if found else arrow(table, [])

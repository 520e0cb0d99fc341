"""What the log needs of a database, and nothing else in this domain knows which one it is."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection

from krug.touches import store_postgresql, store_sqlite
from krug.touches.rules import Row


class Store(Protocol):
    STANDING: str
    """An expression: what of the log is seen at this moment, as text."""
    SINCE: str
    """A condition on touch `t`, with one placeholder for a text of STANDING: what was not seen then."""

    def as_id(self, value: UUID) -> Any: ...
    def from_id(self, value: Any) -> UUID: ...
    def insert(self, rows: Sequence[Row]) -> int:
        """Takes rows of COLUMNS whose id is not there yet; how many it took."""
        ...

    def stored(self, ids: Iterable[Any]) -> dict[Any, Row]:
        """Rows of COLUMNS by id, in the form `insert` takes them."""
        ...

    def settled(self, after: tuple[int, int], columns: str, limit: int) -> list[tuple[Any, ...]]:
        """(position, *columns) of rows after a place that surely committed, in an order that only grows."""
        ...

    def extend(self, now: datetime) -> list[str]:
        """Prepares storage for the time to come; names of what was made."""
        ...

    def retract(self, ids: Iterable[Any], at: int, author: str, reason: str) -> None: ...
    def whose(self, ids: Iterable[Any]) -> list[tuple[int, int | None]]:
        """(identity, organisation) of each of these touches that is there."""
        ...


def current() -> Store:
    store: Store = store_postgresql if connection.vendor == "postgresql" else store_sqlite
    return store

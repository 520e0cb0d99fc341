"""What the two databases do differently for lists and search."""

from collections.abc import Sequence, Sized
from types import ModuleType
from typing import Any, Protocol, cast

from django.db import connection

Sql = tuple[str, list[Any]]


class Store(Protocol):
    SEARCH_UP: tuple[str, ...]
    """Statements that make the search indexes (migration 0002)."""
    SEARCH_DOWN: tuple[str, ...]

    def seek_scopes(self, scopes: Sequence[int], one: str, params: list[Any]) -> Sql:
        """`one` selects a single scope's rows (its first placeholder): the rows of every scope."""
        ...

    def not_by_index(self, column: str) -> str:
        """The column in a condition that must not choose the index."""
        ...

    def one_by_one(self, table: str) -> str:
        """A join of `p` to `m` that takes the rows of m as they come, whatever is asked of p."""
        ...

    def matching(self, groups: Sequence[Sequence[str]]) -> Sql:
        """Condition on customers_searchrow s: of each group at least one word; `word*` is a beginning."""
        ...

    def similar_words(self, word: str, limit: int) -> list[str]:
        """Words of the dictionary that share most trigrams with the given one."""
        ...

    def scrub(self) -> None:
        """After this the database's files hold nothing of rows that were deleted or changed before."""
        ...

    def before_words_go(self, words: Sequence[str]) -> None:
        """Take these words, about to be deleted, out of what similar words are found by."""
        ...


def current() -> Store:
    return of(connection.vendor)


def of(vendor: str) -> Store:
    module: ModuleType
    if vendor == "postgresql":
        from krug.customers import store_postgresql as module
    else:
        from krug.customers import store_sqlite as module
    return cast(Store, module)


def holes(values: Sized) -> str:
    """A placeholder for each value, as IN takes them."""
    return ", ".join(["%s"] * len(values))


def rows(sql: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*sql)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found

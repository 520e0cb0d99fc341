from collections.abc import Sequence
from typing import Any

from django.db import connection

from krug.customers.store import Sql, rows

SEARCH_UP = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    # Not to_tsvector: its parser takes words apart by rules of its own.
    "CREATE INDEX customers_searchrow_words ON customers_searchrow "
    "USING gin (array_to_tsvector(string_to_array(text, ' '))) WITH (fastupdate = off)",
    "CREATE INDEX customers_searchword_grams ON customers_searchword USING gin (word gin_trgm_ops)",
)
SEARCH_DOWN = ("DROP INDEX customers_searchword_grams", "DROP INDEX customers_searchrow_words")

LONGEST = 500
"""Letters of a word that is looked for: no card has so long a one, and a tsquery takes 2046 bytes."""


def seek_scopes(scopes: Sequence[int], one: str, params: list[Any]) -> Sql:
    # One placeholder for any number of scopes: the plan is as short for forty as for one.
    inner = one.replace("%s", "seen.scope", 1)
    sql = f"SELECT found.* FROM unnest(%s::bigint[]) AS seen(scope) CROSS JOIN LATERAL ({inner}) found"
    return sql, [list(scopes), *params]


def not_by_index(column: str) -> str:
    return column


def one_by_one(table: str) -> str:
    return f" CROSS JOIN LATERAL (SELECT * FROM {table} WHERE id = m.row OFFSET 0) p"


def matching(groups: Sequence[Sequence[str]]) -> Sql:
    every = " & ".join("(" + " | ".join(_quoted(word) for word in group) + ")" for group in groups)
    return "array_to_tsvector(string_to_array(s.text, ' ')) @@ %s::tsquery", [every]


def _quoted(word: str) -> str:
    text = word.rstrip("*").replace("\\", "").replace("'", "")[:LONGEST]
    return f"'{text}':*" if word.endswith("*") else f"'{text}'"


def similar_words(word: str, limit: int) -> list[str]:
    sql = "SELECT word FROM customers_searchword WHERE word %% %s ORDER BY similarity(word, %s) DESC LIMIT %s"
    return [found for (found,) in rows((sql, [word, word, limit]))]


def scrub() -> None:
    """Old versions of rows are taken away. Free space of pages and the write-ahead log are PostgreSQL's own:
    they are written over in time (docs/admin/privacy.md).
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")


def before_words_go(words: Sequence[str]) -> None:
    """The database keeps its index itself."""

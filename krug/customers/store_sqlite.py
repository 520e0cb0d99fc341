import re
from collections.abc import Sequence
from typing import Any

from django.db import connection

from krug.customers.store import Sql, holes, rows

# SQLite takes at most 500 SELECTs in one compound.
COMPOUND = 400
# Postings that one misspelt word may cost: common trigrams (-ov_, -in_) say little and have most of them.
POSTINGS = 4_000
LEAST_TRIGRAMS = 3

WORDS = "customers_searchrow_words"
FORGET = f"INSERT INTO {WORDS} ({WORDS}, rowid, text) VALUES ('delete', old.id, old.text);"
KEEP = f"INSERT INTO {WORDS} (rowid, text) VALUES (new.id, new.text);"
SEARCH_UP = (
    f"CREATE VIRTUAL TABLE {WORDS} USING fts5(text, content='customers_searchrow', content_rowid='id', "
    "detail=none, columnsize=0, prefix='2 3 4', tokenize=\"ascii tokenchars '@._-+'\")",
    f"INSERT INTO {WORDS} ({WORDS}) VALUES ('rebuild')",
    f"CREATE TRIGGER customers_searchrow_made AFTER INSERT ON customers_searchrow BEGIN {KEEP} END",
    f"CREATE TRIGGER customers_searchrow_gone AFTER DELETE ON customers_searchrow BEGIN {FORGET} END",
    "CREATE TRIGGER customers_searchrow_changed AFTER UPDATE OF text ON customers_searchrow "
    f"BEGIN {FORGET} {KEEP} END",
    "CREATE VIRTUAL TABLE customers_searchword_grams USING fts5(text, content='', detail=none, "
    "columnsize=0, tokenize='trigram')",
    "CREATE VIRTUAL TABLE customers_searchword_counts USING fts5vocab('customers_searchword_grams', 'row')",
    "CREATE TRIGGER customers_searchword_made AFTER INSERT ON customers_searchword BEGIN "
    "INSERT INTO customers_searchword_grams (rowid, text) VALUES (new.id, '__' || new.word || '_'); END",
)
SEARCH_DOWN = (
    "DROP TRIGGER customers_searchword_made",
    "DROP TABLE customers_searchword_counts",
    "DROP TABLE customers_searchword_grams",
    "DROP TRIGGER customers_searchrow_changed",
    "DROP TRIGGER customers_searchrow_gone",
    "DROP TRIGGER customers_searchrow_made",
    "DROP TABLE customers_searchrow_words",
)


def seek_scopes(scopes: Sequence[int], one: str, params: list[Any]) -> Sql:
    parts, values = [], []
    for start in range(0, len(scopes), COMPOUND):
        some = scopes[start : start + COMPOUND]
        parts.append(" UNION ALL ".join([f"SELECT * FROM ({one})"] * len(some)))
        values += [value for scope in some for value in (scope, *params)]
    return " UNION ALL ".join(f"SELECT * FROM ({part})" for part in parts), values


def not_by_index(column: str) -> str:
    return f"+{column}"


def one_by_one(table: str) -> str:
    return f" CROSS JOIN {table} p ON p.id = m.row"


def matching(groups: Sequence[Sequence[str]]) -> Sql:
    every = " AND ".join("(" + " OR ".join(_quoted(word) for word in group) + ")" for group in groups)
    found = "s.id IN (SELECT rowid FROM customers_searchrow_words WHERE customers_searchrow_words MATCH %s)"
    return found, [every]


def _quoted(word: str) -> str:
    text = re.sub(r"[\"*]", "", word)
    return f'"{text}"*' if word.endswith("*") else f'"{text}"'


def similar_words(word: str, limit: int) -> list[str]:
    padded = f"__{word}_"
    grams = sorted({padded[at : at + 3] for at in range(len(padded) - 2)})
    places = holes(grams)
    counts = rows((f"SELECT term, doc FROM customers_searchword_counts WHERE term IN ({places})", grams))
    chosen: list[str] = []
    cost = 0
    for gram, postings in sorted(counts, key=lambda row: row[1]):
        cost += postings
        if cost > POSTINGS and len(chosen) >= LEAST_TRIGRAMS:
            break
        chosen.append(gram)
    if not chosen:
        return []
    one = "SELECT rowid AS id FROM customers_searchword_grams WHERE customers_searchword_grams MATCH %s"
    every = " UNION ALL ".join([one] * len(chosen))
    sql = (
        f"SELECT w.word FROM (SELECT id, count(*) AS shared FROM ({every}) GROUP BY id) g "
        "JOIN customers_searchword w ON w.id = g.id ORDER BY g.shared DESC, abs(length(w.word) - %s) LIMIT %s"
    )
    values: list[Any] = [_quoted(gram) for gram in chosen]
    return [found for (found,) in rows((sql, [*values, len(word), limit]))]


def scrub() -> None:
    """Deleted words stay in the index until it is merged, deleted rows in free pages and in the log."""
    with connection.cursor() as cursor:
        for index in (WORDS, "customers_searchword_grams"):
            cursor.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def before_words_go(words: Sequence[str]) -> None:
    # The index keeps no text of its own: it must be told what it was given, and then forgets it.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_searchword_grams (customers_searchword_grams, rowid, text) "
            "SELECT 'delete', id, '__' || word || '_' FROM customers_searchword "
            f"WHERE word IN ({holes(words)})",
            list(words),
        )

"""Taking touches out of the log for good, when the company they belong to is taken out whole."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, transaction

CHUNK = 500  # below SQLite's least limit of parameters


@transaction.atomic
def erase(authors: Collection[str] = (), identities: Collection[int] = ()) -> int:
    """Removes every touch by these authors or of these identities, and its retraction; answers how many.

    A touch of a living customer is retracted, never erased. The reading copy must be rebuilt afterwards.
    """
    return _where("author", sorted(authors)) + _where("identity", sorted(identities))


def touched(identities: Collection[int]) -> set[int]:
    """Of these identities those that the log has any touch of, whether it still counts or not."""
    found: set[int] = set()
    every = sorted(identities)
    with connection.cursor() as cursor:
        for start in range(0, len(every), CHUNK):
            part = every[start : start + CHUNK]
            places = ", ".join(["%s"] * len(part))
            # Only placeholders are put into these statements, and columns named below.
            cursor.execute(f"SELECT DISTINCT identity FROM touch WHERE identity IN ({places})", part)
            found.update(row[0] for row in cursor.fetchall())
    return found


def _where(column: str, values: Sequence[Any]) -> int:
    gone = 0
    with connection.cursor() as cursor:
        for start in range(0, len(values), CHUNK):
            part = values[start : start + CHUNK]
            wanted = f"{column} IN ({', '.join(['%s'] * len(part))})"
            ids = f"SELECT id FROM touch WHERE {wanted}"
            cursor.execute(f"DELETE FROM touch_retraction WHERE id IN ({ids})", part)
            cursor.execute(f"DELETE FROM touch WHERE {wanted}", part)
            gone += cursor.rowcount
    return gone

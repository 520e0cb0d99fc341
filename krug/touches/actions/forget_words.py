"""Destroying what touches say in words of a customer who is erased: the figures stay."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from krug.touches.queries import Span, ends
from krug.touches.rules import erased_text
from krug.touches.signals import tell

KEY = {"postgresql": "id"}


@transaction.atomic
def forget_words(spans: Sequence[Span]) -> int:
    """Of every touch of these identities in these spans, the live and the others. Answers how many changed.

    The reading copy still has the words: krug.analysis.actions.forget_words is called after the commit.
    """
    changed, concerned = 0, set[tuple[int, int | None]]()
    for identity, since, until in spans:
        rows = _rows(identity, *ends(since, until))
        new = [(text, key) for key, verb, data, _place in rows if (text := erased_text(verb, data)) != data]
        concerned |= {(identity, place) for _key, _verb, _data, place in rows} | {(identity, None)}
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE touch SET data = %s WHERE {_key()} = %s", new)
        changed += len(new)
    if changed:
        tell(forget_words, concerned)
    return changed


def _rows(identity: int, since: int, until: int) -> list[tuple[Any, int, str, int | None]]:
    sql = f"SELECT {_key()}, verb, data, organisation FROM touch WHERE identity = %s AND at >= %s AND at < %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [identity, since, until])
        found: list[tuple[Any, int, str, int | None]] = cursor.fetchall()
    return found


def _key() -> str:
    return KEY.get(connection.vendor, "seq")

"""Reading single touches, live ones: not retracted, not replaced. Figures are the matter of krug.analysis."""

import json
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from krug.touches import store
from krug.touches.rules import COLUMNS
from krug.touches.touch import StoredTouch
from krug.touches.words import Channel, Direction, Verb

Span = tuple[int, int | None, int | None]
"""An identity and the span [since, until), µs UTC, that is asked for; None: no end on that side."""

FIELDS = ("seq", *COLUMNS)
NAMES = ", ".join(f"t.{name}" for name in FIELDS)
LIVE = (
    "NOT EXISTS (SELECT 1 FROM touch_retraction r WHERE r.id = t.id) "
    "AND NOT EXISTS (SELECT 1 FROM touch n WHERE n.replaces = t.id)"
)
FIRST, LAST = -(2**63), 2**63 - 1
CHANNELS, DIRECTIONS, VERBS = ({int(one): one for one in words} for words in (Channel, Direction, Verb))
"""A page reads hundreds of touches; to ask an enumeration costs ten times a dictionary."""
SPANS = 100  # spans in one statement


def of_identities(
    spans: Sequence[Span], before: tuple[int, int] | None = None, limit: int = 50
) -> list[StoredTouch]:
    """The newest touches of these identities, newest first; `before` = (at, seq) of the last one had."""
    found: list[StoredTouch] = []
    for start in range(0, len(spans), SPANS):
        found += _newest(spans[start : start + SPANS], before or (LAST, LAST), limit)
    return sorted(found, key=lambda touch: (touch.at, touch.seq), reverse=True)[:limit]


def of_verbs(spans: Sequence[Span], verbs: Collection[Verb], limit: int) -> list[StoredTouch]:
    """Of these verbs alone the newest, newest first."""
    among = ", ".join(str(int(verb)) for verb in sorted(verbs))
    return _narrowed(spans, f"t.verb IN ({among})", limit)


def felt(spans: Sequence[Span], limit: int) -> list[int]:
    """Emotions of the newest touches that have one, newest first."""
    return [touch.emotion or 0 for touch in _narrowed(spans, "t.emotion IS NOT NULL", limit)]


def _narrowed(spans: Sequence[Span], also: str, limit: int) -> list[StoredTouch]:
    found: list[StoredTouch] = []
    for start in range(0, len(spans), SPANS):
        found += _newest(spans[start : start + SPANS], (LAST, LAST), limit, also)
    return sorted(found, key=lambda touch: (touch.at, touch.seq), reverse=True)[:limit]


def _newest(
    spans: Sequence[Span], before: tuple[int, int], limit: int, also: str = "TRUE"
) -> list[StoredTouch]:
    one = (
        f"SELECT * FROM (SELECT {NAMES} FROM touch t WHERE t.identity = %s AND t.at >= %s AND t.at < %s "
        f"AND t.at <= %s AND (t.at < %s OR t.seq < %s) AND {also} AND {LIVE} "
        "ORDER BY t.at DESC, t.seq DESC LIMIT %s) s"
    )
    at, seq = before
    params = [
        value
        for identity, since, until in spans
        for value in (identity, *ends(since, until), at, at, seq, limit)
    ]
    return _read(" UNION ALL ".join([one] * len(spans)), params)


def newest_of_each(spans: Sequence[Span], limit: int) -> list[list[StoredTouch]]:
    """For each span by itself its newest touches, newest first: for lists and sync."""
    found: list[list[StoredTouch]] = [[] for _ in spans]
    for start in range(0, len(spans), SPANS):
        part = spans[start : start + SPANS]
        rows = ", ".join(["(%s, %s, %s, %s)"] * len(part))
        sql = (
            f"WITH span (number, identity, since, until) AS (VALUES {rows}), ranked AS ("
            f"SELECT s.number, {NAMES}, "
            f"row_number() OVER (PARTITION BY s.number ORDER BY t.at DESC, t.seq DESC) AS place "
            f"FROM span s JOIN touch t ON t.identity = s.identity AND t.at >= s.since AND t.at < s.until "
            f"WHERE {LIVE}) "
            f"SELECT number, {', '.join(FIELDS)} FROM ranked WHERE place <= %s ORDER BY number, place"
        )
        numbered = [(start + at, it[0], *ends(it[1], it[2])) for at, it in enumerate(part)]
        with connection.cursor() as cursor:
            cursor.execute(sql, [*(value for row in numbered for value in row), limit])
            for number, *row in cursor.fetchall():
                found[number].append(_touch(row))
    return found


def ends(since: int | None, until: int | None) -> tuple[int, int]:
    return (FIRST if since is None else since, LAST if until is None else until)


def of_episode(episode: UUID) -> list[StoredTouch]:
    """What one visit, session or call left behind, in order of time."""
    sql = f"SELECT {NAMES} FROM touch t WHERE t.episode = %s AND {LIVE} ORDER BY t.at, t.seq"
    return _read(sql, [store.current().as_id(episode)])


def by_ids(ids: Iterable[UUID], live: bool = True) -> dict[UUID, StoredTouch]:
    """Touches by id; with `live` false also those that do not count any more."""
    own = [store.current().as_id(it) for it in ids]
    found: list[StoredTouch] = []
    for start in range(0, len(own), 500):
        part = own[start : start + 500]
        where = f"t.id IN ({', '.join(['%s'] * len(part))})" + (f" AND {LIVE}" if live else "")
        found += _read(f"SELECT {NAMES} FROM touch t WHERE {where}", part)
    return {touch.id: touch for touch in found}


def last_received(identities: Collection[int]) -> dict[int, int]:
    """When the newest touch of each identity came, µs UTC; those that no longer count are counted too."""
    return _newest_by("received_at", identities)


def last_at(identities: Collection[int]) -> dict[int, int]:
    """When the newest touch of each identity happened, likewise."""
    return _newest_by("at", identities)


def _newest_by(column: str, identities: Collection[int]) -> dict[int, int]:
    every, found = sorted(identities), dict[int, int]()
    for start in range(0, len(every), 500):
        part = every[start : start + 500]
        holes = ", ".join(["%s"] * len(part))
        sql = f"SELECT identity, max({column}) FROM touch WHERE identity IN ({holes}) GROUP BY identity"
        with connection.cursor() as cursor:
            cursor.execute(sql, part)
            found |= dict(cursor.fetchall())
    return found


Place = tuple[int, int]
"""Where a touch stands in the order of the log; what is written later stands behind it."""
BEGINNING: Place = (-1, -1)


def written_after(place: Place, limit: int) -> list[tuple[Place, StoredTouch]]:
    """Touches in the order they were written, the live and the others; the last place is the next cursor."""
    rows = store.current().settled(place, NAMES, limit)
    return [((row[0], row[1]), _touch(row[1:])) for row in rows]


def standing_sql() -> str:
    """An expression whose text says what of the log is seen at this moment, for `count_after`."""
    return store.current().STANDING


def count_after(spans: Sequence[Span], standing: str, but_by: str, most: int) -> int:
    """How many touches of these identities have come since then, by others; `most`: so many and more."""
    one = (
        "SELECT * FROM (SELECT 1 FROM touch t WHERE t.identity = %s AND t.at >= %s AND t.at < %s "
        f"AND {store.current().SINCE} AND t.author <> %s AND {LIVE} LIMIT %s) s"
    )
    count = 0
    for start in range(0, len(spans), SPANS):
        part = spans[start : start + SPANS]
        params = [
            value
            for identity, since, until in part
            for value in (identity, *ends(since, until), standing, but_by, most)
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({' UNION ALL '.join([one] * len(part))}) u", params)
            count += cursor.fetchone()[0]
    return min(count, most)


def dead_of(ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are retracted or replaced."""
    return set(ids) - set(by_ids(ids))


def _read(sql: str, params: Sequence[Any]) -> list[StoredTouch]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_touch(row) for row in cursor.fetchall()]


def _touch(row: Sequence[Any]) -> StoredTouch:
    it = dict(zip(FIELDS, row, strict=True))
    from_id = store.current().from_id
    for name in ("id", "episode", "replaces"):
        if it[name] is not None:
            it[name] = from_id(it[name])
    for name in ("amount", "cost"):
        if it[name] is not None:
            it[name] = Decimal(it[name])
    it["channel"], it["direction"], it["verb"] = (
        CHANNELS[it["channel"]],
        DIRECTIONS[it["direction"]],
        VERBS[it["verb"]],
    )
    it["data"] = {} if it["data"] == "{}" else json.loads(it["data"])
    return StoredTouch(**it)


def replaced_of(identities: Collection[int]) -> set[int]:
    """Whose the touches were that touches of these identities stand for: a correction may change that."""
    found: set[int] = set()
    every = sorted(identities)
    for start in range(0, len(every), 500):
        part = every[start : start + 500]
        sql = (
            "SELECT DISTINCT o.identity FROM touch t JOIN touch o ON o.id = t.replaces "
            f"WHERE t.identity IN ({', '.join(['%s'] * len(part))}) AND t.replaces IS NOT NULL"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, part)
            found |= {row[0] for row in cursor.fetchall()}
    return found

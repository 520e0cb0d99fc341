"""The log on PostgreSQL: partitions by range of id, one global key.

`seq` follows a sequence and may be seen out of order; `tx` is the transaction that wrote the row, so that a
reader can tell what surely committed: every row with tx < pg_snapshot_xmin(pg_current_snapshot()).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from krug.touches import partitions
from krug.touches.rules import COLUMNS, Row

TYPES = {
    "id": "uuid", "at": "bigint", "identity": "bigint", "organisation": "bigint", "episode": "uuid",
    "channel": "smallint", "direction": "smallint", "verb": "smallint", "object_kind": "text",
    "object_id": "text", "cause_kind": "text", "cause_id": "text", "staff": "bigint",
    "seconds": "double precision", "amount": "text", "currency": "text", "cost": "text",
    "emotion": "smallint", "replaces": "uuid", "author": "text", "data": "text", "received_at": "bigint",
}  # fmt: skip
TX = "bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)"
DDL = f"""
CREATE SEQUENCE touch_seq;
CREATE TABLE touch (
    seq bigint NOT NULL DEFAULT nextval('touch_seq'), id uuid NOT NULL PRIMARY KEY, tx {TX},
    at bigint NOT NULL, received_at bigint NOT NULL, identity bigint NOT NULL, organisation bigint,
    episode uuid, channel smallint NOT NULL, direction smallint NOT NULL,
    verb smallint NOT NULL, object_kind text NOT NULL, object_id text NOT NULL,
    cause_kind text NOT NULL, cause_id text NOT NULL, staff bigint, seconds double precision, amount text,
    currency text NOT NULL, cost text, emotion smallint, replaces uuid, author text NOT NULL,
    data text NOT NULL
) PARTITION BY RANGE (id);
CREATE TABLE touch_default PARTITION OF touch DEFAULT;
CREATE INDEX touch_of_identity ON touch (identity, at);
CREATE INDEX touch_of_episode ON touch (episode) WHERE episode IS NOT NULL;
CREATE INDEX touch_replaced ON touch (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX touch_written ON touch (tx, seq);
CREATE TABLE touch_retraction (
    seq bigint GENERATED ALWAYS AS IDENTITY, id uuid NOT NULL PRIMARY KEY, tx {TX}, at bigint NOT NULL,
    author text NOT NULL, reason text NOT NULL);
CREATE INDEX touch_retraction_written ON touch_retraction (tx, seq);
"""
STANDING = "pg_current_snapshot()::text"
SINCE = "NOT pg_visible_in_snapshot(t.tx::text::xid8, %s::pg_snapshot)"
# `seq` would not do: a slow transaction shows lower ones later.
INSERT = (
    f"INSERT INTO touch ({', '.join(COLUMNS)}) "
    f"SELECT * FROM unnest({', '.join(f'%s::{TYPES[name]}[]' for name in COLUMNS)}) "
    "ON CONFLICT (id) DO NOTHING"
)


def as_id(value: UUID) -> UUID:
    return value


def from_id(value: Any) -> UUID:
    return UUID(int=value.int)


def insert(rows: Sequence[Row]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [*map(list, zip(*rows, strict=True))])
        return int(cursor.rowcount)


def stored(ids: Iterable[Any]) -> dict[Any, Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM touch WHERE id = ANY(%s)", [list(ids)])
        return {row[0]: row for row in cursor.fetchall()}


def settled(after: tuple[int, int], columns: str, limit: int) -> list[Row]:
    """Below xmin nothing can appear any more, so whoever pages by (tx, seq) misses no row."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.tx, {columns} FROM touch t WHERE (t.tx, t.seq) > (%s, %s) "
            "AND t.tx < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY t.tx, t.seq LIMIT %s",
            [*after, limit],
        )
        rows: list[Row] = cursor.fetchall()
    return rows


def extend(now: datetime) -> list[str]:
    """A quarter of which touch_default has rows already stays there: taking it out would lock the log."""
    made = []
    with connection.cursor() as cursor:
        for quarter in partitions.quarters(now, before=0, after=2):
            if _is_wanted(cursor, quarter) and _made(cursor, quarter):
                made.append(partitions.name_of(quarter))
    return made


def _made(cursor: CursorWrapper, quarter: partitions.Quarter) -> bool:
    """Looked at once more where nobody can write: another worker may make the quarter at this moment, or a
    touch of it come to touch_default, and either would make the statement fail.
    """
    with transaction.atomic():
        cursor.execute("LOCK TABLE touch_default IN ACCESS EXCLUSIVE MODE")
        wanted = _is_wanted(cursor, quarter)
        if wanted:
            cursor.execute(partitions.partition_ddl(quarter))
        return wanted


def _is_wanted(cursor: CursorWrapper, quarter: partitions.Quarter) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NULL", [partitions.name_of(quarter)])
    return bool(cursor.fetchone()[0]) and not _in_default(cursor, quarter)


def _in_default(cursor: CursorWrapper, quarter: partitions.Quarter) -> bool:
    cursor.execute(
        "SELECT EXISTS (SELECT 1 FROM touch_default WHERE id >= %s AND id < %s)",
        [partitions.first_id(quarter), partitions.first_id(partitions.next_quarter(quarter))],
    )
    return bool(cursor.fetchone()[0])


def retract(ids: Iterable[Any], at: int, author: str, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO touch_retraction (id, at, author, reason) "
            "SELECT id, %s, %s, %s FROM unnest(%s::uuid[]) AS id ON CONFLICT (id) DO NOTHING",
            [at, author, reason, list(ids)],
        )


def whose(ids: Iterable[Any]) -> list[tuple[int, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT identity, organisation FROM touch WHERE id = ANY(%s)", [list(ids)])
        found: list[tuple[int, int | None]] = cursor.fetchall()
    return found

"""The log on SQLite: a rowid table, 16-byte ids. One writer at a time, so `seq` is the order of commits."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from krug.touches.rules import COLUMNS, Row

DDL = """
CREATE TABLE touch (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL, at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    identity INTEGER NOT NULL, organisation INTEGER, episode BLOB, channel INTEGER NOT NULL,
    direction INTEGER NOT NULL, verb INTEGER NOT NULL, object_kind TEXT NOT NULL, object_id TEXT NOT NULL,
    cause_kind TEXT NOT NULL, cause_id TEXT NOT NULL, staff INTEGER, seconds REAL, amount TEXT,
    currency TEXT NOT NULL, cost TEXT, emotion INTEGER, replaces BLOB, author TEXT NOT NULL,
    data TEXT NOT NULL);
CREATE UNIQUE INDEX touch_id ON touch (id);
CREATE INDEX touch_of_identity ON touch (identity, at);
CREATE INDEX touch_of_episode ON touch (episode) WHERE episode IS NOT NULL;
CREATE INDEX touch_replaced ON touch (replaces) WHERE replaces IS NOT NULL;
CREATE TABLE touch_retraction (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, author TEXT NOT NULL,
    reason TEXT NOT NULL);
"""
STANDING = "(SELECT CAST(coalesce(max(seq), 0) AS TEXT) FROM touch)"
SINCE = "t.seq > CAST(%s AS INTEGER)"
INSERT = (
    f"INSERT INTO touch ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "
    "ON CONFLICT (id) DO NOTHING"
)
CHUNK = 500  # below SQLite's least limit of parameters


def as_id(value: UUID) -> bytes:
    return value.bytes


def from_id(value: Any) -> UUID:
    return UUID(bytes=bytes(value))


def insert(rows: Sequence[Row]) -> int:
    with connection.cursor():
        # The driver's own cursor: Django's wrapper would copy every row's parameters once more.
        cursor = connection.connection.executemany(INSERT, rows)
        return int(cursor.rowcount)


def stored(ids: Iterable[Any]) -> dict[Any, Row]:
    found = _chunked(f"SELECT {', '.join(COLUMNS)} FROM touch WHERE id IN", list(ids))
    return {row[0]: row for row in found}


def settled(after: tuple[int, int], columns: str, limit: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.seq, {columns} FROM touch t WHERE t.seq > %s ORDER BY t.seq LIMIT %s",
            [after[1], limit],
        )
        rows: list[Row] = cursor.fetchall()
    return rows


def extend(now: datetime) -> list[str]:
    """One table serves all times."""
    return []


def retract(ids: Iterable[Any], at: int, author: str, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO touch_retraction (id, at, author, reason) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (id) DO NOTHING",
            [(it, at, author, reason) for it in ids],
        )


def whose(ids: Iterable[Any]) -> list[tuple[int, int | None]]:
    return [
        (row[0], row[1])
        for row in _chunked("SELECT identity, organisation FROM touch WHERE id IN", list(ids))
    ]


def _chunked(sql: str, ids: list[Any]) -> list[Row]:
    rows: list[Row] = []
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            cursor.execute(f"{sql} ({', '.join(['%s'] * len(part))})", part)
            rows += cursor.fetchall()
    return rows

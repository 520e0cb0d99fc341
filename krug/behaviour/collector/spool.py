"""intake.db: where a request waits from the moment it is acknowledged until it is in the log.

A row is a whole request, so that the answer costs one insert however many events it has. Rows are read and
taken away from the low end of the key, never searched for.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COLUMNS = ("uid", "source", "received_at", "kind", "refusal", "agent", "body")
DDL = """
CREATE TABLE IF NOT EXISTS accepted (
    seq INTEGER PRIMARY KEY, uid BLOB NOT NULL, source INTEGER NOT NULL, received_at INTEGER NOT NULL,
    kind TEXT NOT NULL, refusal TEXT NOT NULL, agent TEXT NOT NULL, body BLOB NOT NULL)
"""
INSERT = f"INSERT INTO accepted ({', '.join(COLUMNS)}) VALUES "
HOLES = f"({', '.join('?' * len(COLUMNS))})"
AT_ONCE = 32
# The mover tidies the write-ahead log; without one it may grow to this many pages of 4 KB first.
AUTOCHECKPOINT = 16_000


@dataclass(frozen=True, slots=True)
class Request:
    """What was acknowledged. `received_at` µs UTC; `refusal`: why none of it is taken, or empty."""

    uid: bytes
    source: int
    received_at: int
    kind: str
    refusal: str
    agent: str
    body: bytes


class Spool:
    """One process's connection. Not to be used by two threads at once."""

    def __init__(self, home: Path) -> None:
        self.path = home / "intake.db"
        self.turn = _Lock(home / "intake.lock")
        self.connection = sqlite3.connect(
            self.path, timeout=20, isolation_level=None, check_same_thread=False
        )
        with self.turn:
            # FULL: a commit is on the disk when it returns, and only then is the sender told.
            self.connection.executescript(
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                f"PRAGMA wal_autocheckpoint={AUTOCHECKPOINT}; {DDL};"
            )

    def store(self, requests: Iterable[Request]) -> None:
        """All of them in one transaction, on the disk when it returns."""
        rows = [tuple(getattr(one, name) for name in COLUMNS) for one in requests]
        # After each statement the interpreter's lock has to be won back from the thread that answers: so few.
        with self._transaction():
            for start in range(0, len(rows), AT_ONCE):
                part = rows[start : start + AT_ONCE]
                values = [value for row in part for value in row]
                self.connection.execute(INSERT + ", ".join([HOLES] * len(part)), values)

    def waiting(self) -> Iterator[tuple[int, Request]]:
        """Requests with their seq, oldest first. Read only as many as are needed."""
        rows = self.connection.execute(f"SELECT seq, {', '.join(COLUMNS)} FROM accepted ORDER BY seq")
        try:
            for seq, *rest in rows:
                yield seq, Request(*rest)
        finally:
            rows.close()

    def count(self) -> int:
        first, last = self.connection.execute("SELECT min(seq), max(seq) FROM accepted").fetchone()
        return 0 if first is None else int(last) - int(first) + 1

    def drop(self, until: int) -> None:
        """Take away what is in the log now: everything up to this seq."""
        with self._transaction():
            self.connection.execute("DELETE FROM accepted WHERE seq <= ?", [until])

    def tidy(self) -> None:
        """Give the room of the write-ahead log back, if nobody is reading."""
        with self.turn:
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.connection.close()
        self.turn.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        # SQLite's own waiting sleeps and guesses; the lock of a file wakes the next writer at once.
        with self.turn:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many requests wait to be moved into the log, and since when the oldest does, µs."""

    count: int
    since: int


def waiting_in(home: Path) -> Waiting | None:
    """Looks without making anything; None: nothing waits, or there is no spool."""
    path = home / "intake.db"
    if not path.exists():
        return None
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=1)
    try:
        # The ends of the key: a spool is never counted through.
        oldest = connection.execute("SELECT seq, received_at FROM accepted ORDER BY seq LIMIT 1").fetchone()
        (last,) = connection.execute("SELECT max(seq) FROM accepted").fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    if oldest is None or last is None:
        return None
    first, since = oldest
    return Waiting(last - first + 1, since)


class _Lock:
    """Held by one process at a time, and let go of when it dies."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def __enter__(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        os.close(self.descriptor)


@contextmanager
def alone(home: Path) -> Iterator[bool]:
    """Whether this is the only mover of the installation; held as long as the block runs."""
    descriptor = os.open(home / "intake.mover.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)

"""CPU time of the application and the database, free of noisy neighbours: milliseconds."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass
class Spent:
    """`application` includes SQLite, which runs inside it; `database` is PostgreSQL's own process."""

    application: float = 0.0
    database: float = 0.0

    @property
    def both(self) -> float:
        return self.application + self.database


def backend_ms() -> float:
    """CPU of this connection's PostgreSQL process so far, in steps of one clock tick; 0 on SQLite."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * TICK_MS


@contextmanager
def measured() -> Iterator[Spent]:
    spent = Spent()
    database, application = backend_ms(), time.process_time()
    yield spent
    spent.application = (time.process_time() - application) * 1000
    spent.database = backend_ms() - database

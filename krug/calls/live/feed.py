"""Says within a moment that something changed for somebody, in this process: one thread, however many listen.

SQLite is asked for its data version, which costs no read; PostgreSQL says it by itself. Either way the few
rows of `Screen` are then compared with what they were, so nothing that came while nobody looked is lost.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection

from krug.calls.models import Screen
from krug.calls.store import CHANNEL

logger = logging.getLogger("krug.calls")
EVERY = 0.04
"""Seconds between two looks on SQLite."""
LONGEST = 1.0
"""So long PostgreSQL is waited for before it is looked whether anybody listens still."""
AFTER_FAULT = 1.0
Numbers = Mapping[int, int]


def numbers() -> dict[int, int]:
    return dict(Screen.objects.values_list("staff_id", "number"))


class Feed:
    """Runs while there is somebody to tell; `tell` is called in its thread with whose number changed."""

    def __init__(self, tell: Callable[[Numbers], None]) -> None:
        self._tell = tell
        self._wanted = threading.Event()
        self._started = threading.Lock()
        self._thread: threading.Thread | None = None

    def want(self, wanted: bool) -> None:
        if not wanted:
            self._wanted.clear()
            return
        with self._started:
            self._wanted.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="screens", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while self._wanted.wait():
            try:
                self._follow()
            except Exception:
                # PostgreSQL's driver says in words of its own, not of Django's, that a connection is gone.
                logger.warning("screens are told again in a moment", exc_info=True)
                time.sleep(AFTER_FAULT)
            finally:
                connection.close()

    def _follow(self) -> None:
        wait = _postgresql() if connection.vendor == "postgresql" else _sqlite()
        was: Numbers | None = None
        while self._wanted.is_set():
            is_now = numbers()
            # The first look tells everybody's: it may have changed before this thread listened.
            changed = {who: number for who, number in is_now.items() if was is None or was.get(who) != number}
            if changed:
                self._tell(changed)
            was = is_now
            while self._wanted.is_set() and not wait():
                pass


def _sqlite() -> Callable[[], bool]:
    connection.ensure_connection()
    held: list[Any] = [None]

    def changed() -> bool:
        with connection.cursor() as cursor:
            version = cursor.execute("PRAGMA data_version").fetchone()
        if version == held[0]:
            time.sleep(EVERY)
            return False
        held[0] = version
        return True

    changed()
    return changed


def _postgresql() -> Callable[[], bool]:
    connection.ensure_connection()
    plain: Any = connection.connection
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")

    def changed() -> bool:
        for _notice in plain.notifies(timeout=LONGEST, stop_after=1):
            pass
        # Looked at every second in any case: a word may be lost, a row is not.
        return True

    return changed

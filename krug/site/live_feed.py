"""What is new in the log and in the audit, for all who listen in this process. Called by one thread alone."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import Error, close_old_connections, connection, connections
from django.db.models import Max

from krug.access.models import AuditEntry
from krug.customers.queries.news import SILENT, Watched, watched
from krug.touches.queries import end_of_log, written_after

__all__ = ["Feed", "Happened", "Watched"]
logger = logging.getLogger("krug.live")
MOST = 2_000
"""Touches read at a time; of more everybody is woken instead."""
BEHIND = 200
"""Entries that are read again: one that was written by a slow transaction gets its number before others'."""
KINDS: Mapping[str, Callable[[UUID], Watched]] = {"person": watched}


@dataclass(frozen=True, slots=True)
class Happened:
    identities: frozenset[int]
    persons: frozenset[str]


NOTHING = Happened(frozenset(), frozenset())


class Feed:
    def __init__(self) -> None:
        self.place = (-1, -1)
        self.entry = 0
        self.heard: set[int] = set()
        self.version = -1

    def watched(self, path: str) -> Watched:
        """By the page's address: /live/<kind>/<uid>."""
        _empty, _live, kind, uid, *_rest = [*path.split("/"), ""]
        close_old_connections()
        return KINDS[kind](UUID(uid))

    def begin(self) -> None:
        """From now on. What happened before, the pages know or are told when they come."""
        close_old_connections()
        self.version, self.heard = -1, set()
        self.entry = AuditEntry.objects.aggregate(n=Max("id"))["n"] or 0
        self._persons()
        self.place = end_of_log()

    def happened(self) -> Happened | None:
        """None: too much to say of whom, or the database did not answer. Everybody asks anew then."""
        close_old_connections()
        try:
            return self._happened() if self._changed() else NOTHING
        except Error:
            logger.warning("The database does not answer", exc_info=True)
            connections.close_all()
            return None

    def end(self) -> None:
        connections.close_all()

    def _changed(self) -> bool:
        """SQLite says by one number whether anybody else has written."""
        if connection.vendor != "sqlite":
            return True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            (now,) = cursor.fetchone()
        before, self.version = self.version, now
        return bool(before != now)

    def _happened(self) -> Happened | None:
        persons = self._persons()
        rows = written_after(self.place, MOST)
        if rows:
            self.place = rows[-1][0]
        if len(rows) == MOST:
            self.place = end_of_log()
            return None
        return Happened(frozenset(touch.identity for _place, touch in rows), persons)

    def _persons(self) -> frozenset[str]:
        entries = AuditEntry.objects.filter(id__gt=self.entry - BEHIND).exclude(verb__in=SILENT)
        told = list(entries.values_list("id", "object_kind", "object_id"))
        fresh = frozenset(row for id, kind, row in told if id not in self.heard and kind == "person")
        self.heard = {id for id, _kind, _row in told}
        self.entry = max([self.entry, *self.heard])
        return fresh

"""Which key is whose, as the collector knows it: read every other second, not per request."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.utils import timezone

from krug.behaviour.models import WriteKey

logger = logging.getLogger("krug.collector")
FRESH = 2.0
"""Seconds after which a closed source, a new key or a blocked field is surely seen."""
PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class Known:
    """A source as far as taking goes. `ends_at`: Unix seconds after which its key is not taken any more."""

    source: int
    origins: tuple[str, ...]
    blocked: tuple[tuple[str, ...], ...]
    ends_at: float | None


def keys_taken() -> dict[str, Known]:
    """Every key that is taken now."""
    rows = WriteKey.objects.filter(source__closing=None).select_related("source")
    now = timezone.now()
    return {
        row.key: Known(
            row.source_id,
            tuple(row.source.origins),
            tuple(tuple(path.split(".")) for path in row.source.blocked),
            row.ends_at.timestamp() if row.ends_at else None,
        )
        for row in rows
        if row.ends_at is None or row.ends_at > now
    }


def _in_a_thread() -> dict[str, Known]:
    try:
        return keys_taken()
    finally:
        # The thread is one of a pool and may not come back to this connection for hours.
        connection.close()


class Book:
    def __init__(self, read: Callable[[], dict[str, Known]] = _in_a_thread) -> None:
        self.read = read
        self.keys: dict[str, Known] | None = None
        self.read_at = float("-inf")
        self.turn = asyncio.Lock()

    async def find(self, key: str) -> Known | None:
        """Whose key it is; None: nobody's. Raises DatabaseError when no answer could be had so far."""
        keys = await self._keys(FRESH)
        if key not in keys:
            # It may have been made a moment ago; strangers' guesses must not ask the database each time.
            keys = await self._keys(PAUSE)
        known = keys.get(key)
        return None if known and known.ends_at and known.ends_at < time.time() else known

    async def anybody_allows(self, origin: str) -> bool:
        """A preflight names no key: it is let through if any source takes from that site."""
        return any("*" in one.origins or origin in one.origins for one in (await self._keys(FRESH)).values())

    async def _keys(self, age: float) -> dict[str, Known]:
        if self.keys is None or time.monotonic() - self.read_at > age:
            async with self.turn:
                if self.keys is None or time.monotonic() - self.read_at > age:
                    await self._read()
        assert self.keys is not None
        return self.keys

    async def _read(self) -> None:
        try:
            self.keys = await asyncio.to_thread(self.read)
        except DatabaseError:
            if self.keys is None:
                raise
            # What was known a moment ago will do: taking must not stop because the database rests.
            logger.warning("write keys could not be read again", exc_info=True)
        self.read_at = time.monotonic()

"""How many requests somebody may send the API: a bucket for each, which fills as time passes.

Counted in the process's memory: a shared count would cost each request a write. Several web processes let
through as many times more.
"""

from threading import Lock

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from krug.access.errors import KrugError

MOST = 10_000
"""Buckets; then those that are full again are forgotten."""


class TooManyRequests(KrugError):
    code = "too_many_requests"
    status = 429
    title = _("Too many requests: wait a little")
    retry = True

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after


class Rates:
    """`a_minute` requests a minute for each key, all of them at once or one by one."""

    def __init__(self, a_minute: int) -> None:
        self.a_minute = a_minute
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def wait(self, key: str, now: float) -> float:
        """Take one. Seconds until there will be one to take: 0 when it is taken. `now`: monotonic seconds."""
        with self._lock:
            left = self._at(self._left.get(key, (self.a_minute, now)), now)
            if left < 1:
                return (1 - left) * 60 / self.a_minute
            if len(self._left) >= MOST:
                self._forget(now)
            self._left[key] = (left - 1, now)
            return 0.0

    def _at(self, known: tuple[float, float], now: float) -> float:
        left, at = known
        return min(self.a_minute, left + (now - at) * self.a_minute / 60)

    def _forget(self, now: float) -> None:
        self._left = {key: it for key, it in self._left.items() if self._at(it, now) < self.a_minute}


rates = Rates(settings.KRUG_API_RATE)

"""The base can't be carried away by looking (T3): who sees how many customers is counted, too many slowed.

Each process counts in memory and writes a sum now and then, so that a page costs no write of its own; what a
killed process had not written yet is at most STEP customers or FLUSH seconds.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access.actions.mass_viewing import report_mass_viewing
from krug.access.errors import TooMuchSeen
from krug.access.models import MassViewing, Role, User, Viewing
from krug.access.rules import too_many

STEP = 100
FLUSH = 60.0
HELD = timedelta(days=1)
PAUSE = 20.0
"""Seconds between two pages of customers for whoever is slowed."""
ASK_AGAIN = 15.0


@dataclass(slots=True)
class _Count:
    rows: int = 0
    since: float = 0.0
    slowed: bool = False
    asked: float = float("-inf")
    served: float = float("-inf")


_counts: dict[int, _Count] = {}
_lock = Lock()


def forget() -> None:
    """Start anew: for tests."""
    with _lock:
        _counts.clear()


def seen(user: User, rows: int, now: float | None = None) -> None:
    """The user is about to be shown `rows` customers. Raises TooMuchSeen when he, slowed, comes too soon.

    `now`: monotonic seconds.
    """
    if not settings.KRUG_MASS_VIEWING or not rows:
        return
    now = time.monotonic() if now is None else now
    with _lock:
        count = _counts.setdefault(user.pk, _Count(since=now))
    _hold(user, count, now)
    count.rows += rows
    if count.rows >= STEP or now - count.since >= FLUSH:
        _write(user, count, now)


def claim(user: User, rows: int) -> None:
    """The user is about to carry away `rows` customers at once: counted before the first of them leaves.

    Raises TooMuchSeen, and nothing is counted, when that is more than work asks for.
    """
    limit = settings.KRUG_MASS_VIEWING
    if not limit or not rows:
        return
    if user.role != Role.INTEGRATOR and is_slowed(user):
        raise TooMuchSeen(_("Whoever is responsible has been told. Nothing is exported until it is settled."))
    hour = int(timezone.now().timestamp() // 3600)
    _add(user, hour, _taken(user))
    # Added before it is judged: two exports at once wait for one another, and the second sees the first.
    with transaction.atomic():
        _add(user, hour, rows)
        if too_many(*_sums(user, hour), limit):
            raise TooMuchSeen(
                _(
                    "%(rows)d more would be too many: up to %(limit)d customers may be seen in two hours. "
                    "Choose a filter to export a part, or ask an administrator."
                )
                % {"rows": rows, "limit": limit}
            )


def _taken(user: User) -> int:
    """What was counted in memory so far, to be written now."""
    with _lock:
        count = _counts.setdefault(user.pk, _Count(since=time.monotonic()))
        rows, count.rows = count.rows, 0
    return rows


def _hold(user: User, count: _Count, now: float) -> None:
    # A program of an integrator reads all it was made for: it is reported, not slowed.
    if user.role == Role.INTEGRATOR:
        return
    if now - count.asked >= ASK_AGAIN:
        count.slowed, count.asked = is_slowed(user), now
    if not count.slowed:
        return
    wait = PAUSE - (now - count.served)
    if wait > 0:
        raise TooMuchSeen(
            _("Whoever is responsible has been told. Until then one page in %(n)d seconds is shown.")
            % {"n": PAUSE},
            wait=round(wait),
        )
    count.served = now


def is_slowed(user: User) -> bool:
    recent = MassViewing.objects.filter(user=user, at__gt=timezone.now() - HELD)
    return recent.filter(clearing=None).exists()


def _write(user: User, count: _Count, now: float) -> None:
    rows, count.rows, count.since = count.rows, 0, now
    hour = int(timezone.now().timestamp() // 3600)
    _add(user, hour, rows)
    _judge(user, count, hour)


def _add(user: User, hour: int, rows: int) -> None:
    held = Viewing.objects.filter(user=user, hour=hour)
    if not held.update(rows=F("rows") + rows):
        try:
            with transaction.atomic():
                Viewing.objects.create(user=user, hour=hour, rows=rows)
        except IntegrityError:
            held.update(rows=F("rows") + rows)


def _judge(user: User, count: _Count, hour: int) -> None:
    """After a clearing the counting starts anew: what was cleared is not reported again."""
    found = too_many(*_sums(user, hour), settings.KRUG_MASS_VIEWING)
    if found and not is_slowed(user):
        report_mass_viewing(user, *found)
        count.slowed, count.asked = True, float("-inf")


def _sums(user: User, hour: int) -> tuple[int, int]:
    """Customers seen in this hour and the one before, and in a day."""
    day = Viewing.objects.filter(user=user, hour__gt=hour - 24)
    of_hour = day.filter(hour__gte=hour - 1).aggregate(n=Sum("rows"))["n"] or 0
    return of_hour, day.aggregate(n=Sum("rows"))["n"] or 0

from datetime import datetime, timedelta

from krug.behaviour.models import Event, Refused, Undated
from krug.site.clock import micros

EMPTY = "{}"
REFUSED = timedelta(days=30)
UNDATED = timedelta(days=7)
"""Trackers repeat for a day at most."""


PART = 5_000


def forget_old(now: datetime, payload_days: int = 0) -> int:
    """Lets go of what was refused a month ago, and of first times that no repetition needs any more.

    `payload_days`: of older events what they held is let go of too; touches and figures stay. 0: kept.
    """
    refused, _ = Refused.objects.filter(received_at__lt=micros(now - REFUSED)).delete()
    undated, _ = Undated.objects.filter(first_at__lt=micros(now - UNDATED)).delete()
    emptied = _empty(micros(now - timedelta(days=payload_days))) if payload_days else 0
    return refused + undated + emptied


def _empty(until: int) -> int:
    """Part by part, so that nobody who writes waits for all of it."""
    old = Event.objects.filter(received_at__lt=until).exclude(payload=EMPTY, agent="").order_by("id")
    done = last = 0
    while ids := list(old.filter(id__gt=last).values_list("id", flat=True)[:PART]):
        done += Event.objects.filter(id__in=ids).update(payload=EMPTY, agent="")
        last = ids[-1]
    return done

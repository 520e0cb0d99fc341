from datetime import datetime, timedelta

from krug.behaviour.models import Refused, Undated
from krug.site.clock import micros

REFUSED = timedelta(days=30)
UNDATED = timedelta(days=7)
"""Trackers repeat for a day at most."""


def forget_old(now: datetime) -> int:
    """Lets go of what was refused a month ago, and of first times that no repetition needs any more."""
    refused, _ = Refused.objects.filter(received_at__lt=micros(now - REFUSED)).delete()
    undated, _ = Undated.objects.filter(first_at__lt=micros(now - UNDATED)).delete()
    return refused + undated

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from krug.customers.models import Purpose
from krug.visits.actions.leave import leave_touches
from krug.visits.models import Visit
from krug.visits.state import locked

MINUTE = timedelta(minutes=1)


def rename(purpose: Purpose, persons: Collection[int], since: datetime, **_signal: Any) -> None:
    """What a customer said reached us after the visits it was said before: their touches get his name, or
    lose it. Hears `consent_said`, inside its transaction.
    """
    if not purpose.slides:
        return
    late = Visit.objects.filter(listeners__person__in=persons, finish__at__gte=since - MINUTE)
    for visit in late.distinct().order_by("id"):
        leave_touches(locked(visit))

"""Next actions of one's own open deals, in the calendar that is read by an address."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.sales.models import Deal
from krug.sales.words import Outcome
from krug.visits.calendar.queries import register
from krug.visits.calendar.writing import Event

MINUTES = 30
MOST = 500


def next_actions(staff: User, since: datetime, until: datetime) -> list[Event]:
    """What is to be done, and of which deal; no sums, no customer's needs."""
    if not may(staff, Permission.SEE_DEALS):
        return []
    mine = Deal.objects.filter(owner=staff, outcome=Outcome.OPEN, next_at__range=(since, until))
    return [
        Event(
            uid=f"{deal.uid}-next@krug",
            begins=deal.next_at,
            minutes=MINUTES,
            title=" · ".join(part for part in (deal.next_action, deal.name) if part),
            address=settings.KRUG_URL + reverse("deal", args=[deal.uid]),
            place="",
            changed=deal.created_at,
            revision=deal.version,
            cancelled=False,
        )
        for deal in mine.exclude(next_action="").order_by("next_at", "id")[:MOST]
        if deal.next_at
    ]


def register_all() -> None:
    register("next_actions", next_actions)

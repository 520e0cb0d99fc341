"""An address for one's own calendar: opened, opened anew, ended."""

import secrets

from django.db import transaction

from krug.access import audit
from krug.access.errors import NotAllowed
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.visits.calendar.queries import digest
from krug.visits.models import CalendarFeed


@transaction.atomic
def open_calendar(author: User) -> tuple[CalendarFeed, str]:
    """The address's secret is told once and never kept; an address he had before is ended."""
    if not may(author, Permission.PLAN_VISITS):
        raise NotAllowed
    User.objects.select_for_update().get(pk=author.pk)
    CalendarFeed.objects.filter(staff=author).delete()
    secret = secrets.token_urlsafe(32)
    made = CalendarFeed.objects.create(staff=author, digest=digest(secret))
    audit.record(author, "calendar_opened", "calendar", made.uid)
    return made, secret


@transaction.atomic
def close_calendar(author: User) -> None:
    """Nobody reads his visits by an address any more. Again is no change."""
    held = CalendarFeed.objects.filter(staff=author).first()
    if held is not None:
        held.delete()
        audit.record(author, "calendar_closed", "calendar", held.uid)

"""Which visits a calendar is told, and what of them: who, where, when; no goal, no note, no result.

The rest is on the page it leads to, behind the sign-in.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.scopes import reach
from krug.visits.calendar.writing import Event
from krug.visits.models import CalendarFeed, Visit
from krug.visits.state import state, with_state

BEFORE, AFTER = timedelta(days=30), timedelta(days=180)
More = Callable[[User, datetime, datetime], list[Event]]
"""(whose, since, until) → what else stands in his calendar."""
_more: dict[str, More] = {}


def register(code: str, more: More) -> None:
    """What domains above bring to the feed. Call in ready(). Raises ValueError for a code that is there."""
    if code in _more:
        raise ValueError(f"{code} is in the calendar already")
    _more[code] = more


def feed_of(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(staff=user).first()


def digest(secret: str) -> bytes:
    """256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def reach_feed(secret: str) -> User:
    """Whose calendar the address is. Http404 for one that was ended, or whose owner may not any more."""
    feed = CalendarFeed.objects.select_related("staff").filter(digest=digest(secret)).first()
    if feed is None or not may(feed.staff, Permission.PLAN_VISITS):
        raise Http404
    return feed.staff


def events_of(staff: User) -> list[Event]:
    """His own visits around today, and what domains above have for him."""
    now = timezone.now()
    since, until = now - BEFORE, now + AFTER
    rows = with_state().filter(staff=staff, planned_at__range=(since, until))
    visits = _events(
        rows.select_related("start", "finish", "cancelling", "person", "organisation__canonical")
    )
    return visits + [event for more in _more.values() for event in more(staff, since, until)]


def event_of(viewer: User, uid: UUID) -> Event:
    """One visit of those he sees. Http404 for outsiders."""
    rows = with_state().select_related("start", "finish", "cancelling", "person", "organisation__canonical")
    return _events([reach(viewer, rows, uid=uid)])[0]


def _events(visits: Iterable[Visit]) -> list[Event]:
    return [
        Event(
            uid=f"{visit.uid}@krug",
            begins=visit.planned_at,
            minutes=visit.minutes,
            title=_title(visit),
            address=settings.KRUG_URL + reverse("visit", args=[visit.uid]),
            place=_place(visit),
            changed=visit.created_at,
            revision=visit.version - (not gone),
            cancelled=gone,
        )
        for visit in visits
        for gone in [state(visit) == "cancelled"]
    ]


def _title(visit: Visit) -> str:
    if visit.person:
        return visit.person.full_name
    return visit.organisation.standing.name if visit.organisation else _("Visit")


def _place(visit: Visit) -> str:
    """Of his workplace as it is named, else of his card's town and street."""
    if visit.organisation:
        place = visit.organisation.standing
        parts = [place.name if visit.person else "", place.city, place.address]
    elif visit.person:
        parts = [visit.person.city, visit.person.address]
    else:
        parts = []
    return ", ".join(part for part in parts if part)

"""Visits as lists: what is coming, what was missed, what was held. Seen are those of visible colleagues.

Days are those of the active time zone: the middleware has set the viewer's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils import timezone

from krug.access import paging
from krug.access.models import User
from krug.access.scopes import only_seen, visible_staff
from krug.visits.models import Finish, Visit
from krug.visits.state import with_state

LIMIT = 50
MOST = 500
FORGOTTEN = timedelta(weeks=4)


class Shelf(StrEnum):
    COMING = "coming"
    OVERDUE = "overdue"
    HELD = "held"
    CANCELLED = "cancelled"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class VisitPage:
    """`next` is the cursor of the following page or None."""

    visits: Sequence[Visit]
    next: str | None


def open_visits(viewer: User) -> QuerySet[Visit]:
    """Neither finished nor cancelled."""
    return _seen(viewer).filter(finish=None, cancelling=None)


def _seen(viewer: User) -> QuerySet[Visit]:
    """By colleague, since a visit is in its colleague's own scope alone: that is the index there is."""
    owners = list(visible_staff(viewer).values_list("id", flat=True))
    return with_state().filter(staff__in=owners).select_related("staff", "person", "organisation__canonical")


def start_of_today() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def on_shelf(viewer: User, shelf: Shelf) -> QuerySet[Visit]:
    """Overdue: planned for a day of the last four weeks, and nothing happened since."""
    if shelf == Shelf.COMING:
        return open_visits(viewer).filter(planned_at__gte=start_of_today())
    if shelf == Shelf.OVERDUE:
        today = start_of_today()
        return open_visits(viewer).filter(planned_at__lt=today, planned_at__gte=today - FORGOTTEN)
    if shelf == Shelf.HELD:
        return _seen(viewer).filter(finish__isnull=False)
    if shelf == Shelf.ALL:
        return _seen(viewer)
    return _seen(viewer).filter(cancelling__isnull=False)


@dataclass(frozen=True, slots=True)
class VisitFilters:
    """`staff`: of one colleague, by id; `since`, `until`: planned for these days, both included."""

    staff: int | None = None
    since: date | None = None
    until: date | None = None

    def of(self, rows: QuerySet[Visit]) -> QuerySet[Visit]:
        if self.staff is not None:
            rows = rows.filter(staff=self.staff)
        if self.since:
            rows = rows.filter(planned_at__gte=_midnight(self.since))
        if self.until:
            rows = rows.filter(planned_at__lt=_midnight(self.until + timedelta(days=1)))
        return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def agenda(
    viewer: User, shelf: Shelf, filters: VisitFilters, after: str | None, limit: int = LIMIT
) -> VisitPage:
    """Coming visits soonest first, all others newest first."""
    rows = filters.of(on_shelf(viewer, shelf))
    soonest = shelf == Shelf.COMING
    begin = paging.position(after, f"visits.{shelf}")
    if begin:
        at, row = datetime.fromisoformat(begin[0]), int(begin[1])
        beyond = Q(planned_at__gt=at) if soonest else Q(planned_at__lt=at)
        rows = rows.filter(beyond | Q(planned_at=at, **{"id__gt" if soonest else "id__lt": row}))
    order = ("planned_at", "id") if soonest else ("-planned_at", "-id")
    found = list(rows.order_by(*order)[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    cursor = paging.cursor((last.planned_at.isoformat(), last.pk), f"visits.{shelf}") if last else None
    return VisitPage(found[:limit], cursor)


def of_today(viewer: User) -> list[Visit]:
    """The viewer's own visits planned for today, by time, whatever became of them; not those called off."""
    since = start_of_today()
    rows = _seen(viewer).filter(staff=viewer, planned_at__gte=since, planned_at__lt=since + timedelta(days=1))
    return list(rows.filter(cancelling=None).order_by("planned_at", "id"))


def with_person(viewer: User, person_ids: Sequence[int]) -> list[Visit]:
    """Visits to come or under way with any of these persons, soonest first, at most ten."""
    since = start_of_today() - timedelta(days=14)
    # First whose, then who may see them: the other way round would walk every visit of the company.
    theirs = Visit.objects.filter(person__in=person_ids, planned_at__gte=since).values_list("id", flat=True)
    ids = list(theirs[:200])
    return list(open_visits(viewer).filter(id__in=ids).order_by("planned_at", "id")[:10]) if ids else []


def agreed_last(person_ids: Sequence[int]) -> Finish | None:
    """How the last visit ended that one of these was at: like its touches, for whoever sees the person."""
    ended = Finish.objects.filter(visit__listeners__person__in=person_ids)
    return ended.order_by("-at", "-id").first()


def visits_of(viewer: User, person_ids: Sequence[int], limit: int = LIMIT) -> list[Visit]:
    """Those the viewer sees that are or were with these persons, the newest first."""
    at = Visit.objects.filter(listeners__person__in=person_ids).values_list("id", flat=True)
    ids = {*Visit.objects.filter(person__in=person_ids).values_list("id", flat=True), *at}
    seen = only_seen(viewer, with_state().filter(id__in=sorted(ids)[-MOST:]))
    return list(seen.select_related("staff", "organisation").order_by("-planned_at", "-id")[:limit])

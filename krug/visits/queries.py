"""Reading visits. Whoever asks sees his own scopes' visits and no others."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from krug.access.models import User
from krug.access.scopes import visible
from krug.customers.models import Person
from krug.visits.models import Visit
from krug.visits.state import with_state


def visits_for(viewer: User) -> QuerySet[Visit]:
    """All visits the viewer sees, with their state, whom they are with and whose they are."""
    seen = with_state().select_related("person", "organisation", "staff")
    return seen.filter(id__in=visible(viewer, "visit"))


def agenda(viewer: User, day: date) -> QuerySet[Visit]:
    """Visits planned for the day, by the viewer's clock, called off ones aside."""
    begin, end = bounds(viewer, day)
    visits = visits_for(viewer).filter(planned_at__gte=begin, planned_at__lt=end, cancelling=None)
    return visits.order_by("planned_at", "id")


def own_day(rep: User, day: date) -> QuerySet[Visit]:
    """The rep's own part of the agenda."""
    return agenda(rep, day).filter(staff=rep)


def overdue(viewer: User, now: datetime | None = None) -> QuerySet[Visit]:
    """Visits whose day has passed and which were neither held nor called off, oldest first."""
    today = (now or timezone.now()).astimezone(ZoneInfo(viewer.time_zone)).date()
    begin, _end = bounds(viewer, today)
    open_ones = visits_for(viewer).filter(finish=None, cancelling=None)
    return open_ones.filter(planned_at__lt=begin).order_by("planned_at", "id")


def of_person(viewer: User, person: Person) -> QuerySet[Visit]:
    """Visits to the person and to those merged into him, newest first."""
    root = person.canonical_id or person.pk
    group = [root, *Person.objects.filter(canonical=root).values_list("id", flat=True)]
    return visits_for(viewer).filter(person__in=group).order_by("-planned_at", "-id")


def bounds(viewer: User, day: date) -> tuple[datetime, datetime]:
    """When the day begins and ends where the viewer is."""
    zone = ZoneInfo(viewer.time_zone)
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)

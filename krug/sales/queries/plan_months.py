"""The months of a plan as moments, and whom it is about."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from krug.access.models import Role, Team, User
from krug.sales.forecasting import periods
from krug.sales.models import Plan
from krug.sales.periods import shifted
from krug.sales.planning.basis import Frame

DAY = timedelta(days=1)
WEEK = 5
"""Working days: from Monday to Friday; holidays are not known."""


def months_of(since: date, count: int) -> list[date]:
    return [shifted(since, away) for away in range(count)]


def ends_of(plan: Plan) -> tuple[datetime, datetime]:
    zone = timezone.get_default_timezone()
    return periods.start(plan.since, zone), periods.start(shifted(plan.since, plan.months), zone)


def spans_of(months: Sequence[date], at: datetime) -> list[tuple[float, float]]:
    zone = timezone.get_default_timezone()
    ends = [periods.span(month, zone) for month in months]
    return [((since - at) / DAY, (until - at) / DAY) for since, until in ends]


def weeks_left(month: date, at: datetime) -> float:
    day = max(month, at.astimezone(timezone.get_default_timezone()).date())
    end, worked = shifted(month, 1), 0
    while day < end:
        worked += day.weekday() < WEEK
        day += DAY
    return worked / WEEK


def frame_of(months: Sequence[date], at: datetime, staff: Sequence[int], history: dict[date, int]) -> Frame:
    weeks = [weeks_left(month, at) for month in months]
    return Frame(at, list(months), spans_of(months, at), weeks, list(staff), history)


def teams_under(team: Team) -> set[int]:
    parents = dict(Team.objects.filter(unit=team.unit_id).values_list("id", "parent_id"))
    found, front = set[int](), {team.pk}
    while front:
        found |= front
        front = {one for one, parent in parents.items() if parent in front and one not in found}
    return found


def staff_of(plan: Plan) -> QuerySet[User]:
    """Whose deals it counts: everybody who is or was of the team; of the unit."""
    rows = User.objects.filter(unit=plan.unit_id)
    return rows.filter(team__in=teams_under(plan.team)) if plan.team else rows


def sellers_of(plan: Plan) -> list[int]:
    """Who sells there now, deals or not."""
    rows = staff_of(plan).filter(is_active=True, role__in=(Role.REP, Role.SELLER))
    return list(rows.order_by("id").values_list("id", flat=True))

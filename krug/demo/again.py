"""A company loaded earlier gets plans for today and the coming week: its Today is never empty."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from krug.access.models import Role, User
from krug.customers.models import Person
from krug.demo.models import DemoRow
from krug.demo.people import CARDIOLOGIST, PHARMACIST, THERAPIST
from krug.demo.staff import DOMAIN
from krug.demo.story import GOALS, SEED, SHELF_GOALS, STARS
from krug.visits.actions.plan import plan_visits
from krug.visits.data import VisitPlan
from krug.visits.models import Visit

KNOWN = (CARDIOLOGIST, THERAPIST, PHARMACIST)


def plan_again(today: date) -> int:
    """How many visits were planned: none where the first rep still has something to do from today on."""
    units = DemoRow.objects.filter(kind=DemoRow.Kind.UNIT).values("row")
    reps = User.objects.filter(unit__in=units, role=Role.REP, is_active=True).order_by("id")
    first = reps.filter(email=f"rep@{DOMAIN}").first()
    if first is None or Visit.objects.filter(staff=first, planned_at__date__gte=today).exists():
        return 0
    return sum(len(plan_visits(rep, list(_week(rep, today, rep == first)))) for rep in reps)


def _week(rep: User, today: date, good_day: bool) -> Iterator[VisitPlan]:
    random = Random(f"{SEED}/{rep.email}/{today}")  # noqa: S311
    known = Person.objects.filter(territory__assignments__user=rep, specialty__in=KNOWN, canonical=None)
    circle = list(known.select_related("organisation").order_by("klass", "id")[:60])
    for ahead in range(8):
        day = today + timedelta(days=ahead)
        if not circle or (ahead and day.weekday() > 4):
            continue
        count = STARS if good_day and not ahead else random.randint(4, 6)
        chosen = circle[:count] if good_day and not ahead else random.sample(circle, min(count, len(circle)))
        for slot, person in enumerate(chosen):
            yield _plan(random, rep, person, day, 9 * 60 + slot * 50)


def _plan(random: Random, rep: User, person: Person, day: date, minute: int) -> VisitPlan:
    at = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(rep.time_zone))
    goal = random.choice(SHELF_GOALS if person.specialty == PHARMACIST else GOALS)
    return VisitPlan(staff=rep, planned_at=at, person=person, organisation=person.organisation, goal=goal)

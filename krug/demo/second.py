"""The second, small unit: there to show that one unit sees nothing of another."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from krug.customers.models import Person
from krug.demo import past
from krug.demo.names import Name, a_name
from krug.demo.people import Customer, House
from krug.demo.places import MOSCOW, STREETS
from krug.demo.staff import Second
from krug.demo.story import SEED
from krug.visits.actions.load import load_visits
from krug.visits.data import FinishedVisit, Outcome, VisitPlan

TOWNS = (("Нижний Новгород", 56.326, 44.006), ("Владимир", 56.129, 40.406))
DOCTORS, WEEKS = 60, 8


def make(second: Second, today: date) -> None:
    random = Random(f"{SEED}/second")  # noqa: S311
    houses = [_house(random, at) for at, _town in enumerate(TOWNS)]
    customers = [_doctor(random, number) for number in range(DOCTORS)]
    persons = past.make_customers(second.manager, second.territories, houses, customers)
    past.allow(second.manager, persons, datetime.combine(today, time(12), ZoneInfo(MOSCOW)))
    monday = today - timedelta(days=today.weekday(), weeks=WEEKS)
    visits = [
        _visit(random, second, number, persons, monday + timedelta(weeks=week, days=number % 5))
        for week in range(WEEKS)
        for number in range(10)
    ]
    load_visits(second.manager, visits)


def _house(random: Random, at: int) -> House:
    name, latitude, longitude = TOWNS[at]
    address = f"ул. {random.choice(STREETS)}, {random.randint(1, 90)}"
    return House(
        "clinic", "Кожный центр «Чистота»", at, name, address, latitude, longitude, f"+7 (831) 000-10-0{at}"
    )


def _doctor(random: Random, number: int) -> Customer:
    name: Name = a_name(random, 0.75)
    klass = random.choice("ABBCC")
    return Customer(name, "Дерматолог", klass, number % 2, number % 2, f"+7 900 009-00-{number:02d}", "")


def _visit(random: Random, second: Second, number: int, persons: list[Person], day: date) -> FinishedVisit:
    at = datetime.combine(day, time(10 + number // 5 * 2), ZoneInfo(MOSCOW))
    mine = [person for person in persons if person.territory_id == second.territories[number % 2].id]
    person = random.choice(mine)
    plan = VisitPlan(
        staff=second.reps[number % 2],
        planned_at=at,
        person=person,
        organisation=person.organisation,
        goal="Рассказать о новой мази",
    )
    result = random.choice(("agreed", "interested", "neutral"))
    return FinishedVisit(
        plan=plan,
        started_at=at,
        finished_at=at + timedelta(minutes=12),
        outcome=Outcome(result),
        listeners=[person],
    )

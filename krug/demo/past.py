"""The story's customers and meetings, written through the batch forms of the actions."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from krug.access.models import Territory, User
from krug.customers.actions import give_consents
from krug.customers.actions.create import create_organisations, create_persons
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Consent, Organisation, Person, Purpose
from krug.demo.people import Customer, House, chain_of
from krug.demo.shelf import Shelf
from krug.demo.staff import Staff
from krug.demo.story import Meeting
from krug.site.clock import micros
from krug.visits.data import FinishedVisit, Outcome, VisitPlan
from krug.visits.rules import Answer, Reaction, Showing

SECOND = 1_000_000
AGREED = timedelta(days=700)


def make_customers(
    author: User, territories: Sequence[Territory], houses: Sequence[House], customers: Sequence[Customer]
) -> list[Person]:
    """Persons in the order of `customers`, each with his organisation at hand."""
    made = make_houses(author, territories, houses)
    persons = create_persons(
        author,
        [
            _customer(one, territories[one.territory].id, houses[one.house], made[one.house].id)
            for one in customers
        ],
    )
    for person, one in zip(persons, customers, strict=True):
        person.organisation = made[one.house]
    return persons


def allow(author: User, persons: Sequence[Person], now: datetime) -> None:
    """They have agreed long since that what they are shown stands under their names."""
    purpose = Purpose.objects.get(unit=persons[0].unit_id, slides=True)
    give_consents(author, persons, purpose, Consent.Way.PAPER, "", now - AGREED)


def make_houses(
    author: User, territories: Sequence[Territory], houses: Sequence[House]
) -> list[Organisation]:
    """Pharmacies of one sign belong to one chain."""
    names = sorted({chain for one in houses if (chain := chain_of(one))})
    chains = create_organisations(author, [OrganisationData(name=name) for name in names])
    above = dict(zip(names, [one.pk for one in chains], strict=True))
    return create_organisations(
        author, [_house(one, territories[one.territory].id, above.get(chain_of(one))) for one in houses]
    )


def _house(one: House, territory: int, chain: int | None) -> OrganisationData:
    return OrganisationData(
        name=one.name,
        kind=one.kind,
        klass="A" if chain else "ABBCC"[crc32(one.address.encode()) % 5],
        parent=chain,
        territory=territory,
        city=one.city,
        address=one.address,
        latitude=one.latitude,
        longitude=one.longitude,
        phones=[one.phone],
    )


def _customer(one: Customer, territory: int, house: House, organisation: int) -> PersonData:
    return PersonData(
        last_name=one.name.last,
        first_name=one.name.first,
        middle_name=one.name.middle,
        specialty=one.specialty,
        klass=one.klass,
        organisation=organisation,
        territory=territory,
        city=house.city,
        address=house.address,
        latitude=house.latitude,
        longitude=house.longitude,
        note=one.note,
        phones=[one.phone],
        emails=[one.email] if one.email else [],
    )


def plans(meetings: Sequence[Meeting], staff: Staff, persons: Sequence[Person]) -> Iterator[VisitPlan]:
    for meeting in meetings:
        yield _plan(meeting, staff, persons)


def finished(
    meetings: Sequence[Meeting], staff: Staff, persons: Sequence[Person], shelf: Shelf
) -> Iterator[FinishedVisit]:
    for meeting in meetings:
        plan = _plan(meeting, staff, persons)
        showings, reactions, answers = _marks(meeting, plan.planned_at, shelf)
        yield FinishedVisit(
            plan=plan,
            started_at=plan.planned_at,
            finished_at=plan.planned_at + timedelta(minutes=meeting.minutes),
            outcome=Outcome(meeting.result, meeting.next_step, meeting.note),
            listeners=[persons[meeting.customer]],
            showings=showings,
            reactions=reactions,
            answers=answers,
        )


def _plan(meeting: Meeting, staff: Staff, persons: Sequence[Person]) -> VisitPlan:
    zone = ZoneInfo(staff.time_zones[meeting.rep])
    at = datetime.combine(meeting.day, time(meeting.minute // 60, meeting.minute % 60), zone)
    person = persons[meeting.customer]
    return VisitPlan(
        staff=staff.reps[meeting.rep],
        planned_at=at,
        person=person,
        organisation=person.organisation,
        minutes=15,
        goal=meeting.goal,
    )


def _marks(
    meeting: Meeting, began: datetime, shelf: Shelf
) -> tuple[list[Showing], list[Reaction], list[Answer]]:
    showings, reactions, answers = [], [], []
    at = micros(began) + 90 * SECOND
    for shown in meeting.shown:
        slide = shelf.slides[meeting.version][shown.key]
        end = at + round(shown.seconds * SECOND)
        showings.append(Showing(slide, at, shown.seconds))
        if shown.emotion:
            reactions.append(Reaction(slide, end - SECOND, shown.emotion))
        for number, (question, kind, value, text) in enumerate(shown.answers, 1):
            answers.append(Answer(slide, question, at + number * SECOND // 2, kind, value, text))
        at = end + SECOND
    return showings, reactions, answers

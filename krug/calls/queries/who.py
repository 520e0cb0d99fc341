"""Whose a number is."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from krug.access.models import User
from krug.access.scopes import seen_among
from krug.calls.models import Call
from krug.customers.models import Affiliation, ContactPoint, Organisation, Person
from krug.customers.queries import canonicals_of
from krug.customers.queries.organisations import standing_for

MOST = 10
"""Of those who have one number, or work at the organisation that has it."""


@dataclass(frozen=True, slots=True)
class Who:
    """Certain: exactly one person has the number, or nobody and one organisation."""

    person: Person | None = None
    organisation: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a viewer is shown: who it is, or who it may be. `hidden`: somebody has it whom he does not see."""

    person: Person | None = None
    organisation: Organisation | None = None
    people: list[Person] = field(default_factory=list)
    hidden: bool = False

    @property
    def unknown(self) -> bool:
        return not (self.person or self.organisation or self.people or self.hidden)

    def person_of(self, uid: UUID | None) -> Person | None:
        named = [self.person, *self.people]
        return next((one for one in named if one is not None and one.uid == uid), None)

    def organisation_of(self, uid: UUID | None) -> Organisation | None:
        place = self.organisation
        return place if place is not None and place.uid == uid else None


def who_is(number: str, unit: int) -> Who:
    """Of one unit; survivors alone."""
    people, places = _having(number, unit)
    if len(people) == 1:
        person = Person.objects.select_related("organisation__canonical").get(pk=people[0])
        return Who(person, person.organisation.standing if person.organisation else None)
    if not people and len(places) == 1:
        return Who(None, Organisation.objects.get(pk=places[0]))
    return Who()


def _having(number: str, unit: int) -> tuple[list[int], list[int]]:
    if not number.startswith("+"):
        return [], []
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, normal=number)
    here = points.filter(Q(person__unit=unit) | Q(organisation__unit=unit))
    rows = list(here.values_list("person", "organisation")[:200])
    people = sorted(set(canonicals_of({person for person, _place in rows if person}).values()))
    places = sorted(set(standing_for({place for _person, place in rows if place}).values()))
    return people, places


def choice_for(viewer: User, call: Call) -> Choice:
    """Who it was where that is settled; else whom it may have been."""
    if call.person_id is not None or (call.chosen and call.organisation_id is not None):
        return _settled(viewer, call)
    return offer_for(viewer, call)


def offer_for(viewer: User, call: Call) -> Choice:
    """Whom of those who have the number the viewer sees; of an organisation's number those who work there.

    Nobody else can be said to have called: the touch of a call is evidence.
    """
    people, places = _having(call.other, call.unit_id)
    seen_places = seen_among(viewer, "organisation", places)
    place = Organisation.objects.filter(pk__in=seen_places).order_by("sort", "id").first()
    if place is not None and not people:
        rows = Affiliation.objects.filter(organisation=place, until=None).order_by("id")
        people = sorted(set(canonicals_of(set(rows.values_list("person", flat=True)[:MOST])).values()))
    seen = seen_among(viewer, "person", people)
    if len(people) == 1 and seen and place is None:
        return Choice(Person.objects.select_related("organisation__canonical").get(pk=people[0]))
    found = list(
        Person.objects.filter(pk__in=seen).select_related("organisation").order_by("sort", "id")[:MOST]
    )
    hidden = bool(people or places) and not found and place is None
    return Choice(None, place, found, hidden)


def _settled(viewer: User, call: Call) -> Choice:
    root = canonicals_of([call.person_id]).get(call.person_id) if call.person_id else None
    person = None
    if root is not None and seen_among(viewer, "person", [root]):
        person = Person.objects.select_related("organisation__canonical").get(pk=root)
    place = call.organisation.standing if call.organisation else None
    if place is not None and not seen_among(viewer, "organisation", [place.pk]):
        place = None
    return Choice(person, place, [], hidden=person is None and place is None)

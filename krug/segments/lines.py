"""Members as lists of a segment show them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from krug.customers import normal
from krug.customers.models import Organisation, Person
from krug.customers.queries.lists import chains_of
from krug.segments.models import Segment


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: int
    uid: UUID
    name: str
    klass: str
    specialty: str
    organisation: str
    city: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """`parent`: the name of what it belongs to."""

    id: int
    uid: UUID
    name: str
    klass: str
    kind: str
    parent: str
    city: str


Line = PersonLine | PlaceLine


def lines_of(kind: str, ids: Collection[int]) -> list[Line]:
    """In the order of the ids."""
    found = _persons(ids) if kind == Segment.Kind.PERSON else _places(ids)
    return [found[id] for id in ids if id in found]


def _persons(ids: Collection[int]) -> dict[int, Line]:
    columns = (
        "id",
        "uid",
        "klass",
        "specialty",
        "organisation__name",
        "city",
        "organisation__canonical__name",
    )
    names = ("last_name", "first_name", "middle_name")
    rows = Person.objects.filter(id__in=list(ids)).values_list(*columns, *names)
    return {
        id: PersonLine(
            id, uid, normal.full_name(*name), klass, specialty, standing or organisation or "", city
        )
        for id, uid, klass, specialty, organisation, city, standing, *name in rows
    }


def _places(ids: Collection[int]) -> dict[int, Line]:
    chains = chains_of(list(ids))
    return {
        row.pk: PlaceLine(
            row.pk, row.uid, row.name, row.klass, row.get_kind_display(), chains.get(row.pk, ""), row.city
        )
        for row in Organisation.objects.filter(id__in=list(ids))
    }

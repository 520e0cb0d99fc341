"""Marks that were taken up, as the persons and organisations that they are about."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from krug.customers.models import Organisation, Person
from krug.customers.queries import canonicals_of, owners_of
from krug.customers.queries.organisations import standing_for
from krug.segments.kinds import ORGANISATION, PERSON
from krug.segments.marks import IDENTITY, PLACE
from krug.site.bulk import chunks
from krug.touches.queries import replaced_of

Taken = Sequence[tuple[int, str, int, bool]]
"""(id, kind, row, by time alone)"""
News = Mapping[bool, Mapping[str, Collection[int]]]
"""By time alone or not → kind → rows, with those who stand for them."""
CHUNK = 500


def news_of(taken: Taken) -> dict[int, News]:
    """Unit → whose being in or out may have changed."""
    marked: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for _id, kind, row, by_time in taken:
        marked[kind, by_time].add(row)
    found: dict[int, dict[bool, dict[str, set[int]]]] = defaultdict(
        lambda: {by_time: {PERSON.code: set(), ORGANISATION.code: set()} for by_time in (True, False)}
    )
    for (kind, by_time), ids in marked.items():
        for unit, person in _by_unit(Person, _persons(kind, ids)):
            found[unit][by_time][PERSON.code].add(person)
        for unit, place in _by_unit(Organisation, _places(kind, ids)):
            found[unit][by_time][ORGANISATION.code].add(place)
    return dict(found)


def _by_unit(card: type[Person] | type[Organisation], ids: set[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for some in chunks(ids):
        found += card._default_manager.filter(id__in=some).values_list("unit", "id")
    return found


def _persons(kind: str, ids: set[int]) -> set[int]:
    found = _persons_of(kind, ids)
    return {*found, *canonicals_of(found).values()}


def _persons_of(kind: str, ids: set[int]) -> set[int]:
    if kind == IDENTITY:
        return owners_of(ids | replaced_of(ids))
    if kind == ORGANISATION.code:
        found: set[int] = set()
        for chunk in chunks(ids, CHUNK):
            at = Q(organisation__in=chunk) | Q(organisation__canonical__in=chunk)
            found |= set(Person.objects.filter(at).values_list("id", flat=True))
        return found
    return ids if kind == PERSON.code else set()


def _places(kind: str, ids: set[int]) -> set[int]:
    if kind not in (ORGANISATION.code, PLACE):
        return set()
    return {*ids, *standing_for(ids).values()}

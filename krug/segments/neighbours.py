"""Persons and organisations depend on one another where conditions ask of the others: who must be looked at
beside those of whom something was written.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from krug.customers.models import Affiliation
from krug.customers.queries.identity import canonicals_of
from krug.customers.queries.organisations import standing_for
from krug.segments.conditions import Asked, InSegment, People, WorksAt, parts_of
from krug.segments.frame import Known
from krug.segments.kinds import ORGANISATION, PERSON
from krug.site.bulk import chunks

Rows = Mapping[str, Collection[int]]
"""Kind → its rows."""
CHUNK = 500


@dataclass(frozen=True)
class Way:
    """`steps` times over: from organisations to the people there, from persons to where they work."""

    steps: int
    to_people: bool
    to_places: bool


@dataclass(frozen=True)
class Crossing:
    """How conditions ask across the two kinds. `steps`: how often in turn, through other segments too."""

    steps: int
    persons_ask: bool
    places_ask: bool

    @property
    def concerned(self) -> Way:
        """From what has changed to whom that may move."""
        return Way(self.steps, self.persons_ask, self.places_ask)

    @property
    def needed(self) -> Way:
        """From those asked about to what the answer rests on."""
        return Way(self.steps, self.places_ask, self.persons_ask)


def crossing(asked: Iterable[Asked], segments: Mapping[UUID, Known]) -> Crossing:
    persons_ask = places_ask = False

    def of(one: Asked, path: frozenset[UUID]) -> int:
        nonlocal persons_ask, places_ask
        deepest = 0
        for _kind, part in parts_of(one):
            persons_ask |= isinstance(part, WorksAt)
            places_ask |= isinstance(part, People)
            deepest = max(deepest, _crossed(part, path))
        return deepest

    def _crossed(part: object, path: frozenset[UUID]) -> int:
        if isinstance(part, WorksAt):
            return 1 + _crossed(part.that, path)
        if isinstance(part, People):
            return 1 + (through(part.segment, path) if part.segment else 0)
        return through(part.segment, path) if isinstance(part, InSegment) else 0

    def through(uid: UUID, path: frozenset[UUID]) -> int:
        known = segments.get(uid)
        if known is None or known.frozen or uid in path:
            return 0
        return of(known.asked, path | {uid})

    steps = max((of(one, frozenset()) for one in asked), default=0)
    return Crossing(steps, persons_ask, places_ask)


def widened(rows: Rows, way: Way) -> dict[str, set[int]]:
    """Those and their neighbours, by those who stand for them."""
    found = {kind: set(rows.get(kind, ())) for kind in (PERSON.code, ORGANISATION.code)}
    for _ in range(way.steps):
        persons, places = found[PERSON.code], found[ORGANISATION.code]
        found = {
            PERSON.code: persons | (people_at(places) if way.to_people else set()),
            ORGANISATION.code: places | (places_of(persons) if way.to_places else set()),
        }
    return found


def people_at(places: Collection[int]) -> set[int]:
    """Who works or worked there: also whose leaving is the news."""
    found = _linked(places, "organisation", "person")
    return set(canonicals_of(found).values())


def places_of(persons: Collection[int]) -> set[int]:
    found = _linked(persons, "person", "organisation")
    return set(standing_for(found).values())


def _linked(rows: Collection[int], of: str, to: str) -> set[int]:
    found: set[int] = set()
    for some in chunks(rows, CHUNK):
        at = Q(**{f"{of}__in": some}) | Q(**{f"{of}__canonical__in": some})
        found |= set(Affiliation.objects.filter(at).values_list(to, flat=True))
    return found

"""Who is here already, asked for one new card: a few by keys from the database, weighed by the frozen model.

No run over all cards: phones and e-mails by their index, names by the search column in any spelling.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from krug.access.models import User
from krug.access.scopes import visible
from krug.customers import normal, store
from krug.customers.matching import rows
from krug.customers.matching.kept import current, often
from krug.customers.matching.model import Score, score
from krug.customers.matching.names import last_forms, same_first
from krug.customers.matching.traits import Traits, person_traits
from krug.customers.models import ContactPoint, Person
from krug.customers.search.index import everything_word
from krug.customers.search.latin import latin

MOST = 200
SHOWN = 5
SIMILAR = 12


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the new card: names, phones and e-mails as written."""

    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    phones: Sequence[str] = ()
    emails: Sequence[str] = ()
    city: str = ""
    address: str = ""
    organisation: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    person: Person
    score: Score


def candidates(viewer: User, known: Known, unit: int | None = None) -> list[Candidate]:
    """Likely the same customer, the surest first, among those the viewer sees."""
    unit = unit or viewer.unit_id
    model, (cards, common) = current("person"), often("person")
    phones = [same for phone in known.phones if (same := normal.phone(phone))]
    emails = [same for email in known.emails if (same := normal.email(email))]
    wanted = person_traits(
        0, known.last_name, known.first_name, known.middle_name, phones=phones, emails=emails,
        city=known.city, address=known.address, work=str(known.organisation or ""),
    )  # fmt: skip
    ids = {*_by_points(phones + emails), *_by_names(known, unit)}
    scored = _scored(ids, lambda one: score(model, wanted, one, cards, common))
    best = sorted(((s, id) for id, s in scored.items() if s.probability >= model.ask), key=_surest)
    seen = Person.objects.filter(pk__in=[id for _, id in best[: SHOWN * 4]], canonical=None)
    if unit:
        seen = seen.filter(unit=unit)
    shown = {
        one.pk: one for one in seen.filter(pk__in=visible(viewer, "person")).select_related("organisation")
    }
    return [Candidate(shown[id], s) for s, id in best if id in shown][:SHOWN]


def _surest(scored: tuple[Score, int]) -> tuple[float, int]:
    return -scored[0].probability, scored[1]


def _by_points(normals: Sequence[str]) -> set[int]:
    points = ContactPoint.objects.filter(normal__in=normals, person__isnull=False)
    return set(points.values_list("person", flat=True)[:MOST])


def _by_names(known: Known, unit: int | None) -> set[int]:
    """Cards whose names sound like these, the narrower question first: a common name has thousands."""
    lasts, firsts = last_forms(known.last_name), same_first(known.first_name)
    if not lasts:
        return set()
    everything = [[everything_word(unit)]] if unit else []
    middle, city = latin(known.middle_name), latin(known.city).split()
    names = [lasts, firsts] if firsts else [lasts]
    found: set[int] = set()
    if firsts and middle:
        found |= _rows([*names, [middle], *everything])
    if firsts and city:
        found |= _rows([*names, *([word] for word in city), *everything])
    found |= _rows([*names, *everything])
    if len(found) < MOST:
        near = [word for word in store.current().similar_words(lasts[0], SIMILAR) if word not in lasts]
        if near and firsts:
            found |= _rows([near, firsts, *everything])
    return found


def _rows(groups: Sequence[Sequence[str]]) -> set[int]:
    condition, params = store.current().matching(groups)
    sql = f"SELECT s.row FROM customers_searchrow s WHERE {condition} AND s.kind = 'person' LIMIT {MOST}"
    return {row for (row,) in store.rows((sql, params))}


def _scored(ids: Iterable[int], weigh: Callable[[Traits], Score]) -> dict[int, Score]:
    """Survivor → the best score of any card of his group."""
    every = set(ids)
    roots = dict(Person.objects.filter(pk__in=every).values_list("id", "canonical"))
    found: dict[int, Score] = {}
    for part in rows.persons(every):
        for one, _ in part:
            root, scored = roots[one.id] or one.id, weigh(one)
            if root not in found or scored.probability > found[root].probability:
                found[root] = scored
    return found

"""Who is here already, asked for one new card: a few by keys from the database, weighed by the frozen model.

No run over all cards: phones and e-mails by their index, names by the search column in any spelling.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from krug.access import watch
from krug.access.models import Unit, User
from krug.access.rules import hidden
from krug.access.scopes import seen_among
from krug.customers import normal, store
from krug.customers.kinds import ORGANISATION, PERSON, Kind, kind_of
from krug.customers.matching import rows
from krug.customers.matching.forms import name_parts
from krug.customers.matching.kept import current, often
from krug.customers.matching.model import Model, Score, score
from krug.customers.matching.names import last_forms, same_first
from krug.customers.matching.traits import Traits, organisation_traits, person_traits
from krug.customers.matching.words import Part, part_of
from krug.customers.models import ContactPoint, Organisation, Person, SearchWord
from krug.customers.numbers import any_tax_number
from krug.customers.search.index import everything_word
from krug.customers.search.latin import latin

MOST = 120
SHOWN = 5
SIMILAR = 12
WORDS = 3
"""Words of an organisation's name that are looked for alone."""
SURE = 0.9
"""With a candidate as likely as this nobody asks for misspelt ones."""


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
    birth: date | None = None


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """What is known of a new organisation: the name with its legal form, numbers and phones as written."""

    name: str = ""
    tax_number: str = ""
    phones: Sequence[str] = ()
    emails: Sequence[str] = ()
    city: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`card`: a person's or an organisation's."""

    card: Any
    score: Score

    @property
    def person(self) -> Person:
        person: Person = self.card
        return person

    @property
    def for_it(self) -> list[Part]:
        """The three things that speak most for its being the same customer."""
        said = sorted(self.score.said, key=lambda one: -one.weight)
        kind = kind_of(self.card).name
        parts = [part for one in said if (part := part_of(one, kind)) is not None]
        return [part for part in parts if part.sense == "good"][:3]


def candidates(viewer: User, known: Known, unit: int | None = None) -> list[Candidate]:
    """Likely the same customer, the surest first, among those the viewer sees."""
    unit = unit or viewer.unit_id
    known = _allowed(known, hidden(viewer))
    model, (cards, common) = current("person"), often("person")
    phones = [same for phone in known.phones if (same := normal.phone(phone))]
    emails = [same for email in known.emails if (same := normal.email(email))]
    wanted = person_traits(
        0, known.last_name, known.first_name, known.middle_name, phones=phones, emails=emails,
        city=known.city, address=known.address, work=str(known.organisation or ""),
        birth=known.birth.isoformat() if known.birth else "",
    )  # fmt: skip

    def weigh(one: Traits) -> Score:
        return score(model, wanted, one, cards, common)

    scored = _scored(PERSON, {*_by_points("person", phones + emails), *_by_names(known, unit, _heard)}, weigh)
    if max((one.probability for one in scored.values()), default=0.0) < SURE:
        scored = _scored(PERSON, _by_names(known, unit, _near), weigh) | scored
    return _shown(viewer, PERSON, unit, model, scored)


def place_candidates(viewer: User, known: KnownPlace, unit: int | None = None) -> list[Candidate]:
    """The same for an organisation: by its number, its phones, and the words of its name."""
    unit = unit or viewer.unit_id
    model, (cards, common) = current("organisation"), often("organisation")
    phones = [same for phone in known.phones if (same := normal.phone(phone))]
    emails = [same for email in known.emails if (same := normal.email(email))]
    number = any_tax_number(known.tax_number) or ""
    wanted = organisation_traits(
        0, known.name, number=number, phones=phones, emails=emails, city=known.city, address=known.address
    )

    def weigh(one: Traits) -> Score:
        return score(model, wanted, one, cards, common)

    sure = {*_by_points("organisation", phones + emails), *_numbered(unit, number)}
    scored = _scored(ORGANISATION, {*sure, *_by_words(wanted.words, known.city, unit)}, weigh)
    if max((one.probability for one in scored.values()), default=0.0) < SURE:
        slips = [[*_near([word]), word] for word in wanted.words if len(word) > 3]
        near = _rows([*slips, *_everything(unit)], "organisation") if slips else set()
        scored = _scored(ORGANISATION, near, weigh) | scored
    return _shown(viewer, ORGANISATION, unit, model, scored)


def places_called(viewer: User, name: str, unit: int, limit: int) -> list[Organisation]:
    """Organisations of exactly this name but for its legal form, among those the viewer sees: no evidence."""
    plain = name_parts(name)[0]
    ids = _by_words(plain.split(), "", unit)
    seen = seen_among(viewer, "organisation", ids)
    rows = Organisation.objects.filter(pk__in=seen, unit=unit, canonical=None).order_by("sort", "id")
    found = [row for row in rows if name_parts(row.name)[0] == plain][:limit]
    watch.seen(viewer, len(found))
    return found


def places_numbered(viewer: User, number: str, unit: int, limit: int) -> list[Organisation]:
    """Organisations of that tax number among those the viewer sees."""
    seen = seen_among(viewer, "organisation", _numbered(unit, number))
    found = list(Organisation.objects.filter(pk__in=seen, canonical=None).order_by("sort", "id")[:limit])
    watch.seen(viewer, len(found))
    return found


def _numbered(unit: int | None, number: str) -> set[int]:
    rows = Organisation.objects.filter(tax_number=number, **({"unit": unit} if unit else {}))
    return set(rows.values_list("id", flat=True)[:MOST]) if number else set()


def _by_words(words: Sequence[str], city: str, unit: int | None) -> set[int]:
    """All words of the name, then each that says something by itself: the rarest tell most."""
    if not words:
        return set()
    everything = _everything(unit)
    found = _rows([*([word] for word in words), *everything], "organisation")
    for word in sorted(words, key=len, reverse=True)[:WORDS] if len(found) < MOST and len(words) > 1 else ():
        found |= _rows([[word], *([part] for part in latin(city).split()), *everything], "organisation")
    return found


def _everything(unit: int | None) -> list[list[str]]:
    return [[everything_word(unit)]] if unit and Unit.objects.count() > 1 else []


def _shown(
    viewer: User, kind: Kind, unit: int | None, model: Model, scored: Mapping[int, Score]
) -> list[Candidate]:
    """The surest of those he sees."""
    best = sorted(((s, id) for id, s in scored.items() if s.probability >= model.ask), key=_surest)[:MOST]
    seen = seen_among(viewer, kind.name, [id for _, id in best])
    best = [(s, id) for s, id in best if id in seen]
    cards = kind.card.objects.filter(pk__in=[id for _, id in best], **({"unit": unit} if unit else {}))
    above = "organisation__canonical" if kind is PERSON else "territory"
    shown = {one.pk: one for one in cards.select_related(above)}
    found = [Candidate(shown[id], s) for s, id in best if id in shown][:SHOWN]
    # Whoever creates a card means one of them, as in search.
    watch.seen(viewer, kind is PERSON and bool(found))
    return found


def _allowed(known: Known, unseen: frozenset[str]) -> Known:
    """Whoever must not see phones must not find out by trying them whose they are."""
    return replace(
        known,
        phones=() if "phones" in unseen else known.phones,
        emails=() if "emails" in unseen else known.emails,
        birth=None if "birth" in unseen else known.birth,
    )


def _surest(scored: tuple[Score, int]) -> tuple[float, int]:
    return -scored[0].probability, scored[1]


def _by_points(of: str, normals: Sequence[str]) -> set[int]:
    points = ContactPoint.objects.filter(normal__in=normals, **{f"{of}__isnull": False})
    return set(points.values_list(of, flat=True)[:MOST])


def _by_names(known: Known, unit: int | None, spelt: Callable[[list[str]], list[str]]) -> set[int]:
    """Cards with such names; `spelt`: which words of the dictionary the surname is taken for."""
    lasts, firsts = last_forms(known.last_name), same_first(known.first_name)
    words = spelt(lasts) if lasts else []
    if not words:
        return set()
    everything = _everything(unit)
    return _narrowed(known, [words, firsts] if firsts else [words], everything)


def _heard(lasts: list[str]) -> list[str]:
    return sorted(SearchWord.objects.filter(word__in=lasts).values_list("word", flat=True))


def _near(lasts: list[str]) -> list[str]:
    """Other words that a slip of the finger may have meant."""
    return [word for word in store.current().similar_words(lasts[0], SIMILAR) if word not in lasts]


def _narrowed(known: Known, names: list[list[str]], everything: list[list[str]]) -> set[int]:
    """All of these names, unless they are too many: then those that fit the patronymic or the city too."""
    found = _rows([*names, *everything])
    if len(found) < MOST:
        return found
    for more in (latin(known.middle_name).split(), latin(known.city).split()):
        if more:
            found |= _rows([*names, *([word] for word in more), *everything])
    return found


def _rows(groups: Sequence[Sequence[str]], of: str = "person") -> set[int]:
    condition, params = store.current().matching(groups)
    only = "" if of == "person" else f" AND s.kind = '{of}'"
    sql = f"SELECT s.kind, s.row FROM customers_searchrow s WHERE {condition}{only} LIMIT {MOST}"
    return {row for kind, row in store.rows((sql, params)) if kind == of}


def _scored(kind: Kind, ids: Iterable[int], weigh: Callable[[Traits], Score]) -> dict[int, Score]:
    """Survivor → the best score of any card of his group."""
    every = set(ids)
    roots = kind.standing(every)
    found: dict[int, Score] = {}
    for part in rows.READERS[kind.name](every):
        for one, _ in part:
            root, scored = roots[one.id], weigh(one)
            if root not in found or scored.probability > found[root].probability:
                found[root] = scored
    return found

"""What a customer allows: the one answer for the card, the API and whoever wants to write to him."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Max, QuerySet
from django.utils import timezone

from krug.access.models import User
from krug.customers.models import Consent, ConsentCover, Person, Purpose
from krug.customers.privacy.rules import (
    BEGINNING,
    Said,
    Spells,
    allowed_at,
    may_undo,
    may_use,
    spells,
    standing,
)
from krug.customers.queries.identity import canonicals_of, group_of

PART = 1_000


@dataclass(frozen=True, slots=True)
class Allowed:
    """One purpose on a card: `consent` is what counts, `allowed` what follows; `newest` is the text today."""

    purpose: Purpose
    consent: Consent | None
    allowed: bool
    newest: int | None

    @property
    def said(self) -> str:
        """given, withdrawn, or nothing."""
        if self.consent is None:
            return "nothing"
        return "given" if self.consent.given else "withdrawn"

    @property
    def outdated(self) -> bool:
        """Consent to an earlier wording: it holds, and is worth asking for again."""
        held = self.consent
        return bool(held and held.given and held.text and self.newest and held.text.number < self.newest)


def consents_of(person: Person) -> list[Allowed]:
    """Every purpose of his unit, for all who were merged with him."""
    root = person.canonical or person
    group = group_of(root)
    rows = list(_covers(group).select_related("consent__text", "consent__author", "consent__purpose"))
    counted = standing(_said(rows), group)
    by_id = {row.consent.pk: row.consent for row in rows}
    purposes = Purpose.objects.filter(unit=root.unit_id).annotate(newest=Max("texts__number")).order_by("id")
    return [
        Allowed(
            purpose,
            by_id[counted[purpose.pk].id] if purpose.pk in counted else None,
            may_use(purpose.basis, counted.get(purpose.pk)),
            purpose.newest,
        )
        for purpose in purposes
    ]


def may_contact(person: Person, code: str) -> bool:
    """Whether his data may be used for this purpose today. Unknown purposes are forbidden."""
    root = person.canonical_id or person.pk
    return root in may_contact_many([root], code)


def may_contact_many(roots: Collection[int], code: str) -> set[int]:
    """Of these persons (survivors) those who may be written to, called, tracked: in three queries."""
    units = dict(Person.objects.filter(id__in=roots).values_list("id", "unit"))
    purposes = {one.unit_id: one for one in Purpose.objects.filter(code=code, unit__in=set(units.values()))}
    heard = _heard(roots, [one.pk for one in purposes.values()])
    allowed = set()
    for root in roots:
        purpose = purposes.get(units.get(root, 0))
        group, words = heard[root]
        if purpose and may_use(purpose.basis, standing(words, group).get(purpose.pk)):
            allowed.add(root)
    return allowed


def standing_of_many(roots: Collection[int]) -> dict[int, list[Consent]]:
    """Survivor → what counts of all that was said for him and whoever was merged into him, by purpose."""
    counted = {root: standing(words, group) for root, (group, words) in _heard(roots).items()}
    ids = {one.id for by_purpose in counted.values() for one in by_purpose.values()}
    consents = Consent.objects.select_related("text", "author", "purpose").in_bulk(ids)
    return {
        root: [consents[by_purpose[purpose].id] for purpose in sorted(by_purpose)]
        for root, by_purpose in counted.items()
    }


@dataclass(frozen=True, slots=True)
class Recording:
    """When what a person does may be kept under his name. `kept`: otherwise it is kept without one."""

    spells: Spells
    kept: bool = True

    @property
    def last(self) -> int:
        """When he said something last, µs; BEGINNING: never."""
        return self.spells[-1][0]

    @property
    def unsaid(self) -> bool:
        """Nothing was ever heard of him about it."""
        return len(self.spells) == 1

    def named(self, at: int) -> bool:
        """`at`: µs UTC, when he did it."""
        return allowed_at(self.spells, at)


NEVER = Recording(((BEGINNING, False),))
"""A unit without such a purpose keeps nobody's name."""


def recordings(persons: Collection[int], use: Literal["slides", "site"]) -> dict[int, Recording]:
    """Person (merged or not) → how far his unit may keep what he does, in five queries."""
    roots = canonicals_of(persons)
    survivors = set(roots.values())
    units = dict(Person.objects.filter(id__in=survivors).values_list("id", "unit"))
    ruling = {one.unit_id: one for one in Purpose.objects.filter(**{use: True}, unit__in=set(units.values()))}
    heard = _heard(survivors, [one.pk for one in ruling.values()])
    found = {}
    for root in survivors:
        purpose = ruling.get(units.get(root, 0))
        group, words = heard[root]
        own = [one for one in words if purpose and one.purpose == purpose.pk]
        found[root] = (
            Recording(spells(purpose.basis, own, group), purpose.without == Purpose.Without.NAMELESS)
            if purpose
            else NEVER
        )
    return {person: found[root] for person, root in roots.items()}


Heard = tuple[list[int], list[Said]]
"""The group of a survivor, and what was said for it"""


def _heard(roots: Collection[int], purposes: Collection[int] | None = None) -> dict[int, Heard]:
    group_root = dict(Person.objects.filter(canonical__in=roots).values_list("id", "canonical"))
    groups: dict[int, list[int]] = {root: [root] for root in roots}
    for one, root in group_root.items():
        groups[root or one].append(one)
    by_person: dict[int, list[Said]] = defaultdict(list)
    for heard in _words([*groups, *group_root], purposes):
        for member in heard.covers:
            by_person[member].append(heard)
    found = {}
    for root, group in groups.items():
        words = {one.id: one for member in group for one in by_person[member]}
        found[root] = (group, list(words.values()))
    return found


def _words(people: Collection[int], purposes: Collection[int] | None) -> list[Said]:
    """As `_said`, of thousands, without their rows.

    The purpose is looked at here: asked for it, SQLite begins with every consent that was ever given to it.
    """
    rows = _covers(people).values_list(
        *("consent_id", "consent__purpose", "consent__person", "consent__given", "consent__at", "person_id")
    )
    covers: dict[int, set[int]] = defaultdict(set)
    words = {}
    for pk, purpose, person, given, at, member in rows:
        if purposes is None or purpose in purposes:
            covers[pk].add(member)
            words[pk] = (purpose, person, given, at)
    return [Said(pk, *word, frozenset(covers[pk])) for pk, word in words.items()]


def heard_of(people: Sequence[int], purpose: Purpose) -> set[int]:
    """Those for whom anything was ever said about it, a slip taken back too."""
    found = set()
    for start in range(0, len(people), PART):
        covers = ConsentCover.objects.filter(person__in=people[start : start + PART])
        found |= {one for one, of in covers.values_list("person", "consent__purpose") if of == purpose.pk}
    return found


def history_of(person: Person) -> list[Consent]:
    """Everything that was said, newest first; what was a slip too, so that nothing is hidden."""
    root = person.canonical or person
    rows = Consent.objects.filter(covers__person__in=group_of(root)).distinct()
    return list(
        rows.select_related("purpose", "text", "author", "undoing", "signature").order_by("-at", "-id")
    )


def undoable(viewer: User, consent: Consent, now: datetime | None = None) -> bool:
    age = (now or timezone.now()) - consent.created_at
    return may_undo(viewer.pk, consent.author_id, age) and not hasattr(consent, "undoing")


def _covers(people: Collection[int]) -> QuerySet[ConsentCover]:
    return ConsentCover.objects.filter(person__in=people, consent__undoing=None).order_by("consent_id")


def _said(rows: Collection[ConsentCover]) -> list[Said]:
    """Covers outside of the group asked for do not matter to it, so they are not read."""
    covers: dict[int, set[int]] = defaultdict(set)
    consents = {}
    for row in rows:
        covers[row.consent_id].add(row.person_id)
        consents[row.consent_id] = row.consent
    return [
        Said(one.pk, one.purpose_id, one.person_id, one.given, one.at, frozenset(covers[one.pk]))
        for one in consents.values()
    ]

"""Persons and organisations as what is merged and matched: one code for both, told apart here alone."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from krug.access.signals import announce
from krug.customers import derived
from krug.customers.models import (
    Affiliation,
    Decision,
    Match,
    NotSame,
    Organisation,
    OrganisationDecision,
    OrganisationMatch,
    OrganisationNotSame,
    OrganisationUndoing,
    Person,
    Undoing,
)
from krug.customers.stitching.refresh import refresh_people


@dataclass(frozen=True, slots=True)
class Kind:
    """`card`, `decision`, `undoing`, `match`, `not_same`: its tables. `derive`: makes anew what follows from
    cards; `settle`: what else follows when a group has changed.
    """

    name: str
    card: Any
    decision: Any
    undoing: Any
    match: Any
    not_same: Any
    derive: Callable[[Collection[int]], None]
    settle: Callable[[Collection[int]], object]

    def standing(self, ids: Collection[int]) -> dict[int, int]:
        """Card → who stands for it."""
        rows = self.card.objects.filter(pk__in=ids).values_list("id", "canonical")
        return {id: canonical or id for id, canonical in rows}

    def group(self, root: int) -> set[int]:
        return {root, *self.card.objects.filter(canonical=root).values_list("id", flat=True)}


def _settle_places(group: Collection[int]) -> None:
    """Their people are found by their names; visits and what belongs to them name who stands for them."""
    workers = Affiliation.objects.filter(organisation__in=group, until=None)
    people = set(workers.values_list("person", flat=True))
    derived.refresh_persons(people)
    roots = Person.objects.filter(pk__in=people).values_list("id", "canonical")
    announce("person", {canonical or id for id, canonical in roots})
    below = Organisation.objects.filter(parent__in=group).values_list("id", flat=True)
    announce("organisation", {*group, *below})
    announce("workplace", set(group))


PERSON = Kind("person", Person, Decision, Undoing, Match, NotSame, derived.refresh_persons, refresh_people)
ORGANISATION = Kind(
    "organisation",
    Organisation,
    OrganisationDecision,
    OrganisationUndoing,
    OrganisationMatch,
    OrganisationNotSame,
    derived.refresh_organisations,
    _settle_places,
)
KINDS = {kind.name: kind for kind in (PERSON, ORGANISATION)}


def kind_of(row: object) -> Kind:
    """Of a card, a decision, a match, a word that two are not the same."""
    tables = ("card", "decision", "undoing", "match", "not_same")
    return next(
        kind for kind in KINDS.values() if any(isinstance(row, getattr(kind, name)) for name in tables)
    )

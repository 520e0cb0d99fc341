"""Who a card is: what is tied to it and why, and which cards were taken apart from it or are not it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from krug.access.models import User
from krug.access.scopes import seen_among
from krug.customers.models import Identity, Link, NotSame, Person, Undoing
from krug.customers.models.sighting import Sighting
from krug.customers.queries.identity import group_of
from krug.site.clock import moment

MOST = 100


@dataclass(frozen=True, slots=True)
class Tie:
    """An identity in a span of time. `why`: the evidence in words; `author`: by whose word."""

    kind: str
    value: str
    since: datetime | None
    until: datetime | None
    why: str
    author: str


@dataclass(frozen=True, slots=True)
class Apart:
    """Another card that is not this one: it had been merged and was taken apart, or somebody said so."""

    uid: UUID
    name: str
    at: datetime
    author: str
    said: UUID | None
    """The word «not the same», which can be taken back."""


def ties_of(root: Person) -> list[Tie]:
    """Names first, then things, the newest of each first; the cards themselves are not told of."""
    links = Link.objects.filter(person__in=group_of(root)).exclude(identity__kind=Identity.Kind.CARD)
    rows = list(links.select_related("identity", "author").order_by("-id")[:MOST])
    kinds = Identity.Kind.values
    rows.sort(key=lambda row: kinds.index(row.identity.kind))
    return [_tie(row) for row in rows]


def _tie(row: Link) -> Tie:
    return Tie(
        kind=str(row.identity.get_kind_display()),
        value=row.identity.value,
        since=None if row.since is None else moment(row.since),
        until=None if row.until is None else moment(row.until),
        why=_why(row.evidence),
        author=row.author.name if row.author else "",
    )


def _why(evidence: dict[str, Any]) -> str:
    word = evidence.get("evidence", "")
    return str(Sighting.Evidence(word).label) if word in Sighting.Evidence.values else ""


def apart_from(viewer: User, root: Person) -> list[Apart]:
    """The newest first, as far as the viewer sees the other card."""
    group = group_of(root)
    found = [*_undone(group), *_said(group)]
    people = Person.objects.in_bulk({other for other, *_rest in found if other not in group})
    roots = {id: one.canonical_id or id for id, one in people.items()}
    seen = seen_among(viewer, "person", set(roots.values()))
    shown = [
        Apart(people[other].uid, people[other].full_name, at, author, said)
        for other, at, author, said in found
        if other in people and roots[other] in seen
    ]
    return sorted(shown, key=lambda one: one.at, reverse=True)[:MOST]


Row = tuple[int, datetime, str, UUID | None]


def _undone(group: Sequence[int]) -> list[Row]:
    either = Q(decision__survivor__in=group) | Q(decision__absorbed__in=group)
    rows = Undoing.objects.filter(either).select_related("decision", "author").order_by("-id")[:MOST]
    return [
        (_other(one.decision.survivor_id, one.decision.absorbed_id, group), one.at, _name(one.author), None)
        for one in rows
    ]


def _said(group: Sequence[int]) -> list[Row]:
    either = Q(left__in=group) | Q(right__in=group)
    rows = NotSame.objects.filter(either).select_related("author").order_by("-id")[:MOST]
    return [(_other(one.left_id, one.right_id, group), one.at, _name(one.author), one.uid) for one in rows]


def _other(one: int, two: int, group: Sequence[int]) -> int:
    return two if one in group else one


def _name(author: User | None) -> str:
    return author.name if author else ""

"""What has happened to a customer since his card was opened: how many touches, whose edits."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max

from krug.access import paging
from krug.access.models import AuditEntry, User
from krug.customers.models import Link, Person
from krug.customers.queries.identity import group_of, identities_of
from krug.touches.queries import count_after, standing_of_log

MOST = 99
CURSOR = "news"
SILENT = ("read", "exported")
"""Entries of the audit that change nothing."""


@dataclass(frozen=True, slots=True)
class News:
    """`touches`: MOST or more are MOST; `authors`: who else changed the card, "" for a program."""

    touches: int
    authors: list[str]

    @property
    def any(self) -> bool:
        return bool(self.touches or self.authors)


def standing() -> str:
    """Where a card that is shown now stands in the log and in the audit: signed, for `news_of`."""
    last = AuditEntry.objects.aggregate(n=Max("id"))["n"] or 0
    return paging.cursor([standing_of_log(), last], CURSOR)


def news_of(viewer: User, person: Person, since: str) -> News:
    """The viewer's own edits are no news to him. Raises WrongInput for what `standing` never said."""
    log, entry = paging.position(since, CURSOR) or ("", 0)
    rows = AuditEntry.objects.filter(
        object_kind="person", object_id__in=[str(one) for one in group_of(person)], id__gt=entry
    )
    told = rows.exclude(verb__in=SILENT).exclude(actor=viewer.pk)
    names = told.order_by("actor__name").values_list("actor__name", flat=True).distinct()
    return News(count_after(identities_of(person), log, MOST) if log else 0, [name or "" for name in names])


@dataclass(frozen=True, slots=True)
class Watched:
    """What in the log and in the audit speaks of a customer."""

    identities: frozenset[int]
    persons: frozenset[str]

    def touched_by(self, identities: Collection[int], persons: Collection[str]) -> bool:
        return not (self.identities.isdisjoint(identities) and self.persons.isdisjoint(persons))


def watched(uid: UUID) -> Watched:
    """Wider than his touches: an identity that was another's is watched too."""
    person = Person.objects.filter(uid=uid).first()
    if person is None:
        return Watched(frozenset(), frozenset())
    root = person.canonical_id or person.pk
    group = [root, *Person.objects.filter(canonical=root).values_list("id", flat=True)]
    identities = Link.objects.filter(person__in=group).values_list("identity", flat=True)
    return Watched(frozenset(identities), frozenset(map(str, group)))

"""From marks to the rows whose documents they may have changed.

Others mark what changed: `identity` (touches), `deck_title`, `person`, `organisation`, `visit`, `deck`;
`person_field`: how an own field is called, who sees it, what its values say;
`workplace`: an organisation that another stands for now, or no longer.
A document to build again is marked `card` (a person's), `organisation`, `visit` or `deck`.
"""

from collections.abc import Collection

from krug.access.models import Scope, ScopeMember
from krug.customers.models import Person
from krug.customers.queries import owners_of
from krug.sync.digests import WHOLE
from krug.sync.models import Change, Digest, Item
from krug.visits.models import Listener, Visit

IDENTITY, PERSON, DECK_TITLE, CARD, WORKPLACE = "identity", "person", "deck_title", "card", "workplace"
OWN_FIELD = "person_field"
DOCUMENTS = {CARD: "person", "organisation": "organisation", "visit": "visit", "deck": "deck"}
"""mark → the kind of document it is about"""

Mark = tuple[str, int]


def spread(marks: Collection[tuple[int, Mark]]) -> list[Change]:
    """New marks for those that lead elsewhere: touches to the owner's card, a person to card and visits."""
    touched = {row for _pk, (kind, row) in marks if kind == IDENTITY}
    persons = {row for _pk, (kind, row) in marks if kind == PERSON}
    cards = persons | (owners_of(touched) if touched else set())
    if any(kind in (DECK_TITLE, OWN_FIELD) for _pk, (kind, _row) in marks):
        # Seldom, and no index leads from a deck to the histories that name it: all that travel are looked at.
        cards |= set(Item.objects.filter(kind="person").values_list("row", flat=True))
    found = [Change(kind=CARD, row=row) for row in sorted(cards)]
    if persons:
        found += [Change(kind="visit", row=row) for row in sorted(_visits_of(persons))]
    places = {row for _pk, (kind, row) in marks if kind == WORKPLACE}
    visits = Visit.objects.filter(organisation__in=places).values_list("id", flat=True) if places else []
    return found + [Change(kind="visit", row=row) for row in visits]


def _visits_of(persons: Collection[int]) -> set[int]:
    """A visit names who stands for the person, and that changes with a merge."""
    everyone = set(persons)
    everyone |= set(Person.objects.filter(canonical__in=persons).values_list("id", flat=True))
    planned = Visit.objects.filter(person__in=everyone).values_list("id", flat=True)
    attended = Listener.objects.filter(person__in=everyone).values_list("visit", flat=True)
    return {*planned, *attended}


def kept_scopes() -> dict[int, Scope]:
    """Scopes that some device has asked for."""
    return Scope.objects.in_bulk(Digest.objects.filter(bucket=WHOLE).values_list("scope", flat=True))


def travelling(kind: str, rows: Collection[int], scopes: Collection[int]) -> set[int]:
    """Those of the rows that are in a kept scope, or were: the others need no look."""
    members = ScopeMember.objects.filter(kind=kind, row__in=rows, scope__in=scopes)
    items = Item.objects.filter(kind=kind, row__in=rows)
    return {*members.values_list("row", flat=True), *items.values_list("row", flat=True)}


def members(kind: str, rows: Collection[int], scopes: dict[int, Scope]) -> list[tuple[int, Scope]]:
    """(row, scope) of these rows, in kept scopes alone."""
    found = ScopeMember.objects.filter(kind=kind, row__in=rows).values_list("row", "scope_id")
    return [(row, scopes[scope]) for row, scope in found if scope in scopes]


def held(kind: str, rows: Collection[int]) -> dict[tuple[int, int], tuple[int, int, int]]:
    """(scope, row) → (item id, bucket, digest) as they are now."""
    found = Item.objects.filter(kind=kind, row__in=rows)
    return {
        (scope, row): (pk, bucket, digest)
        for pk, scope, row, bucket, digest in found.values_list("id", "scope_id", "row", "bucket", "digest")
    }

"""From marks to the rows whose documents they may have changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from krug.access.models import Scope, ScopeMember
from krug.customers.models import Person
from krug.customers.queries import owners_of
from krug.sync.marks import IDENTITY
from krug.sync.models import Digest, Item
from krug.visits.models import Listener, Visit

Rows = dict[str, set[int]]


def rows_of(marks: Iterable[tuple[str, int]]) -> Rows:
    """kind → rows. Touches lead to persons; persons, who may have been merged, to the visits that name
    them.
    """
    rows: Rows = defaultdict(set)
    for kind, row in marks:
        rows[kind].add(row)
    touched = rows.pop(IDENTITY, set())
    if rows["person"]:
        rows["visit"] |= _visits_of(rows["person"])
    if touched:
        rows["person"] |= owners_of(touched)
    return {kind: ids for kind, ids in rows.items() if ids}


def _visits_of(persons: Collection[int]) -> set[int]:
    everyone = set(persons)
    everyone |= set(Person.objects.filter(canonical__in=persons).values_list("id", flat=True))
    planned = Visit.objects.filter(person__in=everyone).values_list("id", flat=True)
    attended = Listener.objects.filter(person__in=everyone).values_list("visit", flat=True)
    return {*planned, *attended}


def kept_scopes() -> dict[int, Scope]:
    """Scopes that some device has asked for."""
    return Scope.objects.in_bulk(Digest.objects.filter(bucket=-1).values_list("scope", flat=True))


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

"""Keeping ListPlace: where each row stands in each of its scopes' lists."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from krug.access.actions.scope import ensure_scopes
from krug.access.rules import ScopeRef
from krug.customers import normal
from krug.customers.models import ListPlace
from krug.site.bulk import chunks, insert
from krug.site.clock import micros

BATCH = 2_000
COLUMNS = ("kind", "row", "scope", "sort", "klass", "city", "changed")
Kept = tuple[int, int, str, str, str, int]
"""row, scope, sort, klass, city, changed"""


@dataclass(frozen=True, slots=True)
class Place:
    """A row, its scopes (none: it is listed nowhere) and what it is sorted by."""

    row: int
    scopes: Sequence[ScopeRef]
    sort: str
    klass: str
    city: str
    changed: datetime


def last_if_empty(key: str) -> str:
    """Rows that have nothing there stand behind those that have, whatever the collation."""
    return f"0{key}" if key else "1"


def put(kind: str, places: Sequence[Place], made: bool = False) -> None:
    """Each row stands at exactly these places. The same again changes nothing.

    `made`: the rows are this transaction's own, so that they stand nowhere yet.
    """
    for start in range(0, len(places), BATCH):
        _put(kind, places[start : start + BATCH], made)


def _put(kind: str, places: Sequence[Place], made: bool) -> None:
    known = ensure_scopes({ref for one in places for ref in one.scopes})
    wanted = {
        (one.row, known[str(scope), ref]): _kept(one, known[str(scope), ref])
        for one in places
        for scope, ref in one.scopes
    }
    if not made:
        _drop_stale(kind, [one.row for one in places], wanted)
    _insert(kind, wanted.values())


def _drop_stale(kind: str, rows: Sequence[int], wanted: dict[tuple[int, int], Kept]) -> None:
    """Takes the rows out of where they are not wanted, and out of `wanted` where they are already."""
    stale = []
    there = ListPlace.objects.filter(kind=kind, row__in=rows)
    for id, *kept in there.values_list("id", *COLUMNS[1:]):
        row, scope = kept[0], kept[1]
        if wanted.get((row, scope)) == tuple(kept):
            del wanted[row, scope]
        else:
            stale.append(id)
    if stale:
        ListPlace.objects.filter(id__in=stale).delete()


def _kept(one: Place, scope: int) -> Kept:
    city = last_if_empty(normal.sort_key(one.city))
    return one.row, scope, one.sort, one.klass or "z", city, micros(one.changed)


def _insert(kind: str, rows: Iterable[Kept]) -> None:
    insert(ListPlace, COLUMNS, [(kind, *row) for row in rows])


def drop(kind: str, rows: Collection[int]) -> None:
    """These rows are listed nowhere any more."""
    for some in chunks(rows):
        ListPlace.objects.filter(kind=kind, row__in=some).delete()


def changed(kind: str, rows: Collection[int], at: datetime) -> None:
    """These rows were worked on, and nothing else of theirs that lists are sorted by."""
    ListPlace.objects.filter(kind=kind, row__in=list(rows)).update(changed=micros(at))

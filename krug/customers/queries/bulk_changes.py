"""Changes of many cards at once: each sees his own, and of the cards only those he sees."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from krug.access import watch
from krug.access.models import User
from krug.access.scopes import seen_among
from krug.customers.models import BulkChange, BulkRow
from krug.customers.queries.lists import organisation_lines, person_lines

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Left:
    """A card that a change left as it was, and why."""

    name: str
    uid: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused`: not changed; `back`, `kept`: of an undoing."""

    done: int
    refused: int
    back: int
    kept: int
    waits: int
    left: list[Left]


def reach_bulk_change(viewer: User, uid: Any) -> BulkChange:
    found = BulkChange.objects.filter(author=viewer, uid=uid).first()
    if found is None:
        raise Http404
    return found


def outcome(viewer: User, change: BulkChange) -> Outcome:
    state = BulkRow.State
    rows = BulkRow.objects.filter(change=change)
    counts = {one: rows.filter(state=one).count() for one in state.values}
    why = dict(
        rows.filter(state__in=[state.REFUSED, state.KEPT]).order_by("id").values_list("row", "reason")[:SHOWN]
    )
    lines: list[Any] = (
        person_lines(viewer, list(why), whole=False)
        if change.kind == "person"
        else list(organisation_lines(list(why), whole=False))
    )
    seen = seen_among(viewer, change.kind, list(why))
    left = [Left(line.name, line.uid, why[line.id]) for line in lines if line.id in seen]
    watch.seen(viewer, len(left))
    return Outcome(
        counts[state.DONE],
        counts[state.REFUSED],
        counts[state.BACK],
        counts[state.KEPT],
        counts[state.WAITS],
        left,
    )

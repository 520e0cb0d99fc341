"""The queue of likely doubles: only pairs both of whom the viewer sees, the surest first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from krug.access import audit
from krug.access.models import User
from krug.access.scopes import may_see, seen_among
from krug.customers.facts import LABELS, PERSON_FACTS, fact_of
from krug.customers.matching.words import Reason, reasons
from krug.customers.models import Decision, Match, NotSame

SHOWN = 50
CHUNK, COUNTED = 500, 2_000


@dataclass(frozen=True, slots=True)
class Side:
    """One field of both cards; `said`: how far they agree in it and what that weighs, None: not compared."""

    label: Any
    left: str
    right: str
    said: Reason | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting`: the first to be looked at; `left`: how many, `more`: at least; `done`: by him today."""

    waiting: list[Match]
    left: int
    done: int
    more: bool


def queue(viewer: User, today: datetime) -> Queue:
    seen = _seen(viewer)
    mine = {"author": viewer, "at__gte": today}
    done = NotSame.objects.filter(**mine).count()
    done += Decision.objects.filter(rule="review", undoing=None, **mine).count()
    shown = {match.pk: match for match in _pairs().filter(pk__in=seen[:SHOWN])}
    return Queue([shown[pk] for pk in seen[:SHOWN]], len(seen), done, len(seen) == COUNTED)


def _seen(viewer: User) -> list[int]:
    """Waiting pairs both of whom he sees, the surest first. From the pairs to their scopes: pairs are few."""
    said = NotSame.objects.filter(left=OuterRef("left"), right=OuterRef("right"))
    rows = Match.objects.filter(~Exists(said), left__canonical=None, right__canonical=None)
    found: list[int] = []
    for pairs in batched(
        rows.order_by("-probability", "id").values_list("id", "left", "right").iterator(CHUNK)
    ):
        among = seen_among(viewer, "person", {id for _, left, right in pairs for id in (left, right)})
        found += [pk for pk, left, right in pairs if left in among and right in among]
        if len(found) >= COUNTED:
            break
    return found[:COUNTED]


def batched(rows: Iterable[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    some: list[tuple[int, int, int]] = []
    for row in rows:
        some.append(row)
        if len(some) == CHUNK:
            yield some
            some = []
    if some:
        yield some


def reach_match(viewer: User, uid: UUID) -> Match:
    """A pair of which the viewer sees both cards; answered ones too. Http404 for everybody else."""
    match = _pairs().filter(uid=uid).first()
    if match is None or not _sees_both(viewer, match):
        raise Http404
    return match


def reach_not_same(viewer: User, uid: UUID) -> NotSame:
    said = NotSame.objects.filter(uid=uid).first()
    if said is None or not _sees_both(viewer, said):
        raise Http404
    return said


def _sees_both(viewer: User, pair: Match | NotSame) -> bool:
    return may_see(viewer, "person", pair.left_id) and may_see(viewer, "person", pair.right_id)


def sides(viewer: User, match: Match) -> list[Side]:
    """Both cards, field by field. It is personal data read: it is written to the audit."""
    for person in (match.left, match.right):
        audit.record_read(viewer, "person", person.pk)
    said = reasons("person", match.levels)
    rows = [Side(LABELS["full_name"], match.left.full_name, match.right.full_name, said.get("full_name"))]
    for name in PERSON_FACTS:
        left, right = (", ".join(fact_of(card, name).lines) for card in (match.left, match.right))
        if left or right:
            rows.append(Side(LABELS[name], left, right, said.get(name)))
    return rows


def why(decision: Decision) -> list[Reason]:
    """What spoke for a merge, in words; nothing for one by hand."""
    levels: Mapping[str, str] = decision.evidence.get("levels", {})
    return list(reasons("person", levels).values())


def _pairs() -> QuerySet[Match]:
    return Match.objects.select_related(
        "left__organisation", "left__territory", "right__organisation", "right__territory"
    ).prefetch_related("left__contact_points", "right__contact_points")

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
from krug.customers.facts import LABELS, ORGANISATION_FACTS, PERSON_FACTS, fact_of, name_of
from krug.customers.kinds import PERSON, Kind, kind_of
from krug.customers.matching.words import Reason, reasons
from krug.customers.models.decision import Decided
from krug.customers.models.match import Apart, Likely

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

    waiting: list[Likely]
    left: int
    done: int
    more: bool


def queue(viewer: User, today: datetime, kind: Kind = PERSON) -> Queue:
    seen = _seen(viewer, kind)
    mine = {"author": viewer, "at__gte": today}
    done = kind.not_same.objects.filter(**mine).count()
    done += kind.decision.objects.filter(rule="review", undoing=None, **mine).count()
    shown = {match.pk: match for match in _pairs(kind).filter(pk__in=seen[:SHOWN])}
    return Queue([shown[pk] for pk in seen[:SHOWN]], len(seen), done, len(seen) == COUNTED)


def _seen(viewer: User, kind: Kind) -> list[int]:
    """Waiting pairs both of whom he sees, the surest first. From the pairs to their scopes: pairs are few."""
    said = kind.not_same.objects.filter(left=OuterRef("left"), right=OuterRef("right"))
    rows = kind.match.objects.filter(~Exists(said), left__canonical=None, right__canonical=None)
    found: list[int] = []
    for pairs in batched(
        rows.order_by("-probability", "id").values_list("id", "left", "right").iterator(CHUNK)
    ):
        among = seen_among(viewer, kind.name, {id for _, left, right in pairs for id in (left, right)})
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


def reach_match(viewer: User, uid: UUID, kind: Kind = PERSON) -> Likely:
    """A pair of which the viewer sees both cards; answered ones too. Http404 for everybody else."""
    match: Likely | None = _pairs(kind).filter(uid=uid).first()
    if match is None or not _sees_both(viewer, match):
        raise Http404
    return match


def reach_not_same(viewer: User, uid: UUID, kind: Kind = PERSON) -> Apart:
    said: Apart | None = kind.not_same.objects.filter(uid=uid).first()
    if said is None or not _sees_both(viewer, said):
        raise Http404
    return said


def _sees_both(viewer: User, pair: Likely | Apart) -> bool:
    of = kind_of(pair).name
    return may_see(viewer, of, pair.left_id) and may_see(viewer, of, pair.right_id)


def sides(viewer: User, match: Likely) -> list[Side]:
    """Both cards, field by field. Of persons it is personal data read: it is written to the audit."""
    kind = kind_of(match)
    for card in (match.left, match.right) if kind is PERSON else ():
        audit.record_read(viewer, "person", card.pk)
    said = reasons(kind.name, match.levels)
    title = "full_name" if kind is PERSON else "name"
    rows = [Side(LABELS[title], name_of(match.left), name_of(match.right), said.get(title))]
    for name in PERSON_FACTS if kind is PERSON else ORGANISATION_FACTS:
        left, right = (", ".join(fact_of(card, name).lines) for card in (match.left, match.right))
        if left or right:
            rows.append(Side(LABELS[name], left, right, said.get(name)))
    return rows


def why(decision: Decided) -> list[Reason]:
    """What spoke for a merge, in words; nothing for one by hand."""
    levels: Mapping[str, str] = decision.evidence.get("levels", {})
    return list(reasons(kind_of(decision).name, levels).values())


def _pairs(kind: Kind) -> QuerySet[Any]:
    above = "organisation" if kind is PERSON else "parent"
    rows: QuerySet[Any] = kind.match.objects.select_related(
        *(f"{side}__{name}" for side in ("left", "right") for name in (f"{above}__canonical", "territory"))
    )
    return rows.prefetch_related("left__contact_points", "right__contact_points")

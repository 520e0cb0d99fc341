"""The queue of likely doubles: only pairs both of whom the viewer sees, the surest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from krug.access import audit
from krug.access.models import User
from krug.access.scopes import visible
from krug.customers.facts import LABELS, PERSON_FACTS, fact_of
from krug.customers.matching.words import Reason, reasons
from krug.customers.models import Decision, Match, NotSame

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Side:
    """One field of both cards; `said`: how far they agree in it and what that weighs, None: not compared."""

    label: Any
    left: str
    right: str
    said: Reason | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting`: the first of those to be looked at; `left`: how many; `done`: by the viewer today."""

    waiting: list[Match]
    left: int
    done: int


def queue(viewer: User, today: datetime) -> Queue:
    waiting = _waiting(viewer)
    mine = {"author": viewer, "at__gte": today}
    done = (
        NotSame.objects.filter(**mine).count()
        + Decision.objects.filter(rule="review", undoing=None, **mine).count()
    )
    return Queue(list(waiting.order_by("-probability", "id")[:SHOWN]), waiting.count(), done)


def waiting_for(viewer: User) -> int:
    return _waiting(viewer).count()


def reach_match(viewer: User, uid: UUID) -> Match:
    """A pair of which the viewer sees both cards; answered ones too. Http404 for everybody else."""
    seen = visible(viewer, "person")
    match = _pairs().filter(uid=uid, left__in=seen, right__in=seen).first()
    if match is None:
        raise Http404
    return match


def reach_not_same(viewer: User, uid: UUID) -> NotSame:
    seen = visible(viewer, "person")
    said = NotSame.objects.filter(uid=uid, left__in=seen, right__in=seen).first()
    if said is None:
        raise Http404
    return said


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


def _waiting(viewer: User) -> QuerySet[Match]:
    seen = visible(viewer, "person")
    said = NotSame.objects.filter(left=OuterRef("left"), right=OuterRef("right"))
    return _pairs().filter(
        ~Exists(said), left__in=seen, right__in=seen, left__canonical=None, right__canonical=None
    )


def _pairs() -> QuerySet[Match]:
    return Match.objects.select_related(
        "left__organisation", "left__territory", "right__organisation", "right__territory"
    ).prefetch_related("left__contact_points", "right__contact_points")

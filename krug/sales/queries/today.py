"""What of deals waits for a person today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.scopes import visible_staff
from krug.sales.models import Deal, Skipping
from krug.sales.queries.reach import WITH
from krug.sales.queries.ticking import contracts_of, whom_of
from krug.sales.rules import rank, reaches
from krug.sales.sentences import point_name
from krug.sales.words import Outcome

MOST = 20
LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class Due:
    """A next action of the viewer's own."""

    deal: Deal
    whom: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A checkpoint that somebody asks to leave out, and the viewer may."""

    skipping: Skipping
    point: str


def next_actions(viewer: User, now: datetime, end: datetime) -> Sequence[Due]:
    """Due by the end of the day or before, the oldest first."""
    rows = Deal.objects.filter(owner=viewer, outcome=Outcome.OPEN, next_at__lt=end)
    found = rows.select_related(*WITH).order_by("next_at", "pk")[:MOST]
    return [Due(deal, whom_of(deal), deal.next_at < now) for deal in found if deal.next_at is not None]


def asked_skips(viewer: User) -> Sequence[Asked]:
    """By whom he leads, waiting for a word, the oldest first."""
    if not may(viewer, Permission.APPROVE_SKIPS):
        return ()
    staff = list(visible_staff(viewer).values_list("id", flat=True))
    rows = Skipping.objects.filter(
        approved_at=None, deal__outcome=Outcome.OPEN, deal__owner__in=staff
    ).select_related("deal__method", "author", *(f"deal__{name}" for name in WITH))
    held = list(rows.order_by("asked_at", "pk")[:LOOKED_AT])
    contracts = contracts_of(one.deal.method for one in held)
    found = []
    for one in held:
        contract = contracts[one.deal.method_id]
        who = next(
            (it.skip.who for _s, it in contract.checkpoints() if it.code == one.checkpoint and it.skip), None
        )
        if who and reaches(rank(viewer.role, viewer.pk == one.deal.owner_id, leads=True), who):
            found.append(Asked(one, point_name(contract, one.checkpoint)))
    return found[:MOST]

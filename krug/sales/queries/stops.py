"""Stop signs as those who sell and those who lead see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.scopes import visible_staff
from krug.sales.models import Deal, Justification, StopSign
from krug.sales.queries.reach import WITH
from krug.sales.queries.ticking import contracts_of, whom_of
from krug.sales.rules import rank, reaches
from krug.sales.stopping import Weighed, weighed_of
from krug.sales.words import Outcome

MOST = 20
LOOKED_AT = 200
NEWS = timedelta(days=7)
"""So long a manager is told that one of his people goes on by his own word."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A sign. `leave`: given, or waiting for a word; `may`: the viewer's own word is enough."""

    sign: StopSign
    weighed: Weighed
    leave: Justification | None
    may: bool
    asked: bool
    """By the viewer himself: he may take it back."""

    @property
    def waits(self) -> bool:
        return self.leave is not None and self.leave.approved_at is None

    @property
    def goes_on(self) -> bool:
        return self.leave is not None and self.leave.approved_at is not None

    @property
    def deal(self) -> Deal:
        return self.sign.deal

    @property
    def whom(self) -> str:
        return whom_of(self.deal)


def stopped(deal: Deal, viewer: User, enough: bool) -> Stopped | None:
    """The sign of one deal; `enough`: the viewer may let it go on."""
    sign = StopSign.objects.filter(deal=deal, gone_at=None).first()
    if sign is None:
        return None
    leave = (
        Justification.objects.filter(deal=deal, ended_at=None).select_related("author", "approver").first()
    )
    own = leave is not None and leave.author_id == viewer.pk
    return Stopped(sign, weighed_of(sign.figures), leave, enough, own)


@dataclass(frozen=True, slots=True)
class StopsOfToday:
    """`standing`: of the viewer and of those he leads; `own_word`: they went on without asking anybody."""

    standing: Sequence[Stopped]
    own_word: Sequence[Stopped]
    more: int


def stops_today(viewer: User, now: datetime) -> StopsOfToday:
    """The costliest first; what waits for the viewer's word before them."""
    if not may(viewer, Permission.EDIT_DEALS):
        return StopsOfToday((), (), 0)
    staff = list(visible_staff(viewer).values_list("id", flat=True))
    rows = StopSign.objects.filter(gone_at=None, deal__outcome=Outcome.OPEN, deal__owner__in=staff)
    signs = list(
        rows.select_related(*(f"deal__{name}" for name in ("method", *WITH))).order_by("-at", "-pk")[
            :LOOKED_AT
        ]
    )
    leaves = _leaves([sign.deal_id for sign in signs])
    contracts = contracts_of(sign.deal.method for sign in signs)
    standing, own_word = [], []
    for sign in signs:
        leave = leaves.get(sign.deal_id)
        own = sign.deal.owner_id == viewer.pk
        enough = reaches(rank(viewer.role, own, leads=True), contracts[sign.deal.method_id].stop.who)
        asked = leave is not None and leave.author_id == viewer.pk
        one = Stopped(sign, weighed_of(sign.figures), leave, enough, asked)
        if not one.goes_on:
            standing.append(one)
        elif leave and not own and leave.approver_id == sign.deal.owner_id and leave.at > now - NEWS:
            own_word.append(one)
    standing.sort(key=lambda one: (not (one.waits and one.may), one.weighed.most - one.weighed.cost))
    return StopsOfToday(standing[:MOST], own_word[:MOST], max(len(standing) - MOST, 0))


def _leaves(deals: Sequence[int]) -> Mapping[int, Justification]:
    rows = Justification.objects.filter(deal__in=deals, ended_at=None).select_related("author")
    return {one.deal_id: one for one in rows}

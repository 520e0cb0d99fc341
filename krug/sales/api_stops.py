"""/api/v1/deals/…: the stop sign of a deal, and why it goes on in spite of it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import ConfigDict

from krug.access.api_types import Day
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.sales import actions
from krug.sales.api import EDIT, SEE, ColleagueOut, Money, Text
from krug.sales.leading import rank_of
from krug.sales.models import Deal
from krug.sales.queries.reach import reach_deal
from krug.sales.queries.stops import stopped
from krug.sales.rules import reaches

router = Router(tags=["deals"])


class LeaveOut(Schema):
    """`approved_at` null: it waits for somebody who may."""

    reason: str
    until: date | None
    up_to: Decimal | None
    author: ColleagueOut | None
    at: datetime
    approver: ColleagueOut | None
    approved_at: datetime | None


class StopOut(Schema):
    """`stands`: the deal is asked to stop; false also where it goes on by leave. Sums in its currency."""

    stands: bool
    since: datetime | None = None
    spent: Decimal | None = None
    ahead: Decimal | None = None
    value: Decimal | None = None
    most: Decimal | None = None
    percent: int | None = None
    chance: int | None = None
    leave: LeaveOut | None = None


class LeaveIn(Schema):
    """`until`, `up_to`: at least one of them."""

    model_config = ConfigDict(extra="forbid")

    reason: Text
    until: Day | None = None
    up_to: Money | None = None


@router.get("/{uuid:uid}/stop", response=StopOut, summary="Its stop sign", url_name="deal_stop_api")
@require(SEE)
def stop(request: SignedInRequest, uid: UUID) -> Any:
    return _out(request, reach_deal(request.user, uid))


@router.post("/{uuid:uid}/stop", response=StopOut, summary="Go on in spite of it", url_name="deal_stop_api")
@require(EDIT)
def justify(request: SignedInRequest, uid: UUID, given: LeaveIn) -> Any:
    """Who may not himself, asks: it counts once somebody above him has approved."""
    deal = reach_deal(request.user, uid)
    actions.justify(request.user, deal, given.reason, given.until, given.up_to)
    return _out(request, deal)


@router.post(
    "/{uuid:uid}/stop/approve", response=StopOut, summary="Let it go on", url_name="deal_stop_approve_api"
)
@require(Permission.APPROVE_SKIPS)
def approve(request: SignedInRequest, uid: UUID) -> Any:
    deal = reach_deal(request.user, uid)
    actions.approve_justification(request.user, deal)
    return _out(request, deal)


@router.post(
    "/{uuid:uid}/stop/refuse", response=StopOut, summary="It shall stop", url_name="deal_stop_refuse_api"
)
@require(EDIT)
def refuse(request: SignedInRequest, uid: UUID) -> Any:
    deal = reach_deal(request.user, uid)
    actions.refuse_justification(request.user, deal)
    return _out(request, deal)


def _out(request: SignedInRequest, deal: Deal) -> StopOut:
    enough = reaches(rank_of(request.user, deal), deal.method.meant.stop.who)
    found = stopped(deal, request.user, enough)
    if found is None:
        return StopOut(stands=False)
    weighed, leave = found.weighed, found.leave
    return StopOut(
        stands=not found.goes_on,
        since=found.sign.at,
        **{name: getattr(weighed, name) for name in ("spent", "ahead", "value", "most", "percent", "chance")},
        leave=LeaveOut.from_orm(leave) if leave else None,
    )

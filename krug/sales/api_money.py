"""/api/v1/deals/earnings: what won deals have brought to those who sold them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.sales.api import EDIT, ColleagueOut
from krug.sales.queries.money import Line, earners_of, money_of
from krug.sales.queries.reach import named

router = Router(tags=["deals"])


class EarningOut(Schema):
    """`percent` of `base`, divided by `among`. `deal` null: the reader does not see it.

    `taken_back`: the deal was opened again, and `amount` is below zero.
    """

    deal: UUID | None
    sharer: str
    percent: Decimal
    among: int
    base: Decimal
    amount: Decimal
    currency: str
    at: datetime
    taken_back: bool


class EarningsOut(Schema):
    """The newest first, at most 500 of those that came and 500 of those taken back."""

    user: ColleagueOut
    month: date
    lines: list[EarningOut]


@router.get(
    "/earnings", response=EarningsOut, summary="What somebody earned in a month", url_name="earnings_api"
)
@require(EDIT)
def earnings(
    request: SignedInRequest,
    month: Annotated[
        str | None, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="2026-11; this one, if not said")
    ] = None,
    user: UUID | None = None,
) -> EarningsOut:
    """One's own; of somebody else for whoever leads him."""
    viewer, earner = request.user, request.user
    if user is not None and user != viewer.uid:
        earner = named("user", _earner, viewer, user)
        audit.record(viewer, "read", "earnings", earner.pk)
    first = date.fromisoformat(f"{month}-01") if month else timezone.localdate().replace(day=1)
    found = money_of(viewer, earner, first).lines
    return EarningsOut(
        user=ColleagueOut(uid=earner.uid, name=earner.name), month=first, lines=[_out(line) for line in found]
    )


def _earner(viewer: User, uid: UUID) -> User:
    return get_object_or_404(earners_of(viewer), uid=uid)


def _out(line: Line) -> EarningOut:
    one = line.earning
    return EarningOut(
        deal=line.deal.uid if line.deal else None,
        sharer=one.sharer,
        percent=one.percent,
        among=one.among,
        base=one.base,
        amount=line.amount,
        currency=one.currency,
        at=line.at,
        taken_back=line.back,
    )

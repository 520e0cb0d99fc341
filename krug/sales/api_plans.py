"""/api/v1/plans: what months are to bring, what came, and of whom, as the pages say it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.sales.api import SEE
from krug.sales.models import Plan
from krug.sales.queries.plan_parts import Sorted
from krug.sales.queries.plan_seen import PlanSeen, plan_seen, version_of
from krug.sales.queries.plans import plans_seen, reach_plan

router = Router(tags=["plans"])
By = Literal["person", "territory", "product", "customer", "group", "source"]
MOST = 100


class PlanOut(Schema):
    """`team` null: of the whole unit. `since`: its first month; `growth`: per cent of the line to beat."""

    uid: UUID
    unit: UUID
    team: UUID | None
    since: date
    months: int
    currency: str
    growth: int


class MonthOut(Schema):
    month: date
    planned: Decimal
    came: Decimal
    naive: Decimal


class PartOut(Schema):
    """`key`: the uid of the person, territory or product; `p-` or `o-` and that of the customer; a class; a
    source (won, pipeline, repeat, new, hand). «none»: nobody in particular. `by_hand` is part of `planned`.
    """

    key: str
    name: str
    planned: Decimal
    by_hand: Decimal
    came: Decimal


class PlanWholeOut(PlanOut):
    """`whole` false: the reader's part alone. `expected`: what open deals are likely to bring by its end;
    `needed`: what neither came nor is expected. `naive_rule`: `year`: the same months a year before; `mean`:
    the mean month before, for want of a year; `none`.
    """

    version: int
    status: str
    made_at: datetime
    whole: bool
    by_month: list[MonthOut]
    parts: list[PartOut]
    expected: Decimal
    needed: Decimal
    naive_rule: str


@router.get("", response=list[PlanOut], summary="Plans", url_name="plans_api")
@require(SEE)
def listed(request: SignedInRequest) -> list[PlanOut]:
    """Those that the reader sees, the newest months first; at most a hundred."""
    rows = plans_seen(request.user).select_related("unit", "team").order_by("-since", "months", "id")
    return [PlanOut(**_named(one)) for one in rows[:MOST]]


@router.get("/{uuid:uid}", response=PlanWholeOut, summary="A plan beside what came", url_name="plan_api")
@require(SEE)
def one(
    request: SignedInRequest,
    uid: UUID,
    by: By = "person",
    version: Annotated[int | None, Field(ge=1, le=9999)] = None,
) -> PlanWholeOut:
    """Of the version in force, or of the newest while there is none; `by`: how its parts are sorted."""
    viewer = request.user
    plan = reach_plan(viewer, uid)
    held = version_of(plan, version)
    if held is None:
        raise Http404
    return _whole(viewer, plan_seen(viewer, plan, held, timezone.now()), by)


def _named(plan: Plan) -> dict[str, Any]:
    names = ("uid", "since", "months", "currency", "growth")
    held: dict[str, Any] = {name: getattr(plan, name) for name in names}
    return held | {"unit": plan.unit.uid, "team": plan.team.uid if plan.team else None}


def _whole(viewer: User, seen: PlanSeen, by: str) -> PlanWholeOut:
    by_month = [
        MonthOut(
            month=month,
            planned=money(seen.planned[at]),
            came=money(seen.fact[at]),
            naive=money(seen.naive.cents[at]),
        )
        for at, month in enumerate(seen.months)
    ]
    parts = [
        PartOut(
            key=part.key,
            name=part.label,
            planned=money(part.planned),
            by_hand=money(part.hand),
            came=money(part.fact),
        )
        for part in Sorted(viewer, seen, by).parts
    ]
    return PlanWholeOut(
        **_named(seen.plan),
        version=seen.version.number,
        status=seen.version.status,
        made_at=seen.version.made_at,
        whole=seen.owners is None,
        by_month=by_month,
        parts=parts,
        expected=money(seen.coming),
        needed=money(seen.need.gap),
        naive_rule=seen.naive.rule.value,
    )


def money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)

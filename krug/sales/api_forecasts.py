"""/api/v1/forecasts: what was said of months, and saying it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.utils import timezone
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from krug.access.api_types import Day, Moment
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import FieldError, Invalid
from krug.access.models import User
from krug.sales.actions import submit_forecast
from krug.sales.api import EDIT, SEE, ColleagueOut, Money
from krug.sales.forecasting import periods
from krug.sales.forecasting.data import Said
from krug.sales.models import Deal, ForecastRow
from krug.sales.queries import forecasts as query
from krug.sales.queries.reach import named, reach_deal
from krug.sales.queries.seen import seen_deals

router = Router(tags=["forecasts"])
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]
Month = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class ForecastOut(Schema):
    """A submission. `likely`: amounts by their probabilities, by currency; `whole`: all of them.

    `author` another than `owner`: who leads him says it. `written_at` is later where it was brought in.
    """

    uid: UUID
    owner: ColleagueOut
    author: ColleagueOut | None
    month: str
    horizon: int
    made_at: datetime
    written_at: datetime
    deals: int
    likely: dict[str, Decimal]
    whole: dict[str, Decimal]


class ForecastRowOut(Schema):
    """`deal` null: none was named, or the reader does not see it. `model` 0…1: what the model said then."""

    deal: UUID | None
    amount: Decimal
    currency: str
    chance: int
    model: float | None
    expected_on: date | None
    number: int
    digest: str
    previous: str


class ForecastWholeOut(ForecastOut):
    rows: list[ForecastRowOut]


class ForecastRowIn(Schema):
    """`deal` left out: business that is no deal yet."""

    model_config = ConfigDict(extra="forbid")

    deal: UUID | None = None
    amount: Money
    chance: Percent
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "RUB"
    expected_on: Day | None = None


class ForecastIn(Schema):
    """`owner` left out: the author's own. `uid`: made by the sender; sent again it is one submission."""

    model_config = ConfigDict(extra="forbid")

    month: Month
    owner: UUID | None = None
    uid: UUID | None = None
    rows: Annotated[list[ForecastRowIn], Field(max_length=1000)]


@router.get("", response=list[ForecastOut], summary="What was said of a month", url_name="forecasts_api")
@require(SEE)
def listed(
    request: SignedInRequest,
    month: Month | None = None,
    owner: UUID | None = None,
    as_of: Moment | None = None,
) -> list[dict[str, Any]]:
    """All that was submitted of it up to `as_of`, the oldest first; what was said later is not there.

    `month` left out: the nearest one that may still be forecast.
    """
    viewer = request.user
    staff = query.colleagues_seen(viewer).filter(unit__isnull=False)
    if owner:
        staff = staff.filter(pk=named("owner", query.reach_seller, viewer, owner).pk)
    ids = list(staff.values_list("id", flat=True))
    now, zone = timezone.now(), timezone.get_default_timezone()
    nearest = periods.open_periods(now, settings.KRUG_FORECAST_DAYS, zone, 1)[0]
    period = date.fromisoformat(f"{month}-01") if month else nearest
    told = query.submissions(ids, period, as_of or now)
    return [_out(one, f"{period:%Y-%m}") for one in _with_people(told)]


@router.get("/{uuid:uid}", response=ForecastWholeOut, summary="One submission", url_name="forecast_api")
@require(SEE)
def one(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    return _whole(request.user, uid)


@router.post("", response={201: ForecastWholeOut}, summary="Say a month", url_name="forecasts_api")
@require(EDIT)
def say(request: SignedInRequest, given: ForecastIn) -> Status[dict[str, Any]]:
    """Added beside what was said before. 409 `forecast_closed` after the cut-off."""
    viewer = request.user
    owner = named("owner", query.reach_seller, viewer, given.owner) if given.owner else viewer
    said = [
        Said(_deal(viewer, row.deal, number), row.amount, row.chance, row.currency, row.expected_on)
        for number, row in enumerate(given.rows, 1)
    ]
    period = date.fromisoformat(f"{given.month}-01")
    return Status(201, _whole(viewer, submit_forecast(viewer, owner, period, said, given.uid)))


def _deal(viewer: User, uid: UUID | None, number: int) -> int | None:
    if uid is None:
        return None
    try:
        return named("deal", reach_deal, viewer, uid).pk
    except Invalid as error:
        first: FieldError = error.errors[0]
        raise Invalid([FieldError(first.field, first.value, first.code, first.message, number)]) from error


def _whole(viewer: User, uid: UUID) -> dict[str, Any]:
    """Http404 for whoever does not see the seller's deals."""
    rows = list(ForecastRow.objects.filter(submission=uid).order_by("number"))
    if not rows or not query.colleagues_seen(viewer).filter(pk=rows[0].owner).exists():
        raise Http404
    told = query.submissions([rows[0].owner], rows[0].period)
    submission = next(one for one in told if one.uid == uid)
    seen = seen_deals(viewer).filter(pk__in=[row.deal for row in rows if row.deal])
    uids = dict(Deal.objects.filter(pk__in=seen).values_list("id", "uid"))
    names = ("amount", "currency", "chance", "expected_on", "number", "digest", "previous")
    shown = [
        {name: getattr(row, name) for name in names}
        | {"deal": uids.get(row.deal or 0), "model": None if row.model is None else row.model / 1000}
        for row in rows
    ]
    (held,) = _with_people([submission])
    return _out(held, f"{rows[0].period:%Y-%m}") | {"rows": shown}


Held = tuple[query.Submission, User, User | None]


def _with_people(told: list[query.Submission]) -> list[Held]:
    ids = {one.owner for one in told} | {one.author for one in told if one.author}
    people = User.objects.in_bulk(ids)
    return [(one, people[one.owner], people.get(one.author or 0)) for one in told if one.owner in people]


def _out(held: Held, month: str) -> dict[str, Any]:
    one, owner, author = held
    names = ("uid", "horizon", "made_at", "written_at", "deals", "likely", "whole")
    return {name: getattr(one, name) for name in names} | {
        "owner": owner,
        "author": author,
        "month": month,
    }

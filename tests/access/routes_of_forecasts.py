"""The routes of forecasts, as in routes.py: what Rita said of the next month."""

from typing import Any

from django.utils import timezone

from krug.sales.forecasting import periods
from krug.sales.models import ForecastRow
from tests.access.routes import List, Route, Values
from tests.access.routes_of_deals import DealApi, DealList
from tests.access.routes_of_sales import Seen
from tests.access.world import World


def month() -> str:
    return f"{periods.following(periods.month_of(timezone.localdate())):%Y-%m}"


def rita(world: World) -> Values:
    return {"month": month(), "uid": world.cast.rita.uid}


def form(world: World) -> Values:
    return {
        f"{world.deal.pk}-chosen": "on",
        f"{world.deal.pk}-amount": "700",
        f"{world.deal.pk}-chance": "40",
    }


def of_month(_world: World) -> Values:
    return {"month": month()}


def submission(world: World) -> Values:
    said = ForecastRow.objects.filter(owner=world.cast.rita.pk, deal=world.deal.pk)
    return {"uid": said.values_list("submission", flat=True)[0]}


def rows(world: World) -> dict[str, Any]:
    row = {"deal": str(world.deal.uid), "amount": "700.00", "chance": 40}
    return {"month": month(), "rows": [row]}


FORECASTS: dict[str, Route] = {
    "forecast": List(query=of_month, shows="Rita", lower=("production", 403)),
    "forecast-accuracy": List(lower=("production", 403)),
    "forecast-said": Seen(rita, shows="Qwertodeal"),
    "forecast-say": Route(rita, post=302, data=form, shows="Qwertodeal", lower=("marketer", 403)),
    "api:forecasts_api": DealList(
        query=of_month,
        post=201,
        data=rows,
        post_team=422,
        post_unit=422,
        lower=("marketer", 403),
        lower_get=200,
        shows="Rita",
    ),
    "api:forecast_api": DealApi(submission, get=200, post=0, shows="digest", lower=("production", 403)),
}

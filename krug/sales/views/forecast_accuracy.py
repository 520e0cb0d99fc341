"""How well forecasts came true."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.sales.forecasting.measures import Bin
from krug.sales.queries.accuracy import FARTHEST, accuracy


@require_safe
@require(Permission.SEE_DEALS)
def came(request: SignedInRequest) -> HttpResponse:
    asked = request.GET.get("ahead", "")
    horizon = int(asked) if asked in map(str, range(FARTHEST + 1)) else None
    held = accuracy(request.user, horizon, request.GET.get("currency", ""), timezone.now())
    context = {
        "it": held,
        "horizon": horizon,
        "chart": _chart(held.bins) if held.bins else None,
        "view": "accuracy",
        "few": held.whole.deals < 50,
    }
    return render(request, "sales/forecast_accuracy.html", context)


def _chart(bins: Sequence[Bin]) -> dict[str, Any]:
    """What was said beside what came, by tenths."""
    return {
        "kind": "bars",
        "labels": [f"{round(one.low * 100)}–{round(one.high * 100)}\u00a0%" for one in bins],
        "series": [
            {"name": _("Said"), "values": [one.said for one in bins]},
            {"name": _("Came true"), "values": [one.share for one in bins]},
        ],
        "links": [],
        "unit": "%",
        "goal": None,
        "stacked": False,
    }

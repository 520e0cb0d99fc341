"""Months: who has said what of them, and what came."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission
from krug.sales.forecasting import periods
from krug.sales.periods import month_of, shifted
from krug.sales.queries.chances import expected
from krug.sales.queries.forecasts import may_say, month_seen, reach_seller, rows_seen, submissions, won

PAST, AHEAD = 6, 3
"""Months that are offered."""


@require_safe
@require(Permission.SEE_DEALS)
def forecast(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    first, *_later = periods.open_periods(now, settings.KRUG_FORECAST_DAYS, timezone.get_default_timezone())
    period = month_in(request.GET.get("month", ""), first)
    day = _day(request.GET)
    month = month_seen(request.user, period, _end(day, now), now)
    coming = None
    if not month.over and day is None:
        coming = expected([one.user.pk for one in month.sellers], period, month.won, now)
    context = {
        "month": month,
        "coming": coming,
        "period": period,
        "months": _months(now, period),
        "day": day,
        "today": timezone.localdate(),
        "view": "month",
        "mine": next((one for one in month.sellers if one.user.pk == request.user.pk), None),
    }
    return render(request, "sales/forecast.html", context)


@require_safe
@require(Permission.SEE_DEALS)
def said(request: SignedInRequest, month: str, uid: UUID) -> HttpResponse:
    """Everything that was said of one seller's month, the newest first, with its deals."""
    owner, period, now = reach_seller(request.user, uid), month_or_404(month), timezone.now()
    day = _day(request.GET)
    at = _end(day, now)
    told = submissions([owner.pk], period, at)[::-1]
    authors = User.objects.in_bulk({one.author for one in told if one.author})
    closes = periods.cut_off(period, settings.KRUG_FORECAST_DAYS, timezone.get_default_timezone())
    context = {
        "owner": owner,
        "period": period,
        "told": [(one, authors.get(one.author or 0), rows_seen(request.user, one.uid)) for one in told],
        "won": won([owner.pk], period, at).get(owner.pk, {}),
        "closes": closes,
        "open": now < closes,
        "may_say": now < closes and may_say(request.user, owner),
        "day": day,
        "today": timezone.localdate(),
    }
    return render(request, "sales/forecast_said.html", context)


def month_or_404(text: str) -> date:
    month = month_of(text)
    if month is None:
        raise Http404
    return month


def month_in(text: str, otherwise: date) -> date:
    return month_of(text) or otherwise


def _day(asked: QueryDict) -> date | None:
    """The day as of which he asks; today and later is nothing special."""
    try:
        day = date.fromisoformat(asked.get("asof", ""))
    except ValueError:
        return None
    return day if day.year >= 2000 and day < timezone.localdate() else None


def _end(day: date | None, now: datetime) -> datetime:
    if day is None:
        return now
    return periods.start(day + timedelta(days=1), timezone.get_default_timezone())


def _months(now: datetime, chosen: date) -> list[Any]:
    this = periods.month_of(now.astimezone(timezone.get_default_timezone()).date())
    offered = {shifted(this, away) for away in range(-PAST, AHEAD + 1)} | {chosen}
    return sorted(offered)

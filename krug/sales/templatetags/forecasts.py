"""Pieces of the pages of forecasts: {% load forecasts %}."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krug.sales import sentences
from krug.sales.forecasting.alibis import Why
from krug.sales.queries.accuracy import AlibiSeen
from krug.sales.templatetags.deals import sums
from krug.site.templatetags.words import day, minus

register = template.Library()


@register.filter
def sums_of(totals: Mapping[str, Decimal]) -> str:
    """Currency → total, as `sums` says them; whole units are enough where one looks ahead."""
    return sums([(currency, Decimal(round(total))) for currency, total in sorted(totals.items())]) or "–"


@register.filter
def month_name(period: date) -> str:
    """December 2026"""
    return date_format(period, "YEAR_MONTH_FORMAT").capitalize()


@register.filter
def last_day(moment: datetime) -> str:
    """The last day before a moment that is a midnight."""
    return day(timezone.localtime(moment, timezone.get_default_timezone()) - timedelta(seconds=1))


@register.filter
def horizon_name(months: int) -> str:
    if months == 0:
        return _("within the month")
    return ngettext("%d month ahead", "%d months ahead", months) % months


@register.filter
def per_mille(value: int | None) -> str:
    return "–" if value is None else f"{round(value / 10)}\u00a0%"


@register.simple_tag
def sum_whole(total: float, currency: str) -> str:
    return sentences.amount(Decimal(round(total)), currency)


@register.filter
def signed_percent(share: float | None) -> str:
    """0.12 → +12 %, 0.001 → 0 %"""
    if share is None:
        return "–"
    percent = round(share * 100)
    return f"{minus(f'{percent:+d}') if percent else 0}\u00a0%"


@register.simple_tag
def alibi_said(one: AlibiSeen) -> str:
    move, currency = one.alibi.move, one.deal.currency
    if one.alibi.why == Why.AMOUNT:
        before, after = (
            "–" if it is None else sentences.amount(it, currency)
            for it in (move.amount_before, move.amount_after)
        )
        return _("amount %(before)s → %(after)s after the cut-off") % {"before": before, "after": after}
    said = {"before": day(move.day_before), "after": day(move.day_after)}
    if one.alibi.why == Why.PASSED:
        return _("day %(before)s → %(after)s when it had passed already") % said
    return _("day %(before)s → %(after)s after the cut-off") % said

"""Pieces of the pages of plans: {% load plans %}. Sums come in cents."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krug.sales import sentences
from krug.sales.models import Plan, PlanAdjustment, PlanVersion
from krug.sales.periods import shifted
from krug.sales.planning.lines import Why
from krug.sales.queries.plan_parts import SOURCES
from krug.sales.queries.plan_seen import PlanSeen
from krug.sales.templatetags.forecasts import month_name
from krug.sales.words import Coarse
from krug.site.templatetags.kit import badge
from krug.site.templatetags.words import minus

register = template.Library()


@register.filter
def money(cents: float | None, currency: str) -> str:
    """Whole units are enough where one looks ahead."""
    return "–" if cents is None else sentences.amount(Decimal(round(cents / 100)), currency)


@register.filter
def money_more(cents: float, currency: str) -> str:
    """With its sign: +12 000 ₽."""
    whole = Decimal(round(cents / 100))
    said = sentences.amount(abs(whole), currency)
    return minus(f"-{said}") if whole < 0 else f"+{said}" if whole else said


@register.filter
def plan_period(plan: Plan) -> str:
    """2026, Q4 2026"""
    if plan.months == 12 and plan.since.month == 1:
        return str(plan.since.year)
    if plan.months == 3 and plan.since.month % 3 == 1:
        return _("Q%(quarter)d %(year)d") % {
            "quarter": (plan.since.month + 2) // 3,
            "year": plan.since.year,
        }
    return f"{month_name(plan.since)} – {month_name(shifted(plan.since, plan.months - 1))}"


@register.filter
def plan_whose(plan: Plan) -> str:
    return plan.team.name if plan.team else plan.unit.name


@register.simple_tag
def plan_badge(version: PlanVersion) -> SafeString:
    tone, icon = {
        "draft": ("", "pencil"),
        "submitted": ("warn", "hourglass"),
        "approved": ("good", "check"),
    }[version.status]
    return badge(version.get_status_display(), tone, icon)


@register.filter
def source_name(why: str) -> str:
    return str(SOURCES[Why(why)])


@register.filter
def adjusted_of(one: PlanAdjustment) -> str:
    """Whose figure it was."""
    if one.owner:
        return one.owner.name
    if one.territory:
        return one.territory.name
    return _("a customer")


@register.filter
def version_total(version: PlanVersion, seen: PlanSeen) -> str:
    """Of the part that he sees the whole says nothing."""
    if seen.owners is not None:
        return ""
    return money(sum(version.cents), seen.plan.currency)


@register.filter
def coarse_name(stage: str) -> str:
    return str(Coarse(stage).label)


@register.filter
def points_of(share: float | None) -> str:
    """0.12 → +12 points."""
    if share is None:
        return "–"
    points = round(share * 100)
    said = minus(f"{points:+d}") if points else "0"
    return ngettext("%s point", "%s points", abs(points)) % said

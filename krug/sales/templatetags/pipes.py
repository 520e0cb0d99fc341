"""Pieces of the pages of pipe and funnel: {% load pipes %}."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from krug.analysis.intervals import Difference
from krug.sales import sentences
from krug.sales.picture.markup import svg
from krug.sales.picture.parts import Picture
from krug.sales.queries.pipe import Flow
from krug.site.templatetags.words import minus, number, points

register = template.Library()
Cell = Mapping[str, Any]
"""`flow`, and `href` of its deals."""


@register.simple_tag
def pipe_picture(picture: Picture) -> SafeString:
    return svg(picture, _("Pipe of deals"))


@register.simple_tag
def flow_cell(cell: Cell, name: str, currency: str) -> SafeString:
    """How many, as a link to them, over what they are worth."""
    flow: Flow = cell["flow"]
    if not flow.deals:
        return format_html('<td class="end number nowrap" data-name="{}">–</td>', name)
    value = sentences.short_amount(flow.value, currency) if flow.value else ""
    return format_html(
        '<td class="end number nowrap" data-name="{}"><a href="{}">{}</a>{}</td>',
        *(name, cell["href"], number(flow.deals)),
        format_html('<br><span class="small-text soft">{}</span>', value) if value else "",
    )


@register.simple_tag
def leak_links(leaks: Iterable[Cell]) -> SafeString:
    found = [
        format_html(
            '<a class="pipe-leak" href="{}"><span class="pipe-key leak-{}"></span>{} '
            '<span class="number">{}</span></a>',
            *(it["href"], it["leak"].value, it["leak"].label, number(it["flow"].deals)),
        )
        for it in leaks
    ]
    return mark_safe("".join(found) or "–")


@register.filter
def sum_in(total: Decimal, currency: str) -> str:
    """A sum in few letters; nothing for nothing."""
    return sentences.short_amount(total, currency) if total else ""


@register.simple_tag
def apart_said(apart: Difference | None) -> SafeString:
    """+4 pp (−2 … +10), told by words and tone; «not enough data» below thirty deals on a side."""
    if apart is None:
        return mark_safe("")
    if apart.value is None or apart.low is None or apart.high is None:
        return format_html('<span class="small-text faint">{}</span>', _("not enough data"))
    said = {"better": _("better"), "worse": _("worse")}.get(apart.verdict, _("no provable difference"))
    tone = {"better": "good-text", "worse": "bad-text"}.get(apart.verdict, "soft")
    return format_html(
        '<span class="{}"><strong class="number">{}</strong> <span class="small-text">({} … {})</span></span>'
        '<br><span class="small-text soft">{}</span>',
        *(tone, _signed(points(apart.value)), _bound(apart.low), _bound(apart.high), said),
    )


def _bound(value: float) -> str:
    return _signed(minus(round(value * 100)))


def _signed(said: str) -> str:
    return said if said[0] in "\u22120" else f"+{said}"


@register.filter
def working_time(seconds: float | None) -> str:
    """Working hours: 40 min, 6.5 h, 120 h."""
    if seconds is None:
        return "–"
    if seconds < 3600:
        return _("%d min") % round(seconds / 60)
    hours = seconds / 3600
    return _("%s h") % sentences.figure(round(hours, 1) if hours < 10 else round(hours))

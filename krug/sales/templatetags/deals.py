"""Pieces of the pages of deals: {% load deals %}."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.sales import costs_said, sentences
from krug.sales.conforming import Alignment
from krug.sales.contract import Contract, Evidence
from krug.sales.judging import Clock
from krug.sales.models import Deal, DealDeviation, DealEvent, Justification
from krug.sales.queries.ticking import Line
from krug.sales.stopping import Weighed
from krug.sales.words import Outcome
from krug.site.templatetags.kit import badge, icon
from krug.site.templatetags.words import day, when
from krug.touches.words import Verb

register = template.Library()
SOON = 4
"""Working hours: less than that is told in another tone."""


@register.simple_tag
def sum_of(amount: Decimal | None, currency: str) -> str:
    return "–" if amount is None else sentences.amount(amount, currency)


@register.filter
def sums(totals: Sequence[tuple[str, Decimal]]) -> str:
    """Of several currencies one after the other."""
    return " + ".join(sentences.amount(total, currency) for currency, total in totals)


@register.filter
def figure(value: Decimal | float) -> str:
    return sentences.figure(value)


@register.filter
def resource_name(code: str) -> str:
    return sentences.resource(code)


@register.simple_tag
def clock_badge(clock: Clock | None) -> SafeString:
    """Hours left at this stage, or how late it is: in words, not by colour alone."""
    if clock is None or (clock.left is None and not clock.paused):
        return mark_safe("")
    if clock.paused:
        return badge(sentences.clock_said(clock), "", icon="player-pause")
    hours = clock.left or 0
    tone = "bad" if hours < 0 else "warn" if hours < SOON else ""
    return badge(sentences.clock_said(clock), tone, icon="clock-hour-4")


@register.simple_tag
def due_badge(left: float) -> SafeString:
    tone = "bad" if left < 0 else "warn" if left < SOON else ""
    return badge(sentences.left(left), tone, icon="clock-hour-4")


@register.simple_tag
def next_action(line: Line) -> SafeString:
    """What is to be done next and by when; what is overdue says so."""
    return next_of(line.deal, line.overdue)


@register.simple_tag
def next_of(deal: Deal, overdue: bool) -> SafeString:
    if not deal.next_action and deal.next_at is None:
        if deal.outcome != Outcome.OPEN:
            return mark_safe("")
        return format_html(
            '<span class="deal-next warn-mark">{} {}</span>',
            icon("alert-triangle", "small"),
            _("No next action"),
        )
    text = deal.next_action or _("Next action")
    if deal.next_at is None:
        return format_html('<span class="deal-next">{}</span>', text)
    if overdue:
        return format_html(
            '<span class="deal-next bad-text">{} <strong>{}</strong> {}, {}</span>',
            icon("alert-triangle", "small"),
            pgettext("a next action", "Overdue:"),
            text,
            day(deal.next_at),
        )
    return format_html('<span class="deal-next">{}, {}</span>', text, day(deal.next_at))


@register.simple_tag
def deviations_badge(count: int) -> SafeString:
    """Nothing where there are none."""
    if not count:
        return mark_safe("")
    title = _("Deviations from the method: %d") % count
    return format_html(
        '<span class="badge warn" title="{}">{}{}<span class="unseen">{}</span></span>',
        title,
        icon("git-branch"),
        count,
        title,
    )


@register.simple_tag
def stop_badge(stops: bool) -> SafeString:
    return badge(pgettext("deals", "Stop sign"), "bad", icon="hand-stop") if stops else mark_safe("")


@register.simple_tag
def stop_said(it: Weighed, currency: str) -> str:
    return sentences.stop(it, currency)


@register.simple_tag
def stop_rule(it: Weighed, currency: str) -> str:
    return sentences.stop_rule(it, currency)


@register.simple_tag
def leave_said(it: Justification, currency: str) -> str:
    return sentences.leave(it, currency)


@register.simple_tag
def outcome_badge(deal: Deal) -> SafeString:
    tone, picture = {
        Outcome.WON: ("good", icon("trophy")),
        Outcome.LOST: ("bad", icon("circle-x")),
    }.get(Outcome(deal.outcome), ("", mark_safe("")))
    return format_html('<span class="badge {}">{}{}</span>', tone, picture, Outcome(deal.outcome).label)


@register.simple_tag
def deviation_said(it: DealDeviation, contract: Contract, currency: str) -> str:
    return sentences.deviation(it, contract, currency)


@register.simple_tag
def cost_said(it: DealDeviation, currency: str) -> str:
    return costs_said.cost(it, currency)


@register.simple_tag
def about(amount: Decimal, currency: str) -> str:
    """An estimate: without kopecks."""
    return sentences.amount(round(amount), currency)


@register.simple_tag
def span_said(low: Decimal, high: Decimal, currency: str) -> str:
    return costs_said.span(low, high, currency)


@register.simple_tag
def fit_said(it: Alignment, contract: Contract) -> str:
    return costs_said.fit(it, contract)


@register.simple_tag
def event_said(it: DealEvent, contract: Contract, currency: str) -> str:
    return sentences.event(it, contract, currency)


@register.simple_tag
def reason_said(won: bool, code: str) -> str:
    return sentences.reason(won, code)


@register.filter
def touch_said(verb: Verb, at: datetime) -> str:
    """What a touch was and when: visit, 3 March, 14:05."""
    return f"{verb.label}, {when(at)}"


@register.simple_tag
def evidence_said(evidence: Evidence) -> str:
    return sentences.evidence(evidence)


@register.simple_tag
def effort_said(effort: object) -> SafeString:
    """What was done, as a line of figures."""
    held = effort if isinstance(effort, dict) else {name: getattr(effort, name) for name in EFFORT}
    silent = held["silent_call_days"]
    parts = [
        (_("days"), held["days"]),
        (_("meetings"), held["meetings"]),
        (_("calls"), held["calls"]),
        (_("letters"), held["letters"]),
        (_("days since the last word"), held["silent_days"]),
        (_("days since the last call or meeting"), "–" if silent is None else silent),
    ]
    cells = format_html_join(
        "",
        '<span class="figure"><span class="name">{}</span><span class="value">{}</span></span>',
        parts,
    )
    return format_html('<div class="figures">{}</div>', cells)


EFFORT = ("days", "meetings", "calls", "letters", "silent_days", "silent_call_days")

"""States and results of visits as badges: made here and not in templates, since lists have fifty of them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.visits.models import Visit
from krug.visits.queries import start_of_today
from krug.visits.state import state

register = template.Library()
RESULTS = {
    "agreed": (_("Agreed"), "good"),
    "interested": (_("Interested"), "accent"),
    "neutral": (_("Neutral"), ""),
    "refused": (_("Refused"), "bad"),
    "not_met": (_("Not met"), "warn"),
}
STATES = {
    "cancelled": (pgettext_lazy("a visit", "Called off"), ""),
    "started": (_("Under way"), "accent"),
    "planned": (pgettext_lazy("a visit", "Planned"), ""),
    "overdue": (pgettext_lazy("a visit", "Overdue"), "bad"),
}


def _badge(word: object, tone: str) -> SafeString:
    return format_html('<span class="badge {}">{}</span>', tone, word)


@register.simple_tag
def visit_result(result: str) -> SafeString:
    """The result of a finished visit; nothing for an unknown word."""
    return _badge(*RESULTS[result]) if result in RESULTS else mark_safe("")


@register.simple_tag
def visit_state(visit: Visit) -> SafeString:
    """What became of the visit: its result, else its state. Loaded by krug.visits.state.with_state."""
    now = state(visit)
    if now == "finished":
        return visit_result(visit.finish.result)
    if now == "planned" and visit.planned_at < start_of_today():
        now = "overdue"
    return _badge(*STATES[now])


@register.filter
def is_open(visit: Visit) -> bool:
    return state(visit) in ("planned", "started")

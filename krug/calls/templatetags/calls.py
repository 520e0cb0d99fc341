"""A call in a word and a picture."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.calls.models import Call
from krug.calls.queries.listing import Row
from krug.calls.words import Outcome, State, Way
from krug.customers.queries.timeline import Entry
from krug.customers.templatetags.card import phone
from krug.site.clock import moment
from krug.site.templatetags.kit import badge, icon
from krug.site.templatetags.words import when

register = template.Library()


@register.simple_tag
def call_mark(call: Call) -> SafeString:
    """Its direction; red where nobody answered."""
    vain = call.state == State.ENDED and call.outcome != Outcome.ANSWERED
    if call.way == Way.OUT:
        return icon("phone-outgoing", "off" if vain else "")
    return icon("phone-x", "down") if vain else icon("phone-incoming")


@register.simple_tag
def call_state(call: Call, ringing: bool) -> str:
    if call.state == State.RINGING:
        return pgettext("a call", "Rings") if call.way == Way.IN else pgettext("a call", "Calling")
    if call.state == State.TALKING:
        return pgettext("a call", "Talking")
    if call.outcome == Outcome.ANSWERED:
        return _("The call is over: what was said?")
    if call.way == Way.IN:
        return pgettext("a call", "Missed")
    return _("Not reached")


@register.simple_tag
def call_outcome(call: Call) -> SafeString | str:
    if call.state != State.ENDED:
        return badge(call.get_state_display(), "accent")
    if call.outcome == Outcome.ANSWERED:
        return str(call.get_outcome_display())
    return badge(call.get_outcome_display(), "bad" if call.way == Way.IN else "")


@register.simple_tag
def call_name(row: Row) -> str:
    """Whom it was with, as far as the viewer sees him."""
    if row.person is not None:
        return row.person.full_name
    if row.organisation is not None:
        return row.organisation.name
    if row.hidden:
        return _("A colleague's customer")
    return phone(row.number) if row.number else _("Hidden number")


@register.simple_tag
def touch_line(entry: Entry) -> SafeString:
    """One touch of the story in a line: when, what, and its words."""
    what = entry.title or (entry.notes[0] if entry.notes else "") or str(entry.data.get("summary", ""))
    return format_html(
        '<span class="soft nowrap">{}</span> {}{}',
        when(moment(entry.at)),
        entry.channel.label,
        format_html(": {}", what[:90]) if what else "",
    )

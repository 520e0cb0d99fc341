"""Pieces of a customer's story, made here and not in a template: a page of it has dozens of each."""

from collections.abc import Sequence
from typing import NamedTuple

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from krug.customers.queries.timeline import Entry, ShownSlide
from krug.site.clock import moment
from krug.site.templatetags.kit import icon
from krug.site.templatetags.words import seconds, when

register = template.Library()


class Mark(NamedTuple):
    """Written as `icon=…`, which is how the build finds the pictures to take along."""

    icon: str


MARKS = {
    "visit": Mark(icon="presentation"),
    "noted": Mark(icon="note"),
    "called": Mark(icon="phone"),
    "written": Mark(icon="mail"),
    "delivered": Mark(icon="mail"),
    "opened": Mark(icon="mail"),
    "purchased": Mark(icon="shopping-cart"),
    "session": Mark(icon="world"),
    "viewed": Mark(icon="world"),
}
OTHER = Mark(icon="point")
SLIDE = (
    '<li><span class="faint number">{}</span><span class="clip">{}</span>{}'
    '<span class="number faint">{}</span>{}</li>'
)
BEGINS = (
    '<li class="moment{}"><span class="mark">{}</span><div class="body"><div class="head">'
    "<strong>{}</strong>{}"
)
LINK = '<a href="{}">{}</a>'
FELT = '<span class="{}" title="{}">{}<span class="unseen">{}</span></span>'


@register.simple_tag
def moment_begins(entry: Entry) -> SafeString:
    """Its picture, what it was and what about."""
    word = (
        _("Visit")
        if entry.kind == "visit"
        else (entry.channel if entry.kind == "session" else entry.verb).label
    )
    return format_html(
        BEGINS,
        " planned" if entry.kind == "visit" and entry.result == "not_met" else "",
        icon(MARKS.get(entry.kind, OTHER).icon),
        format_html(LINK, entry.address, word) if entry.address else word,
        format_html("<span>{}</span>", entry.title) if entry.title else "",
    )


@register.simple_tag
def moment_ends(entry: Entry) -> SafeString:
    """When it was, who was there, how long it took and what it brought."""
    then = timezone.localtime(moment(entry.at))
    rest = (
        (look, text)
        for look, text in (
            ("small-text soft", entry.staff),
            ("small-text soft number", seconds(entry.seconds) if entry.seconds else ""),
            ("number", entry.amount),
        )
        if text
    )
    said = format_html_join("", '<span class="{}">{}</span>', rest)
    return format_html('<time datetime="{}">{}</time>{}', then.isoformat(), when(then), said)


@register.simple_tag
def shown_slides(slides: Sequence[ShownSlide]) -> SafeString:
    liked, disliked = _("Liked"), _("Disliked")
    felt = {
        1: format_html(FELT, "like", liked, icon("thumb-up", "small"), liked),
        0: mark_safe("<span></span>"),
        -1: format_html(FELT, "dislike", disliked, icon("thumb-down", "small"), disliked),
    }
    lines = (
        (
            "" if one.number is None else one.number,
            one.title or one.uid,
            felt[_sign(one.emotion)],
            seconds(one.seconds),
            _answers(one),
        )
        for one in slides
    )
    return format_html_join("", SLIDE, lines)


def _sign(emotion: int | None) -> int:
    emotion = emotion or 0
    return (emotion > 0) - (emotion < 0)


def _answers(slide: ShownSlide) -> SafeString:
    said = ((it.title, it.text or it.value) for it in slide.answers)
    return format_html_join("", '<span class="answer">{} <b>{}</b></span>', said)

"""Pieces of a customer's story, made here and not in a template: a page of it has dozens of each."""

from collections.abc import Sequence
from typing import NamedTuple

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from krug.customers.queries.timeline import ShownSlide
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
FELT = '<span class="{}" title="{}">{}<span class="unseen">{}</span></span>'


@register.simple_tag
def mark_of(kind: str) -> SafeString:
    return icon(MARKS.get(kind, OTHER).icon)


@register.simple_tag
def time_of(at: int) -> SafeString:
    """µs UTC as people say it, and as machines do."""
    then = moment(at)
    return format_html('<time datetime="{}">{}</time>', timezone.localtime(then).isoformat(), when(then))


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

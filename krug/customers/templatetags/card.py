"""One line of a card, made here and not in a template: a card has a dozen of them."""

import re
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.customers.facts import Fact
from krug.customers.kinds import PERSON, kind_of
from krug.customers.matching.words import reasons, rule_in_words
from krug.customers.models.decision import Decided
from krug.site.templatetags.kit import icon

register = template.Library()
LUKEWARM, WARM = 20, 60
RUSSIAN = re.compile(r"\+7(\d{3})(\d{3})(\d{2})(\d{2})")


@register.filter
def phone(normal: str) -> str:
    """+79005551234 → +7 900 555-12-34; of other countries as it is. It never breaks at the end of a line."""
    found = RUSSIAN.fullmatch(normal)
    return "+7\u00a0{}\u00a0{}\u2011{}\u2011{}".format(*found.groups()) if found else normal


@register.simple_tag
def fact_value(fact: Fact, editable: bool) -> SafeString:
    """What is known, as a button that opens its form, and a link where there is something to open."""
    if not editable:
        return _plain(fact)
    lines = format_html_join(
        "", '<span class="fact-line">{}</span>', ((_breakable(line),) for line in fact.lines)
    )
    return format_html(
        '<span class="fact-value"><button type="button" class="editable" hx-get="{}" '
        'hx-target="closest .fact" hx-swap="outerHTML" title="{}"><span class="grow">{}</span>{}'
        '<span class="unseen">{}</span></button>{}</span>',
        fact.edit,
        _("Edit"),
        lines or format_html('<span class="none">{}</span>', pgettext("a value", "Add")),
        icon("pencil"),
        _("Edit"),
        _link(fact),
    )


def _breakable(line: str) -> SafeString:
    """An e-mail that does not fit breaks after its @, not in the middle of a word."""
    name, at, host = line.partition("@")
    return format_html("{}@<wbr>{}", name, host) if at and " " not in line else conditional_escape(line)


def _plain(fact: Fact) -> SafeString:
    if not fact.lines:
        return mark_safe('<span class="faint">–</span>')
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html('<a class="fact-line" href="{}">{}</a>', link, line)
                if link
                else format_html('<span class="fact-line">{}</span>', line),
            )
            for line, link in fact.pairs
        ),
    )


def _link(fact: Fact) -> SafeString:
    """Calls, writes or opens the first line."""
    if not fact.links:
        return mark_safe("")
    words = {"phones": _("Call"), "emails": _("Write")}
    pictures = {"phones": icon("phone", "small"), "emails": icon("mail", "small")}
    word = words.get(fact.name, _("Open"))
    return format_html(
        '<a class="fact-link" href="{}" title="{}">{}<span class="unseen">{} {}</span></a>',
        fact.links[0],
        word,
        pictures.get(fact.name, icon("arrow-right", "small")),
        word,
        fact.lines[0],
    )


@register.filter
def undo_address(decision: Decided) -> str:
    """Where a merge is taken back."""
    name = "merge-undo" if kind_of(decision) is PERSON else "organisation-merge-undo"
    return reverse(name, args=[decision.uid])


@register.inclusion_tag("customers/why.html")
def why_one_card(decision: Decided) -> dict[str, Any]:
    """Why another card was merged into this one: by whose word, and what spoke for it."""
    evidence = decision.evidence
    parts = [
        part
        for reason in reasons(kind_of(decision).name, evidence.get("levels", {})).values()
        for part in reason.parts
        if part.sense == "good"
    ]
    return {
        "decision": decision,
        "rule": rule_in_words(decision.rule),
        "probability": evidence.get("probability"),
        "parts": parts,
    }


@register.filter
def attitude_word(mean: int) -> str:
    """−100…100 in a word."""
    if abs(mean) < LUKEWARM:
        return _("Neither for nor against")
    if mean > 0:
        return _("Likes us") if mean >= WARM else _("Rather likes us")
    return _("Does not like us") if mean <= -WARM else _("Rather does not like us")

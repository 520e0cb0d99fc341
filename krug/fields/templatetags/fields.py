"""How own fields stand on cards and on the page where they are set up."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import pgettext

from krug.fields.models import Field, Type
from krug.fields.shown import SIGNS

register = template.Library()


@register.filter
def by_section(fields: Iterable[tuple[Field, Any, Any]]) -> list[tuple[str, list[tuple[Field, Any, Any]]]]:
    """Sections in the order of their first fields; those without one come first."""
    found: dict[str, list[tuple[Field, Any, Any]]] = {"": []}
    for one in fields:
        found.setdefault(one[0].section, []).append(one)
    return [(section, group) for section, group in found.items() if group]


@register.filter
def sample(field: Field) -> str:
    """What could stand there."""
    money = pgettext("a sample", "120,000")
    samples = {
        Type.TEXT: pgettext("a sample", "A few words"),
        Type.NOTE: pgettext("a sample", "Some lines of text"),
        Type.WHOLE: "120",
        Type.DECIMAL: pgettext("a sample", "12.5"),
        Type.MONEY: f"{money} {SIGNS.get(field.currency, field.currency)}",
        Type.DATE: pgettext("a sample", "31 December"),
        Type.YES: pgettext("an answer", "Yes"),
        Type.LINK: "example.ru",
    }
    return samples.get(Type(field.type), "–")

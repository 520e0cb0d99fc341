"""{% load behaviour %}: words for types of properties."""

from django import template

from krug.behaviour.words import TYPES

register = template.Library()


@register.filter
def type_word(value: str) -> str:
    return str(TYPES.get(value, value))

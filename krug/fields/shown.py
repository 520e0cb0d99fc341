"""What a field says as people read it."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from krug.fields import rules
from krug.fields.models import Field, Option, Type
from krug.fields.queries.definitions import Defined
from krug.fields.rules import Held

SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸"}


@dataclass(frozen=True, slots=True)
class Words:
    """`text`: one line or several; `options`: instead of it, with their colours; `href`: where it leads."""

    text: str = ""
    options: tuple[Option, ...] = ()
    href: str = ""


def words(one: Defined, held: Held) -> Words:
    field = one.field
    if field.of_list:
        chosen = tuple(option for option in one.options if option.pk in held.options)
        return Words(", ".join(option.name for option in chosen), chosen)
    if field.type == Type.LINK:
        return Words(held.text.removeprefix("https://").removeprefix("http://").rstrip("/"), (), held.text)
    if held.number is None:
        return Words(held.text)
    return Words(_number(field, held.number))


def _number(field: Field, number: int) -> str:
    if field.type == Type.YES:
        return pgettext("an answer", "Yes") if number else pgettext("an answer", "No")
    if field.type == Type.DATE:
        return date_format(rules.day_of(number), "j E Y")
    value = rules.decimal_of(number)
    places = 2 if field.type == Type.MONEY and value % 1 else None
    shown = number_format(value.normalize() if places is None else value, places, True, abs(value) >= 10_000)
    shown = f"{value.normalize():f}" if "E" in shown.upper() else shown
    sign = SIGNS.get(field.currency, field.currency)
    return f"{shown}\u00a0{sign}".strip().replace("-", "\u2212")


def typed(one: Defined, held: Held) -> Any:
    """The value as its form starts with it: text, or keys of a list."""
    if one.field.of_list:
        return [one.keys[option] for option in held.options if option in one.keys]
    value = rules.plain(one.field, held, {})
    if value is None:
        return ""
    if one.field.type == Type.YES:
        return "yes" if value else "no"
    if one.field.type in (Type.DECIMAL, Type.MONEY):
        return f"{value:f}"
    return str(value)


def limits(field: Field) -> str:
    """What is allowed, in words: from 1 to 10."""
    least, most = (
        None if value is None else rules.limit_of(field, value) for value in (field.least, field.most)
    )
    if least and most:
        return _("from %(least)s to %(most)s") % {"least": least, "most": most}
    if least:
        return _("at least %(least)s") % {"least": least}
    return _("at most %(most)s") % {"most": most} if most else ""


def in_file(one: Defined, held: Held) -> str:
    """As a file has it, so that the same file can be brought in again: 2026-12-31, 1200.50, Small; Large."""
    if one.field.of_list:
        return "; ".join(option.name for option in one.options if option.pk in held.options)
    if held.number is None or one.field.type == Type.YES:
        return words(one, held).text if held.number is not None else held.text
    value = rules.plain(one.field, held, {})
    return (
        value.isoformat()
        if one.field.type == Type.DATE
        else format(value, "" if one.field.type == Type.WHOLE else "f")
    )

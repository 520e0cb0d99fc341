"""Who may do what to a deal, and what its fields may hold. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from krug.access.errors import FieldError
from krug.access.models import Role
from krug.sales.contract import Who
from krug.sales.words import Source
from krug.site import writing

RANKS: tuple[Who, ...] = ("seller", "manager", "head")
FIELDS = ("name", "amount", "currency", "expected_on", "chance", "need", "next_action", "next_at", "source")
LENGTHS = {"name": 120, "need": 4000, "next_action": 200}
MOST = Decimal(10) ** 15
EARLIEST, LATEST = 2000, 2100
"""Years."""


def rank(role: str, own: bool, leads: bool) -> Who:
    """What a person of that role is to a deal he sees. To his own deal a manager is its seller.

    `leads`: its owner is one of his people.
    """
    if role in (Role.HEAD, Role.ADMIN):
        return "head"
    return "manager" if role == Role.MANAGER and leads and not own else "seller"


def reaches(held: Who, wanted: Who) -> bool:
    return RANKS.index(held) >= RANKS.index(wanted)


def clean(fields: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
    """Values as they are stored, of known fields, and everything that is wrong."""
    kept, errors = {}, []
    for name, value in fields.items():
        try:
            kept[name] = _clean(name, value)
        except _Wrong as error:
            errors.append(FieldError(name, value, error.code, error.message))
    return kept, errors


class _Wrong(Exception):
    def __init__(self, code: str, message: Any) -> None:
        self.code, self.message = code, message


def _clean(name: str, value: Any) -> Any:
    if name not in FIELDS:
        raise _Wrong("unknown_field", _("There is no such field."))
    if name in LENGTHS:
        return _text(name, value)
    return {"amount": _amount, "currency": _currency, "chance": _chance, "source": _source}.get(
        name, _moment
    )(value)


def _text(name: str, value: Any) -> str:
    text = writing.text(str(value or ""), lines=name == "need")
    if len(text) > LENGTHS[name]:
        raise _Wrong("too_long", _("At most %(limit)d characters.") % {"limit": LENGTHS[name]})
    if name == "name" and not text:
        raise _Wrong("empty", _("A deal needs a name."))
    return text


def _amount(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise _Wrong("not_a_number", _("A sum is expected.")) from error
    if not number.is_finite() or not 0 <= number < MOST:
        raise _Wrong("wrong_sum", _("A sum from zero is expected."))
    if number != number.quantize(Decimal("0.01")):
        raise _Wrong("wrong_sum", _("A sum of at most two decimals is expected."))
    return number


def _currency(value: Any) -> str:
    text = str(value)
    if not (len(text) == 3 and text.isascii() and text.isupper()):
        raise _Wrong("wrong_currency", _("Three letters of ISO 4217 are expected."))
    return text


def _chance(value: Any) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = int(str(value))
    except ValueError as error:
        raise _Wrong("not_a_number", _("A whole number is expected.")) from error
    if not 0 <= number <= 100:
        raise _Wrong("out_of_range", _("From 0 to 100 percent."))
    return number


def _source(value: Any) -> str:
    text = str(value or "")
    if text and text not in Source.values:
        raise _Wrong("unknown_source", _("Choose one of the sources."))
    return text


def _moment(value: Any) -> date | datetime | None:
    if value in (None, ""):
        return None
    if not isinstance(value, date):
        raise _Wrong("not_a_date", _("A date is expected."))
    # Beyond them no zone can show it, and a board that shows it shows nothing any more.
    if not EARLIEST <= value.year <= LATEST:
        raise _Wrong("out_of_range", _("A date of this century is expected."))
    return value


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    return (name for name in after if before[name] != after[name])

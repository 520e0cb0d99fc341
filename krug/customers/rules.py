"""What a person and an organisation must be. Pure: what is in the database is passed in."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from krug.access.models import Role
from krug.customers import normal, numbers
from krug.customers.data import Point
from krug.customers.errors import FieldError
from krug.customers.models import ContactPoint, Organisation
from krug.customers.models.klass import Klass

LENGTHS = {
    "last_name": 80,
    "first_name": 80,
    "middle_name": 80,
    "specialty": 80,
    "city": 80,
    "address": 240,
    "name": 200,
    "note": 10_000,
}
REQUIRED = {"last_name", "name"}
CHOICES: dict[str, Sequence[str]] = {"klass": Klass.values, "kind": Organisation.Kind.values}
RANGES = {"latitude": 90.0, "longitude": 180.0}
NUMBERS: dict[str, Callable[[str], str | None]] = {
    "tax_number": numbers.any_tax_number,
    "tax_reason": numbers.tax_reason,
    "state_number": numbers.state_number,
}
REFERENCES = {"organisation", "parent", "territory"}
POINTS = {"phones": ContactPoint.Kind.PHONE, "emails": ContactPoint.Kind.EMAIL}
PERSON_FIELDS = (
    "last_name", "first_name", "middle_name", "specialty", "klass", "organisation", "territory",
    "city", "address", "latitude", "longitude", "note", "birth", "phones", "emails",
)  # fmt: skip
ORGANISATION_FIELDS = (
    "name", "kind", "klass", "parent", "territory", "city", "address", "latitude", "longitude", "tax_number",
    "tax_reason", "state_number", "phones", "emails",
)  # fmt: skip
MAX_POINTS = 20
_WRITTEN = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What exists and may be referred to: id → unit of the territories and organisations in question."""

    territories: Mapping[int, int]
    organisations: Mapping[int, int]
    today: date


class _Bad(Exception):
    def __init__(self, code: str, message: Any) -> None:
        self.code, self.message = code, message


def check(
    fields: Mapping[str, Any], unit: int, around: Surroundings, row: int | None = None
) -> tuple[dict[str, Any], list[FieldError]]:
    """Cleaned values of the given fields, and everything that is wrong with them."""
    clean: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, value in fields.items():
        try:
            clean[name] = _clean(name, value, unit, around)
        except _Bad as bad:
            errors.append(FieldError(name, value, bad.code, bad.message, row))
    return clean, errors


def check_names(fields: Mapping[str, Any], known: Sequence[str]) -> list[FieldError]:
    return [
        FieldError(name, value, "unknown_field", _("There is no such field."))
        for name, value in fields.items()
        if name not in known
    ]


def _clean(name: str, value: Any, unit: int, around: Surroundings) -> Any:
    if name in LENGTHS:
        return _text(name, value)
    if name in CHOICES:
        return _choice(name, value)
    if name in RANGES:
        return _number(name, value)
    if name in NUMBERS:
        return _proved(name, value)
    if name == "birth":
        return _birth(value, around.today)
    if name in POINTS:
        return points(name, value)
    return _reference(value, unit, around.territories if name == "territory" else around.organisations)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _Bad("not_text", _("Expected text."))
    text = normal.text(value, lines=name == "note")
    if not text and name in REQUIRED:
        raise _Bad("required", _("This field is required."))
    if len(text) > LENGTHS[name]:
        raise _Bad("too_long", _("At most %(limit)d characters.") % {"limit": LENGTHS[name]})
    return text


def _choice(name: str, value: Any) -> str:
    if value not in CHOICES[name]:
        raise _Bad("unknown_choice", _("Choose one of the list."))
    return str(value)


def _number(name: str, value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= RANGES[name]:
        raise _Bad("out_of_range", _("Not a coordinate."))
    return float(value)


def _proved(name: str, value: Any) -> str:
    """A number as it is compared."""
    if not isinstance(value, str):
        raise _Bad("not_text", _("Expected text."))
    written = numbers.plain(normal.text(value))
    found = NUMBERS[name](written)
    if written and found is None:
        raise _Bad(*_why_not(name, written))
    return found or ""


def _why_not(name: str, written: str) -> tuple[str, Any]:
    """A slip of the finger is told apart from something that is no such number at all."""
    digits = len(written) if written.isdigit() else 0
    if name == "tax_number" and digits in (10, 12):
        return "wrong_tax_number", _("The check digits do not fit: one of the INN's digits is mistyped.")
    if name == "tax_number":
        message = _(
            "An INN has 10 digits, an entrepreneur's 12. A number of another country begins with its two "
            "letters: DE136695976."
        )
        return "wrong_tax_number", message
    if name == "tax_reason":
        return "wrong_tax_reason", _("A KPP has nine signs, such as 770101001.")
    if digits in (13, 15):
        return "wrong_state_number", _("The check digit does not fit: one of the OGRN's digits is mistyped.")
    return "wrong_state_number", _("An OGRN has 13 digits, an entrepreneur's 15.")


def _birth(value: Any, today: date) -> date | None:
    """A day, as ISO 8601 or as people write it: 1975-03-12, 12.03.1975."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    day = _day(value) if isinstance(value, str) else value
    if not isinstance(day, date) or isinstance(day, datetime):
        raise _Bad("not_a_date", _("This is not a date. Write it as 12.03.1975."))
    if not date(1880, 1, 1) <= day <= today:
        raise _Bad("out_of_range", _("Nobody was born on that day."))
    return day


def _day(text: str) -> date | None:
    written = text.strip()
    if found := _WRITTEN.fullmatch(written):
        written = "{2}-{1:0>2}-{0:0>2}".format(*found.groups())
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _reference(value: Any, unit: int, known: Mapping[int, int]) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or known.get(value) != unit:
        # The same answer for «does not exist» and «is another unit's»: a refusal tells nothing.
        raise _Bad("unknown_reference", _("Not found in this business unit."))
    return value


def points(name: str, value: Any) -> list[Point]:
    """Contact points of the field `phones` or `emails`, normalised, without doubles, blanks left out."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise _Bad("not_a_list", _("Expected a list."))
    if len(value) > MAX_POINTS:
        raise _Bad("too_many", _("At most %(limit)d entries.") % {"limit": MAX_POINTS})
    found: dict[str, Point] = {}
    for written in value:
        point = point_of(name, written)
        if point:
            found.setdefault(point.normal, point)
    return list(found.values())


def point_of(name: str, written: Any) -> Point | None:
    if not isinstance(written, str) or len(written) > 160:
        raise _Bad("not_text", _("Expected text."))
    written = normal.text(written)
    if not written:
        return None
    as_compared: Callable[[str], str | None] = normal.phone if name == "phones" else normal.email
    same = as_compared(written)
    if same is None and name == "phones":
        raise _Bad("bad_phone", _("This is not a phone number."))
    if same is None:
        raise _Bad("bad_email", _("This is not an e-mail address."))
    return Point(POINTS[name], written, same)


def conflicting(changed_since: Mapping[str, int | None], author: int | None) -> set[str]:
    """Of the fields changed since the edit's base (field → who changed it): those another hand changed."""
    return {name for name, other in changed_since.items() if other is None or other != author}


class Tab(StrEnum):
    """Parts of a card, and of its address."""

    STORY = "story"
    KNOWN = "profile"
    OFFERS = "offers"
    MONEY = "purchases"
    WEB = "online"
    VISITS = "visits"
    DATA = "data"
    WHO = "who"


_T = Tab
TABS: Mapping[str, tuple[Tab, ...]] = {
    Role.REP: (_T.STORY, _T.KNOWN, _T.OFFERS, _T.VISITS, _T.MONEY, _T.DATA),
    Role.SELLER: (_T.STORY, _T.MONEY, _T.KNOWN, _T.OFFERS, _T.VISITS, _T.DATA),
    Role.MANAGER: (_T.STORY, _T.KNOWN, _T.OFFERS, _T.VISITS, _T.MONEY, _T.WEB, _T.DATA, _T.WHO),
    Role.MARKETER: (_T.STORY, _T.OFFERS, _T.WEB, _T.KNOWN, _T.MONEY, _T.DATA, _T.WHO),
    Role.AGENT: (_T.STORY, _T.MONEY, _T.KNOWN, _T.OFFERS, _T.DATA),
    Role.PRODUCTION: (_T.MONEY, _T.OFFERS, _T.STORY),
    Role.HEAD: tuple(Tab),
    Role.ADMIN: tuple(Tab),
}
"""A role's part of the card, the first being what it opens with. Who is not named sees the story alone."""

FIRST: Mapping[str, tuple[str, ...]] = {Role.AGENT: ("details",)}
"""Blocks beside the tabs that a role sees before the others: service wants to know how to reach him."""


def tabs_of(role: str) -> tuple[Tab, ...]:
    return TABS.get(role, (Tab.STORY,))

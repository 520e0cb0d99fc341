"""What a value of a field must be, whoever brings it: a form, a file, a program. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.access.models import Role
from krug.access.rules import HIDDEN
from krug.fields.models import Field, FieldRole, Option, Type
from krug.site import writing

SCALE = 10_000
EPOCH = date(1970, 1, 1)
BIGGEST = Decimal(900_000_000_000)
LENGTHS = {Type.TEXT: 240, Type.NOTE: 10_000, Type.LINK: 500}
YES = frozenset({"1", "true", "yes", "да", "+", "on"})
NO = frozenset({"0", "false", "no", "нет", "-"})
DATES = (("-", (0, 1, 2)), (".", (2, 1, 0)))


@dataclass(frozen=True, slots=True)
class Held:
    """What a row has in a field; nothing: empty text, no number, no options."""

    text: str = ""
    number: int | None = None
    options: tuple[int, ...] = ()
    version: int = 0
    author: int | None = None

    @property
    def filled(self) -> bool:
        return bool(self.text or self.options) or self.number is not None

    def same(self, other: "Held") -> bool:
        return (self.text, self.number, set(self.options)) == (other.text, other.number, set(other.options))


NOTHING = Held()


class Bad(Exception):
    """One value that cannot be; `code` and `message` as in FieldError."""

    def __init__(self, code: str, message: str | Promise) -> None:
        self.code, self.message = code, message


def judge(field: Field, options: Sequence[Option], given: Any, held: Held = NOTHING) -> Held:
    """The value as it is kept. `held`: an option that was retired since may stay where it is. Raises Bad."""
    made = _of_list(field, options, given, held) if field.of_list else _plain(field, given)
    if field.required and not made.filled:
        raise Bad("required", _("This field is required."))
    return made


def _plain(field: Field, given: Any) -> Held:
    if given is None or (isinstance(given, str) and not given.strip()):
        return NOTHING
    if field.type in LENGTHS:
        return Held(text=_text(field, given))
    if field.type == Type.YES:
        return Held(number=_yes(given))
    number = days(_date(given)) if field.type == Type.DATE else scaled(_number(given, field.type))
    _demand_range(field, number)
    return Held(number=number)


def _text(field: Field, given: Any) -> str:
    if not isinstance(given, str):
        raise Bad("not_text", _("Expected text."))
    made = writing.text(given, lines=field.type == Type.NOTE)
    limit = min(LENGTHS[Type(field.type)], field.most or LENGTHS[Type(field.type)])
    if len(made) > limit:
        raise Bad("too_long", _("At most %(limit)d characters.") % {"limit": limit})
    if field.least and len(made) < field.least:
        raise Bad("too_short", _("At least %(limit)d characters.") % {"limit": field.least})
    return link(made) if field.type == Type.LINK else made


def link(text: str) -> str:
    """https:// is put before an address without it; any other scheme is refused: it would run in a page."""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or " " in address:
        raise Bad("bad_link", _("This is not an address of a page."))
    return address


def _yes(given: Any) -> int:
    word = str(given).strip().casefold()
    if word not in YES | NO:
        raise Bad("not_yes_or_no", _("Expected yes or no."))
    return int(word in YES)


def _number(given: Any, type: str) -> Decimal:
    """1 200,50 and 1200.50 are one number."""
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal | str):
        raise Bad("not_a_number", _("Expected a number."))
    spelt = str(given).replace("\u2212", "-").replace(",", ".")
    try:
        number = Decimal("".join(spelt.split()))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Bad("not_a_number", _("Expected a number."))
    if abs(number) > BIGGEST:
        raise Bad("out_of_range", _("The number is too large."))
    places = {Type.WHOLE: 0, Type.MONEY: 2}.get(Type(type), 4)
    if number != round(number, places):
        raise Bad("too_precise", _("At most %(limit)d digits after the point.") % {"limit": places})
    return number


def _date(given: Any) -> date:
    if isinstance(given, date):
        return given
    text = str(given).strip().split("T")[0].split(" ")[0]
    for mark, order in DATES:
        parts = text.split(mark)
        if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
            try:
                return date(*(int(parts[at]) for at in order))
            except ValueError:
                break
    raise Bad("not_a_date", _("Expected a date, such as 31.12.2026."))


def _of_list(field: Field, options: Sequence[Option], given: Any, held: Held) -> Held:
    by_key = {one.key: one for one in options}
    # By its name too, as files have it; of two with one name the one that is still offered.
    offered_last = sorted(options, key=lambda one: one.retired_at is None)
    by_name = {writing.sort_key(one.name): one for one in offered_last}
    found: dict[int, Option] = {}
    for word in words(given, field.type == Type.SEVERAL, by_name, field.open):
        one = by_key.get(word) or by_name.get(writing.sort_key(word))
        if one is None or (one.retired_at is not None and one.pk not in held.options):
            raise Bad("unknown_choice", _("«%(value)s» is not in the list.") % {"value": word[:80]})
        found[one.into_id or one.pk] = one
    if field.type == Type.ONE and len(found) > 1:
        raise Bad("too_many", _("Only one may be chosen."))
    if field.most and len(found) > field.most:
        raise Bad("too_many", _("At most %(limit)d may be chosen.") % {"limit": field.most})
    return Held(options=tuple(sorted(found)))


def words(given: Any, several: bool, names: Collection[str] = (), open: bool = False) -> list[str]:
    """What is named of a list: a list of words, or one text with semicolons or commas between them.

    `open`: some of the words may have been typed, several at once.
    """
    if given is None:
        return []
    if isinstance(given, str):
        apart = several and writing.sort_key(given) not in names
        given = given.split(";" if ";" in given else ",") if apart else [given]
    if not isinstance(given, Sequence) or not all(isinstance(one, str) for one in given):
        raise Bad("not_a_list", _("Expected a list."))
    if open:
        # A whole name is one word, commas and all.
        typed = [
            [one] if writing.sort_key(one) in names else one.replace(";", ",").split(",") for one in given
        ]
        given = [part for some in typed for part in some]
    return [one.strip() for one in given if one.strip()]


def scaled(number: Decimal) -> int:
    return int(number * SCALE)


def days(day: date) -> int:
    return (day - EPOCH).days


def day_of(number: int) -> date:
    return EPOCH + timedelta(days=number)


def decimal_of(number: int) -> Decimal:
    return Decimal(number) / SCALE


def _demand_range(field: Field, number: int) -> None:
    if field.least is not None and number < field.least:
        raise Bad("out_of_range", _("At least %(limit)s.") % {"limit": limit_of(field, field.least)})
    if field.most is not None and number > field.most:
        raise Bad("out_of_range", _("At most %(limit)s.") % {"limit": limit_of(field, field.most)})


def limit_of(field: Field, number: int) -> str:
    """A field's least or most as people write it."""
    if field.type == Type.DATE:
        return day_of(number).strftime("%d.%m.%Y")
    if field.type in (Type.WHOLE, Type.DECIMAL, Type.MONEY):
        return f"{decimal_of(number).normalize():f}"
    return str(number)


def limit(type: str, given: str) -> int | None:
    """A limit as it is kept, from what was typed. Raises Bad."""
    given = given.strip()
    if not given:
        return None
    if type == Type.DATE:
        return days(_date(given))
    if type in (Type.WHOLE, Type.DECIMAL, Type.MONEY):
        return scaled(_number(given, type))
    if not given.isdecimal() or not 0 < int(given) <= LENGTHS[Type.NOTE]:
        raise Bad("out_of_range", _("Expected a whole number of 1 or more."))
    return int(given)


def plain(field: Field, held: Held, names: Mapping[int, str]) -> Any:
    """The value as programs have it; `names`: of options, their keys or what people call them."""
    if field.type == Type.SEVERAL:
        return [names[one] for one in held.options if one in names]
    if field.type == Type.ONE:
        return next((names[one] for one in held.options if one in names), None)
    if field.type in LENGTHS:
        return held.text or None
    if held.number is None:
        return None
    if field.type == Type.YES:
        return bool(held.number)
    if field.type == Type.DATE:
        return day_of(held.number)
    if field.type == Type.WHOLE:
        return held.number // SCALE
    return round(decimal_of(held.number), 2) if field.type == Type.MONEY else decimal_of(held.number)


def sight(field: Field, role: str | None, roles: Mapping[str, str]) -> str:
    """edit, see or none: what a role is to a field; None: the console. `roles`: what the field says of them.

    Whoever may edit the row at all may edit the field, unless it says otherwise.
    """
    if role is None:
        return "edit"
    if role == Role.ADMIN:
        return "edit"
    if field.personal and HIDDEN.get(role):
        return FieldRole.Sight.NONE
    return roles.get(role, "edit")


def applies(field: Field, unit: int) -> bool:
    return field.unit_id in (None, unit)


def key_of(field: Field, held: Held) -> str:
    """A text as it is compared; long texts are not looked for."""
    return "" if field.type == Type.NOTE else writing.sort_key(held.text)

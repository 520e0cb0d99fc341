"""What a touch must look like. Pure; written for speed, since every row of every batch passes here."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import ValidationError

from krug.touches.errors import Refusal
from krug.touches.touch import Touch
from krug.touches.verbs import DATA, OBJECTS
from krug.touches.words import Channel, Direction, Verb

Row = tuple[Any, ...]
COLUMNS: tuple[str, ...] = (
    *("id", "at", "identity", "organisation", "episode", "channel", "direction", "verb"),
    *("object_kind", "object_id", "cause_kind", "cause_id", "staff", "seconds", "amount", "currency"),
    *("cost", "emotion", "replaces", "author", "data"),
)

BEGINNING = 946_684_800_000_000  # 2000-01-01
AHEAD = 86_400_000_000  # a day: an uncorrected clock of a device may run ahead, a touch is still of the past
MAX_ID = 2**63
KIND = re.compile(r"[a-z][a-z_]{0,19}|").fullmatch
CURRENCY = re.compile(r"[A-Z]{3}").fullmatch
AUTHOR = re.compile(r"(user|device|source):[\w.@-]{1,80}").fullmatch
VALIDATE = {verb: model.__pydantic_validator__.validate_python for verb, model in DATA.items()}
TO_JSON = {verb: model.__pydantic_serializer__.to_json for verb, model in DATA.items()}


class Wrong(Exception):
    """One field of one row; turned into a Refusal with the row's number."""

    def __init__(self, field: str, value: object, code: str, message: str) -> None:
        self.field, self.value, self.code, self.message = field, value, code, message
        super().__init__(message)


def rows(
    touches: Sequence[Touch], author: str, now: int, as_id: Callable[[UUID], Any]
) -> tuple[list[Row], list[Refusal]]:
    """The batch as rows of COLUMNS, and what is wrong with it. `now` in µs; `as_id`: the store's form."""
    if not AUTHOR(author):
        raise ValueError(f"author is {author!r}; expected user:…, device:… or source:…")
    made, refusals = [], []
    until = now + AHEAD
    for number, touch in enumerate(touches):
        try:
            made.append(_row(touch, author, until, as_id))
        except Wrong as wrong:
            refusals.append(Refusal(number, wrong.field, _short(wrong.value), wrong.code, wrong.message))
    return made, refusals


def _row(touch: Touch, author: str, until: int, as_id: Callable[[UUID], Any]) -> Row:
    verb = touch.verb
    _check_when(touch, until)
    _check_words(touch)
    if touch.amount is not None or touch.cost is not None or touch.currency:
        _check_money(touch)
    episode, replaces, seconds = touch.episode, touch.replaces, touch.seconds
    return (
        as_id(touch.id),
        touch.at,
        touch.identity,
        touch.organisation,
        None if episode is None else as_id(episode),
        int(touch.channel),
        int(touch.direction),
        int(verb),
        touch.object_kind,
        touch.object_id,
        touch.cause_kind,
        touch.cause_id,
        touch.staff,
        None if seconds is None else float(seconds),
        None if touch.amount is None else format(touch.amount, "f"),
        touch.currency,
        None if touch.cost is None else format(touch.cost, "f"),
        touch.emotion,
        None if replaces is None else as_id(replaces),
        author,
        data_text(verb, touch.data),
    )


def _check_when(touch: Touch, until: int) -> None:
    if not isinstance(touch.id, UUID) or (touch.id.int >> 76) & 0xF != 7:
        raise Wrong("id", touch.id, "id_not_uuid7", _("expected a UUID of version 7."))
    if type(touch.at) is not int or not BEGINNING <= touch.at <= until:
        raise Wrong(
            "at", touch.at, "at_out_of_range", _("expected µs UTC between the year 2000 and tomorrow.")
        )
    if type(touch.identity) is not int or not 0 < touch.identity < MAX_ID:
        raise Wrong("identity", touch.identity, "bad_identity", _("expected the number of an identity."))
    if touch.replaces is not None and touch.replaces == touch.id:
        raise Wrong("replaces", touch.replaces, "replaces_itself", _("a touch cannot replace itself."))
    seconds, emotion = touch.seconds, touch.emotion
    if seconds is not None and not 0 <= seconds <= 864_000:
        raise Wrong("seconds", seconds, "seconds_out_of_range", _("expected 0 to 864000."))
    if emotion is not None and (type(emotion) is not int or not -100 <= emotion <= 100):
        raise Wrong(
            "emotion", emotion, "emotion_out_of_range", _("expected a whole number from −100 to 100.")
        )


def _check_words(touch: Touch) -> None:
    if type(touch.verb) is not Verb:
        raise Wrong("verb", touch.verb, "unknown_verb", _("no such verb."))
    if type(touch.channel) is not Channel:
        raise Wrong("channel", touch.channel, "unknown_channel", _("no such channel."))
    if type(touch.direction) is not Direction:
        raise Wrong("direction", touch.direction, "unknown_direction", _("no such direction."))
    wanted = OBJECTS.get(touch.verb)
    if wanted is not None and touch.object_kind != wanted:
        raise Wrong(
            "object_kind",
            touch.object_kind,
            "wrong_object",
            _("this verb is about a “{kind}”.").format(kind=wanted),
        )
    for name in ("object", "cause"):
        kind, about = getattr(touch, name + "_kind"), getattr(touch, name + "_id")
        if (kind or about) and not (
            KIND(kind) and kind and about and len(about) <= 160 and "\0" not in about
        ):
            raise Wrong(
                name + "_kind",
                f"{kind}:{about}",
                "bad_" + name,
                _("expected a kind and an id, both or none."),
            )


def _check_money(touch: Touch) -> None:
    for name in ("amount", "cost"):
        value = getattr(touch, name)
        if value is not None and (
            not isinstance(value, Decimal) or not value.is_finite() or abs(value) >= 10**15
        ):
            raise Wrong(name, value, "bad_" + name, _("expected a decimal number."))
    if not CURRENCY(touch.currency):
        raise Wrong("currency", touch.currency, "bad_currency", _("expected a currency such as RUB."))


def data_text(verb: Verb, data: Any) -> str:
    """`data` as it is stored: compact JSON, fields in the model's order, absent ones left out."""
    try:
        return TO_JSON[verb](VALIDATE[verb](data), exclude_none=True).decode()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in ("data", *first["loc"]))
        raise Wrong(where, first["input"], first["type"], first["msg"]) from None


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def same_id_twice(made: Sequence[Row]) -> list[Refusal]:
    """Rows that repeat an id of their batch with other content. The same row twice is taken once."""
    seen: dict[Any, Row] = {}
    return [differs(number, row) for number, row in enumerate(made) if seen.setdefault(row[0], row) != row]


def differs(number: int, row: Row) -> Refusal:
    message = _("a touch with this id is known, by another author or with other content.")
    return Refusal(number, "id", row[0].hex() if isinstance(row[0], bytes) else str(row[0]), "touch_differs", message)

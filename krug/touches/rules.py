"""What a touch must look like. Pure; written for speed, since every row of every batch passes here."""

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import ValidationError

from krug.touches.errors import Refusal
from krug.touches.touch import Touch
from krug.touches.verbs import DATA, OBJECTS, without_words
from krug.touches.words import KINDS, Channel, Direction, Verb

Row = tuple[Any, ...]
AsId = Callable[[UUID], Any]
COLUMNS: tuple[str, ...] = (
    *("id", "at", "identity", "organisation", "episode", "channel", "direction", "verb"),
    *("object_kind", "object_id", "cause_kind", "cause_id", "staff", "seconds", "amount", "currency"),
    *("cost", "emotion", "replaces", "author", "data", "received_at"),
)

VERB_AT, DATA_AT = COLUMNS.index("verb"), COLUMNS.index("data")
BEGINNING = 946_684_800_000_000  # 2000-01-01
AHEAD = 86_400_000_000  # a day: an uncorrected clock of a device may run ahead, a touch is still of the past
PLACES = 10
"""Figures of an amount behind the point."""
MAX_ID = 2**63
CURRENCY = re.compile(r"[A-Z]{3}").fullmatch
AUTHOR = re.compile(r"(user|device|source):[\w.@-]{1,80}").fullmatch
VALIDATE = {verb: model.__pydantic_validator__.validate_python for verb, model in DATA.items()}
TO_JSON = {verb: model.__pydantic_serializer__.to_json for verb, model in DATA.items()}


class Wrong(Exception):
    """One field of one row; turned into a Refusal with the row's number."""

    def __init__(self, field: str, value: object, code: str, message: str) -> None:
        self.field, self.value, self.code, self.message = field, value, code, message
        super().__init__(message)


def rows(touches: Sequence[Touch], author: str, now: int, as_id: AsId) -> tuple[list[Row], list[Refusal]]:
    """The batch as rows of COLUMNS, and what is wrong with it. `now` in µs; `as_id`: the store's form."""
    if not AUTHOR(author):
        raise ValueError(f"author is {author!r}; expected user:…, device:… or source:…")
    made, refusals = [], []
    for number, touch in enumerate(touches, 1):
        try:
            made.append(_row(touch, author, now, as_id))
        except Wrong as wrong:
            refusals.append(Refusal(number, wrong.field, _short(wrong.value), wrong.code, wrong.message))
    return made, refusals


def _row(touch: Touch, author: str, now: int, as_id: AsId) -> Row:
    verb, episode, replaces, seconds = touch.verb, touch.episode, touch.replaces, touch.seconds
    _check_when(touch, now + AHEAD)
    _check_words(touch)
    amount, cost, currency = touch.amount, touch.cost, touch.currency
    if currency or amount is not None or cost is not None:
        _check_money(touch)
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
        None if amount is None else format(amount, "f"),
        currency,
        None if cost is None else format(cost, "f"),
        touch.emotion,
        None if replaces is None else as_id(replaces),
        author,
        data_text(verb, touch.data),
        now,
    )


def _check_when(touch: Touch, until: int) -> None:
    uid, seconds, emotion = touch.id, touch.seconds, touch.emotion
    if type(uid) is not UUID or (uid.int >> 76) & 0xF != 7:
        raise Wrong("id", uid, "id_not_uuid7", _("expected a UUID of version 7."))
    if type(touch.at) is not int or not BEGINNING <= touch.at <= until:
        raise Wrong(
            "at", touch.at, "at_out_of_range", _("expected µs UTC between the year 2000 and tomorrow.")
        )
    if touch.identity is None or not _is_id(touch.identity):
        raise Wrong("identity", touch.identity, "bad_identity", _("expected the number of a row."))
    if seconds is not None and not 0 <= seconds <= 864_000:
        raise Wrong("seconds", seconds, "seconds_out_of_range", _("expected 0 to 864000."))
    if emotion is not None and (type(emotion) is not int or not -100 <= emotion <= 100):
        raise Wrong(
            "emotion", emotion, "emotion_out_of_range", _("expected a whole number from −100 to 100.")
        )
    episode, replaces = touch.episode, touch.replaces
    if not (_is_id(touch.organisation) and _is_id(touch.staff)):
        name = "staff" if _is_id(touch.organisation) else "organisation"
        raise Wrong(name, getattr(touch, name), "bad_" + name, _("expected the number of a row."))
    if episode is not None and type(episode) is not UUID:
        raise Wrong("episode", episode, "bad_episode", _("expected a UUID."))
    if replaces is not None and (type(replaces) is not UUID or replaces == uid):
        raise Wrong("replaces", replaces, "bad_replaces", _("expected the id of another touch."))


def _is_id(value: object) -> bool:
    return value is None or (type(value) is int and 0 < value < MAX_ID)


def _check_words(touch: Touch) -> None:
    if type(touch.verb) is not Verb:
        raise Wrong("verb", touch.verb, "unknown_verb", _("no such verb."))
    if type(touch.channel) is not Channel:
        raise Wrong("channel", touch.channel, "unknown_channel", _("no such channel."))
    if type(touch.direction) is not Direction:
        raise Wrong("direction", touch.direction, "unknown_direction", _("no such direction."))
    kind = touch.object_kind
    if OBJECTS.get(touch.verb, kind) != kind:
        message = _("this verb is about a “{kind}”.").format(kind=OBJECTS[touch.verb])
        raise Wrong("object_kind", kind, "wrong_object", message)
    if (kind or touch.object_id) and not _is_thing(kind, touch.object_id):
        raise Wrong(
            "object", f"{kind}:{touch.object_id}", "bad_object", _("expected a kind and an id, both or none.")
        )
    kind = touch.cause_kind
    if (kind or touch.cause_id) and not _is_thing(kind, touch.cause_id):
        raise Wrong(
            "cause", f"{kind}:{touch.cause_id}", "bad_cause", _("expected a kind and an id, both or none.")
        )


def _is_thing(kind: str, uid: str) -> bool:
    """`isprintable` also keeps out what a database cannot hold: NUL and halves of surrogate pairs."""
    return kind in KINDS and type(uid) is str and 0 < len(uid) <= 160 and uid.isprintable()


def _is_money(value: Decimal) -> bool:
    """1E-999999999 is a short word whose figures fill the memory."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and -PLACES <= exponent <= 15 and abs(value) < 10**15


def _check_money(touch: Touch) -> None:
    for name in ("amount", "cost"):
        value = getattr(touch, name)
        if value is not None and not (type(value) is Decimal and _is_money(value)):
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
    return [
        differs(number, row)
        for number, row in enumerate(made, 1)
        if not same(seen.setdefault(row[0], row), row)
    ]


def same(one: Row | None, other: Row) -> bool:
    """Whether two rows say the same; when they were received does not matter.

    One that was erased since says the same as what it was: a device that sends it again is answered as ever.
    """
    if one is other:
        return True
    if one is None or one[:DATA_AT] != other[:DATA_AT]:
        return False
    held, said = str(one[DATA_AT]), str(other[DATA_AT])
    return held == said or held == erased_text(other[VERB_AT], said)


def erased_text(verb: int, data: str) -> str:
    """`data` as erasure leaves it in the log."""
    kept = without_words(Verb(verb), json.loads(data))
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def differs(number: int, row: Row) -> Refusal:
    message = _("a touch with this id is known, by another author or with other content.")
    return Refusal(
        number, "id", row[0].hex() if isinstance(row[0], bytes) else str(row[0]), "touch_differs", message
    )

"""What a stored request says, event by event: whose, what, when. Pure; nothing in it is believed."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from pydantic_core import from_json, to_json

from krug.behaviour.collector.protocol import MANY, MAX_EVENT
from krug.behaviour.models import Event
from krug.site.clock import micros

BEGINNING, END = 946_684_800_000_000, 4_102_444_800_000_000  # 2000 to 2100, µs
KINDS = {kind.name.lower(): kind for kind in Event.Kind}
# They are columns of their own, or speak of the way and not of what happened.
NOT_KEPT = frozenset(
    [
        "type",
        "event",
        "userId",
        "anonymousId",
        "messageId",
        "timestamp",
        "originalTimestamp",
        "sentAt",
        "receivedAt",
        "integrations",
        "_metadata",
        "writeKey",
    ]
)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
LONGEST_ID, LONGEST_NAME, LONGEST_MESSAGE_ID = 120, 200, 100


@dataclass(frozen=True, slots=True)
class Said:
    """One event as understood. Times µs UTC; `dated`: its sender gave a time; `own_id`: and an id."""

    number: int
    kind: Event.Kind
    name: str
    message_id: str
    own_id: bool
    user: str
    anonymous: str
    at: int
    stated_at: int | None
    sent_at: int | None
    received_at: int
    source: int
    agent: str
    content: Mapping[str, Any]
    payload: str

    @property
    def properties(self) -> Mapping[str, Any]:
        """Of the thing; of identify and group, the traits."""
        name = "traits" if self.kind in (Event.Kind.IDENTIFY, Event.Kind.GROUP) else "properties"
        return _mapping(self.content.get(name))

    @property
    def context(self) -> Mapping[str, Any]:
        return _mapping(self.content.get("context"))


@dataclass(frozen=True, slots=True)
class Unfit:
    """An event, or a whole request, that is not taken, and why."""

    number: int
    reason: str
    kind: str
    name: str
    received_at: int
    source: int
    payload: str


Read = Said | Unfit


def events_of(uid: bytes, request: Any) -> Iterator[Read]:
    """Every event of a stored request (krug.behaviour.collector.spool.Request), in its order."""
    if request.refusal:
        text = request.body.decode("utf-8", "replace")
        yield Unfit(0, request.refusal, request.kind, "", request.received_at, request.source, text)
        return
    message = from_json(request.body)
    many = request.kind in MANY
    events = message["batch"] if many else [message]
    for number, event in enumerate(events):
        yield _event(number, event, message, request, uid)


def _event(number: int, event: Any, message: Mapping[str, Any], request: Any, uid: bytes) -> Read:
    if not isinstance(event, dict):
        return Unfit(number, "not_an_object", "", "", request.received_at, request.source, _json(event))
    word = request.kind if request.kind not in MANY else event.get("type")
    kind = KINDS.get(word) if isinstance(word, str) else None
    name = _name(kind, event)
    payload = _json({key: value for key, value in event.items() if key not in NOT_KEPT})
    reason = _wrong(kind, event, name, payload)
    if kind is None or reason:
        return Unfit(number, reason, text(word)[:12], name, request.received_at, request.source, _json(event))
    sent = moment_of(event.get("sentAt")) or moment_of(message.get("sentAt"))
    stated = moment_of(event.get("originalTimestamp")) or moment_of(event.get("timestamp"))
    own = text(event.get("messageId"))
    return Said(
        number=number,
        kind=kind,
        name=name,
        message_id=_short(own, LONGEST_MESSAGE_ID) if own else f"{uid.hex()}/{number}",
        own_id=bool(own),
        user=ident(event.get("userId")),
        anonymous=ident(event.get("anonymousId")),
        at=corrected(stated, sent, request.received_at, historical=request.kind == "import"),
        stated_at=stated,
        sent_at=sent,
        received_at=request.received_at,
        source=request.source,
        agent=request.agent,
        content=event,
        payload=payload,
    )


def _wrong(kind: Event.Kind | None, event: Mapping[str, Any], name: str, payload: str) -> str:
    if len(payload.encode()) > MAX_EVENT:
        return "event_too_large"
    if kind is None:
        return "unknown_type"
    if not ident(event.get("userId")) and not ident(event.get("anonymousId")):
        return "nobody"
    if kind == Event.Kind.TRACK and not name:
        return "no_event_name"
    if kind == Event.Kind.GROUP and not ident(event.get("groupId")):
        return "no_group"
    if kind == Event.Kind.ALIAS and not ident(event.get("previousId")):
        return "no_previous_id"
    return ""


def _name(kind: Event.Kind | None, event: Mapping[str, Any]) -> str:
    """Of a track the event; of a page or screen its own, or its title."""
    if kind in (Event.Kind.PAGE, Event.Kind.SCREEN):
        properties = _mapping(event.get("properties"))
        said = event.get("name") or properties.get("title") or properties.get("name")
    else:
        said = event.get("event")
    return text(said)[:LONGEST_NAME]


def corrected(stated: int | None, sent: int | None, received: int, historical: bool) -> int:
    """When it happened by our clock: the sender's clock was off by what lay between sending and receiving.

    Nothing happens after it was received. An import tells of the past, its sending says nothing.
    """
    if stated is None:
        return received
    at = stated if sent is None or historical else stated + received - sent
    return at if BEGINNING <= at <= received else min(max(at, BEGINNING), received)


def moment_of(value: Any) -> int | None:
    """µs UTC of an ISO time, or of a number of (milli)seconds; None for what is no time or a strange one."""
    at: float | None = None
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
        try:
            at = micros(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))
        except OverflowError:
            return None
    elif isinstance(value, int | float) and not isinstance(value, bool):
        # Seconds of this century have ten digits, milliseconds thirteen.
        at = value * (1_000 if value > 100_000_000_000 else 1_000_000)
    return int(at) if at is not None and BEGINNING <= at < END else None


def ident(value: Any) -> str:
    """Somebody's or something's id as text; empty when there is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    value = unicodedata.normalize("NFC", " ".join(CONTROLS.sub(" ", value).split()))
    # What programs write when they know nobody.
    return "" if value.lower() in ("null", "undefined", "none", "nan") else _short(value, LONGEST_ID)


def text(value: Any) -> str:
    """One printable line."""
    return " ".join(CONTROLS.sub(" ", value).split()) if isinstance(value, str) else ""


def _short(value: str, limit: int) -> str:
    """A longer one is told apart by its digest."""
    return value if len(value) <= limit else "sha256:" + sha256(value.encode()).hexdigest()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _json(value: Any) -> str:
    return to_json(value, inf_nan_mode="null").decode()

"""What every adapter is given and answers. One folder a phone system; what differs stays there."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

from django.utils.functional import Promise

from krug.calls.course import Said
from krug.calls.words import Outcome, Way


class NotTaken(Exception):
    """A message is not the system's, or cannot be read; `str()` says why, for whoever sets it up."""


class NotProven(NotTaken):
    """It is not shown to be the system's."""


class CannotDial(Exception):
    """The phone system did not take the wish; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Event:
    """`call`: the system's own name of the call."""

    call: str
    said: Said


@dataclass(frozen=True, slots=True)
class Setup:
    """A provider as its adapter needs it."""

    secret: str
    settings: Mapping[str, Any]
    now: datetime

    def text(self, name: str) -> str:
        return str(self.settings.get(name, "") or "")


@dataclass(frozen=True, slots=True)
class Incoming:
    """An HTTP request. `tail`: what follows our address; `url`: as its sender wrote it."""

    method: str
    tail: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        try:
            return dict(parse_qsl(self.body.decode(), keep_blank_values=True, max_num_fields=200))
        except (UnicodeDecodeError, ValueError) as error:
            raise NotTaken("the body is no form") from error

    @property
    def document(self) -> dict[str, Any]:
        return document_of(self.body)


def document_of(body: bytes | str) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotTaken("the body is no JSON") from error
    if not isinstance(found, dict):
        raise NotTaken("the body is no JSON object")
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """Who is calling, for systems that ask: his name, and the extension of whoever looks after him."""

    name: str = ""
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Asked:
    """A setting of an adapter's own. `secret`: never shown again."""

    name: str
    label: Promise
    help: Promise | str = ""
    required: bool = False
    default: str = ""
    number: bool = False


@dataclass(frozen=True)
class Adapter:
    """`listens`: Krug connects to it and hears a stream (krug.calls.listening); else it sends us requests.

    `secret`: what its secret is called, None where the address alone proves it. `hosts`: of its recordings.
    """

    code: ClassVar[str]
    title: ClassVar[Promise | str]
    secret: ClassVar[Promise | None] = None
    asks: ClassVar[Sequence[Asked]] = ()
    hosts: ClassVar[Sequence[str]] = ()
    listens: ClassVar[bool] = False
    dials: ClassVar[bool] = False
    reaches: ClassVar[Sequence[str]] = ()
    """Settings that say where Krug connects to; into the house's own network by an administrator alone."""
    bound: ClassVar[Sequence[str]] = ()
    """Those and others for which the secret was given: whoever changes one gives the secret again."""
    mapped: ClassVar[bool] = False
    """Whether its messages are read by a mapping that whoever sets it up may change."""
    presets: Mapping[str, Any] = field(default_factory=dict)

    def read(self, setup: Setup, incoming: Incoming) -> Sequence[Event]:
        """Proves that the message is the system's and answers what it says. Raises NotTaken."""
        raise NotTaken("this system sends no requests")

    def asks_who(self, setup: Setup, incoming: Incoming) -> str:
        """The caller's number as written, when the answer may name him; else nothing."""
        return ""

    def answer(self, setup: Setup, incoming: Incoming, known: Known) -> Answer:
        return Answer()

    def leads_inside(self, settings: Mapping[str, Any]) -> bool:
        """Whether they lead to an address that is not public. Asks the network."""
        return False

    def dial(self, setup: Setup, extension: str, number: str) -> None:
        """The extension's phone rings and is put through to the number. Raises CannotDial."""
        raise CannotDial("this system cannot be asked to call")


def plain(text: str, most: int = 40) -> str:
    """What may be kept: no control characters, nothing that is no character."""
    kept = text.encode("utf-8", "ignore").decode()
    return "".join(sign for sign in kept if ord(sign) >= 32)[:most]


def cleaned(event: Event) -> Event:
    said = event.said
    names = ("extension", "way", "other", "ours", "result")
    texts: dict[str, Any] = {name: plain(getattr(said, name)).strip() for name in names}
    # What is none of our words says nothing.
    texts["way"] = texts["way"] if texts["way"] in Way.values else ""
    texts["result"] = texts["result"] if texts["result"] in Outcome.values else ""
    return Event(plain(event.call, 120), replace(said, **texts, recording=address_of(said.recording)))


def proven(given: str, wanted: str) -> bool:
    """In the same time whatever is given; nothing proves nothing."""
    return bool(wanted) and hmac.compare_digest(
        given.encode("utf-8", "ignore"), wanted.encode("utf-8", "ignore")
    )


def moment(value: object, now: datetime) -> datetime:
    """ISO 8601, or Unix seconds, milliseconds or microseconds; without any, or beyond sense: now."""
    text = str(value or "").strip()
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    try:
        if 0 < number < 1e18:
            while number > 1e11:
                number /= 1000
            found = datetime.fromtimestamp(number, UTC)
        else:
            found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return now
    if found.tzinfo is None:
        # Nobody says whose clock that is.
        return now
    return found if abs((found - now).days) < 30 else now


def seconds_of(value: object) -> float | None:
    try:
        found = float(str(value))
    except ValueError:
        return None
    return found if 0 <= found < 7 * 86_400 else None


def address_of(value: object) -> str:
    """An http(s) address of a recording as it may be kept; its host is looked at when it is heard."""
    text = str(value or "").strip()
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    return text if fits and len(text) <= 500 and not any(ord(sign) <= 32 for sign in text) else ""

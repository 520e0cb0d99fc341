"""What each kind of command carries (contract/sync.md, «Up»). Anything else is refused, never a broken
server.
"""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from krug.visits.data import BIGGEST, EventIn

# 2000-01-01 … 2100-01-01: outside of it a time is a mistake, and Python's dates end somewhere too.
EARLIEST, LATEST = 946_684_800_000_000, 4_102_444_800_000_000
Micros = Annotated[int, Field(ge=EARLIEST, lt=LATEST)]
Line = Annotated[str, Field(max_length=300)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class VisitPayload(Payload):
    visit: UUID


class Plan(VisitPayload):
    person: UUID | None = None
    organisation: UUID | None = None
    planned_at: Micros
    minutes: Annotated[int, Field(ge=1, le=720)]
    goal: Line = ""


class Change(VisitPayload):
    planned_at: Micros | None = None
    minutes: Annotated[int, Field(ge=1, le=720)] | None = None
    goal: Line | None = None


class Cancel(VisitPayload):
    reason: Line = ""


class Start(VisitPayload):
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None


class ListenerPayload(Payload):
    uid: UUID
    person: UUID | None = None
    name: Annotated[str, Field(max_length=160)] = ""


class Listeners(VisitPayload):
    listeners: Annotated[list[ListenerPayload], Field(min_length=1, max_length=100)]


class Events(VisitPayload):
    events: Annotated[list[EventIn], Field(min_length=1, max_length=5000)]


class Finish(VisitPayload):
    result: Literal["agreed", "interested", "neutral", "refused", "not_met"]
    next_step: Line = ""
    note: Annotated[str, Field(max_length=4000)] = ""


class Note(VisitPayload):
    listener: UUID | None = None
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class NamelessPayload(VisitPayload):
    """What this listener is shown gets no name; `nameless` false: it does after all, as far as he allows."""

    listener: UUID
    nameless: bool = True


class PersonEdit(Payload):
    person: UUID
    fields: Annotated[dict[Annotated[str, Field(max_length=40)], Any], Field(min_length=1, max_length=40)]


class ConsentGive(Payload):
    """`text`: the number of the version the customer was shown, None: the purpose has none."""

    person: UUID
    purpose: Annotated[str, Field(min_length=1, max_length=30)]
    way: Literal["spoken", "signed"]
    text: Annotated[int, Field(ge=1, lt=32_768)] | None = None
    signature: Annotated[str, Field(max_length=20_000)] = ""


class ConsentWithdraw(Payload):
    person: UUID
    purpose: Annotated[str, Field(min_length=1, max_length=30)]


class ConsentUndo(Payload):
    """`consent`: uid of the command that gave or withdrew it."""

    person: UUID
    consent: UUID


class TraitTell(Payload):
    person: UUID
    kind: Annotated[str, Field(max_length=10)]
    text: Annotated[str, Field(min_length=1, max_length=240)]
    source: Annotated[str, Field(max_length=6)] = ""


class TraitEnd(Payload):
    """`seen`: its `at` as the device had it."""

    person: UUID
    kind: Annotated[str, Field(max_length=10)]
    text: Annotated[str, Field(min_length=1, max_length=240)]
    seen: Micros | None = None


PAYLOADS: dict[str, type[Payload]] = {
    "visit.plan": Plan,
    "visit.change": Change,
    "visit.cancel": Cancel,
    "visit.start": Start,
    "visit.listeners": Listeners,
    "player.events": Events,
    "visit.finish": Finish,
    "visit.note": Note,
    "visit.nameless": NamelessPayload,
    "person.edit": PersonEdit,
    "trait.tell": TraitTell,
    "trait.end": TraitEnd,
    "consent.give": ConsentGive,
    "consent.withdraw": ConsentWithdraw,
    "consent.undo": ConsentUndo,
}


class CommandIn(BaseModel):
    """A command as it came. The payload is looked into later, so that a bad one refuses itself and no
    other.
    """

    model_config = ConfigDict(frozen=True)

    uid: UUID
    kind: Annotated[str, Field(max_length=40)]
    at: Annotated[int, Field(gt=0, lt=BIGGEST)]
    payload: dict[str, Any]
    based_on: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    depends_on: UUID | None = None
    unreadable: bool = False

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        """What no database can keep (NUL, half a surrogate pair, NaN) is kept as its ASCII spelling, to
        be refused.
        """
        if not isinstance(given, dict):
            return given
        payload = given.get("payload")
        if "\x00" in str(given.get("kind", "")):
            given = {**given, "kind": "unreadable"}
        elif isinstance(payload, dict) and _storable(payload):
            return {**given, "unreadable": False}
        return {**given, "payload": {"as_sent": json.dumps(payload)[:10_000]}, "unreadable": True}


def _storable(payload: dict[str, Any]) -> bool:
    try:
        json.dumps(payload, ensure_ascii=False, allow_nan=False).encode()
    except ValueError:
        return False
    return not any("\x00" in text for text in _texts(payload))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)

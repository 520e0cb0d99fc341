"""What the actions of visits are given: plain values, checked by type here and by rule in
krug.visits.checks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr, model_validator

from krug.access.models import User
from krug.customers.models import Organisation, Person
from krug.visits.rules import Answer, Reaction, Showing

BIGGEST = 2**62  # of a time in µs: what the databases' integers and all sums of two times can hold


class _Payload(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Reacted(_Payload):
    emotion: Literal[100, 0, -100]


class Answered(_Payload):
    question: Annotated[str, Field(min_length=1, max_length=120)]
    kind: Literal["choice", "slider", "rating", "text"]
    value: (
        StrictInt
        | StrictFloat
        | Annotated[StrictStr, Field(max_length=4000)]
        | Annotated[list[Annotated[StrictStr, Field(max_length=300)]], Field(max_length=100)]
    )
    text: Annotated[str, Field(max_length=4000)] | None = None


class EventIn(BaseModel):
    """One event of the player as a device sends it (contract/event.json). `at` is µs UTC by the device's
    clock.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    uid: UUID
    number: Annotated[int, Field(ge=0, lt=2**31)]
    at: Annotated[int, Field(gt=0, lt=BIGGEST)]
    kind: Literal["visible", "hidden", "touched", "idle", "beat", "killed", "reacted", "answered"]
    slide: UUID
    listener: UUID | None = None
    data: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _data_of_kind(self) -> "EventIn":
        self.clean()
        return self

    def clean(self) -> dict[str, Any]:
        """`data` as its kind means it; what the kind does not know is left out."""
        if self.kind == "reacted":
            return Reacted.model_validate(self.data).model_dump()
        if self.kind == "answered":
            return Answered.model_validate(self.data).model_dump(exclude_none=True)
        return {}


@dataclass(slots=True, kw_only=True)
class VisitPlan:
    """A visit to be planned. `staff`: whose it is; `uid` where a device made it."""

    staff: User
    planned_at: datetime
    person: Person | None = None
    organisation: Organisation | None = None
    minutes: int = 15
    goal: str = ""
    uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class ListenerIn:
    """Someone present: a known person, or an unknown one with a name as the rep heard it."""

    uid: UUID
    person: Person | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device was, degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a visit ended. `result` is one of Finish.Result."""

    result: str
    next_step: str = ""
    note: str = ""


@dataclass(slots=True, kw_only=True)
class FinishedVisit:
    """A visit that is over, for loading many at once. In `reactions` and `answers` `listener` is the place in
    `listeners` (0, 1 …), None: all present; times are µs UTC. `events` are raw ones of one device instead of
    these
    three; their `listener` is the person's uid."""

    plan: VisitPlan
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    listeners: Sequence[Person]
    showings: Sequence[Showing] = ()
    reactions: Sequence[Reaction] = ()
    answers: Sequence[Answer] = ()
    device: UUID | None = None
    events: Sequence[EventIn] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field edited from two sides: `kept` stands now, `other` is what it replaced, written by
    `other_author`.
    """

    field: str
    kept: Any
    other: Any
    other_author: int | None


@dataclass(frozen=True, slots=True)
class SlideFacts:
    """What a touch says of a slide: its number in the version, and the version."""

    number: int
    version: UUID


Slides = Mapping[UUID, SlideFacts]


@dataclass(slots=True, kw_only=True)
class Facts:
    """All that the touches of one finished visit are made of. `listeners`: identities; times µs UTC."""

    uid: UUID
    staff: int
    organisation: int | None
    started_at: int | None
    finished_at: int
    outcome: Outcome
    listeners: Sequence[int]
    showings: Sequence[Showing] = field(default_factory=tuple)
    reactions: Sequence[Reaction] = field(default_factory=tuple)
    answers: Sequence[Answer] = field(default_factory=tuple)

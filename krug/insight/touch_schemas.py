"""What the touches API takes and gives."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from krug.access.api_types import Moment
from krug.touches.words import CHANNELS, DIRECTIONS, KINDS, VERBS

MOST = 1000


def one_of(words: Collection[str]) -> Any:
    return Field(pattern=f"^({'|'.join(words)})$", json_schema_extra={"enum": list(words)})


ChannelWord = Annotated[str, one_of(CHANNELS)]
DirectionWord = Annotated[str, one_of(DIRECTIONS)]
VerbWord = Annotated[str, one_of(VERBS)]
KindWord = Annotated[str, one_of(KINDS)]


def without_nul(text: str) -> str:
    """PostgreSQL keeps none, so SQLite is not asked to."""
    if "\x00" in text:
        raise ValueError("NUL")
    return text


class Given(Schema):
    model_config = ConfigDict(extra="forbid")


class Thing(Given):
    kind: KindWord
    id: Annotated[str, Field(min_length=1, max_length=160)]


class Key(Given):
    """An identity: by what the customer was known at that moment."""

    kind: Literal["phone", "email", "cookie", "device", "loyalty", "tax", "social", "app"]
    value: Annotated[str, Field(min_length=1, max_length=160), AfterValidator(without_nul)]


class TouchIn(Given):
    """One of `person` (a card's uid) and `identity` says whom. `data` as the glossary has it for the verb."""

    id: UUID
    at: Moment
    channel: ChannelWord
    direction: DirectionWord
    verb: VerbWord
    person: UUID | None = None
    identity: Key | None = None
    organisation: UUID | None = None
    episode: UUID | None = None
    object: Thing | None = None
    cause: Thing | None = None
    staff: UUID | None = None
    seconds: float | None = None
    amount: Decimal | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    cost: Decimal | None = None
    emotion: Annotated[int, Field(ge=-100, le=100)] | None = None
    replaces: UUID | None = None
    data: dict[str, Any] = {}


class Batch(Given):
    touches: Annotated[list[TouchIn], Field(max_length=MOST)]


class Taken(Schema):
    new: int
    known: int


class TouchOut(Schema):
    id: UUID
    at: datetime
    received_at: datetime
    person: UUID
    channel: str
    direction: str
    verb: str
    episode: UUID | None
    object: Thing | None
    cause: Thing | None
    seconds: float | None
    amount: Decimal | None
    currency: str
    cost: Decimal | None
    emotion: int | None
    replaces: UUID | None
    data: dict[str, Any]

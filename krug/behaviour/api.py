"""/api/v1/sources: who sends behaviour, and what came; the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from krug.access import audit, paging
from krug.access.api_types import Flag
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.behaviour import queries
from krug.behaviour.actions import (
    block_fields,
    close_source,
    create_source,
    open_source,
    rotate_key,
    set_origins,
)
from krug.behaviour.data import SourceData
from krug.behaviour.models import Source

router = Router(tags=["sources"])
Limit = Annotated[int, Field(ge=1, le=paging.MOST)]
Cursor = Annotated[str, Field(max_length=2000)]
Lines = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=50)]


class SourceOut(Schema):
    """`kind`: site, app, shop, device, other. `origins`: whose pages may send; `blocked`: never kept."""

    uid: UUID
    name: str
    kind: str
    open: bool
    origins: list[str]
    blocked: list[str]
    currency: str
    created_at: datetime


class SourceCardOut(SourceOut):
    """`key` lets one write and nothing else; `earlier` ones are still taken for a while."""

    key: str
    earlier: list[str]


class SourceIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=200)]
    kind: Annotated[str, Field(max_length=8)] = "site"
    origins: Lines = []
    blocked: Lines = []


class SourcePatch(Schema):
    """Only what is sent changes. What is stored already stays."""

    model_config = ConfigDict(extra="forbid")

    origins: Lines | None = None
    blocked: Lines | None = None


class KeyIn(Schema):
    """`at_once`: the key before is not taken any more; otherwise for another day."""

    model_config = ConfigDict(extra="forbid")

    at_once: Flag = False


class EventOut(Schema):
    """`at` is corrected, `stated_at` is what the sender said; `verb`: what it left in the log."""

    uid: UUID
    at: datetime
    stated_at: datetime | None
    received_at: datetime
    kind: str
    name: str
    who: str
    verb: str


class EventCardOut(EventOut):
    """`payload`: the JSON it came with, as text."""

    payload: str


class PropertyOut(Schema):
    """`types`: [type, how often] each; `verdict`: new, missing, wrong_type or empty."""

    name: str
    types: list[tuple[str, int]]
    share: float
    verdict: str


class ShapeOut(Schema):
    kind: str
    name: str
    count: int
    last_at: datetime
    properties: list[PropertyOut]


class RefusedOut(Schema):
    at: datetime
    reason: str
    kind: str
    name: str
    content: str


class SessionOut(Schema):
    """`uid` is the episode of its touches; `bot`: empty for a person."""

    uid: UUID
    started_at: datetime
    seconds: float
    views: int
    events: int
    landing: str
    origin: str
    campaign: str
    campaign_source: str
    campaign_medium: str
    device: str
    bot: str


@router.get("", response=list[SourceOut], summary="Sources, open ones first", url_name="sources_api")
@require(Permission.MANAGE_SOURCES)
def listed(request: SignedInRequest) -> list[dict[str, Any]]:
    return [_out(line.source) for line in queries.sources_of(request.user, timezone.now())]


@router.post("", response={201: SourceCardOut}, summary="A new source", url_name="sources_api")
@require(Permission.MANAGE_SOURCES)
def create(request: SignedInRequest, given: SourceIn) -> Status[dict[str, Any]]:
    made = create_source(request.user, SourceData(**given.model_dump()))
    return Status(201, _card(queries.reach_source(request.user, made.uid)))


@router.get("/{uuid:uid}", response=SourceCardOut, summary="One source", url_name="source_api")
@require(Permission.MANAGE_SOURCES)
def get(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    return _card(queries.reach_source(request.user, uid))


@router.patch("/{uuid:uid}", response=SourceCardOut, summary="Who may send what", url_name="source_api")
@require(Permission.MANAGE_SOURCES)
def change(request: SignedInRequest, uid: UUID, given: SourcePatch) -> dict[str, Any]:
    held = queries.reach_source(request.user, uid)
    if given.origins is not None:
        set_origins(request.user, held, given.origins)
    if given.blocked is not None:
        block_fields(request.user, held, given.blocked)
    return get(request, uid)


@router.post("/{uuid:uid}/key", response={201: SourceCardOut}, summary="A new key", url_name="source_key_api")
@require(Permission.MANAGE_SOURCES)
def key(request: SignedInRequest, uid: UUID, given: KeyIn) -> Status[dict[str, Any]]:
    rotate_key(request.user, queries.reach_source(request.user, uid), given.at_once)
    return Status(201, get(request, uid))


@router.post(
    "/{uuid:uid}/close", response=SourceCardOut, summary="Nothing more is taken", url_name="source_close_api"
)
@require(Permission.MANAGE_SOURCES)
def close(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    close_source(request.user, queries.reach_source(request.user, uid))
    return get(request, uid)


@router.post("/{uuid:uid}/open", response=SourceCardOut, summary="Taken again", url_name="source_open_api")
@require(Permission.MANAGE_SOURCES)
def open_again(request: SignedInRequest, uid: UUID) -> dict[str, Any]:
    open_source(request.user, queries.reach_source(request.user, uid))
    return get(request, uid)


@router.get(
    "/{uuid:uid}/events",
    response=paging.Page[EventOut],
    summary="What came, newest first",
    url_name="source_events_api",
)
@require(Permission.MANAGE_SOURCES)
def events(
    request: SignedInRequest, uid: UUID, cursor: Cursor = "", limit: Limit = paging.LIMIT
) -> dict[str, Any]:
    held = queries.reach_source(request.user, uid)
    lines, following = queries.events_page(held, cursor or None, limit)
    audit.record_read(request.user, "source", held.pk)
    return {"items": lines, "next": following}


@router.get(
    "/{uuid:uid}/events/{uuid:event}",
    response=EventCardOut,
    summary="One event with all it holds",
    url_name="source_event_api",
)
@require(Permission.MANAGE_SOURCES)
def event(request: SignedInRequest, uid: UUID, event: UUID) -> queries.EventLine:
    found = queries.one_event(queries.reach_source(request.user, uid), event)
    audit.record_read(request.user, "event", found.uid)
    return found


@router.get(
    "/{uuid:uid}/schema",
    response=list[ShapeOut],
    summary="What its events look like",
    url_name="source_shapes_api",
)
@require(Permission.MANAGE_SOURCES)
def shapes(request: SignedInRequest, uid: UUID) -> list[queries.ShapeLine]:
    return queries.shapes_of(queries.reach_source(request.user, uid))


@router.get(
    "/{uuid:uid}/refused",
    response=list[RefusedOut],
    summary="The last that were not taken",
    url_name="source_refused_api",
)
@require(Permission.MANAGE_SOURCES)
def refused(request: SignedInRequest, uid: UUID) -> list[queries.RefusedLine]:
    held = queries.reach_source(request.user, uid)
    audit.record_read(request.user, "source", held.pk)
    return queries.last_refused(held)


@router.get(
    "/{uuid:uid}/sessions",
    response=list[SessionOut],
    summary="The last sessions",
    url_name="source_sessions_api",
)
@require(Permission.MANAGE_SOURCES)
def sessions(request: SignedInRequest, uid: UUID) -> list[dict[str, Any]]:
    plain = (
        "uid", "views", "events", "origin", "campaign", "campaign_source", "campaign_medium", "device", "bot",
    )  # fmt: skip
    return [
        {name: getattr(row, name) for name in plain}
        | {"started_at": began, "seconds": seconds, "landing": landing}
        for row, began, seconds, landing in queries.last_sessions(queries.reach_source(request.user, uid))
    ]


def _out(held: Source) -> dict[str, Any]:
    plain = ("uid", "name", "kind", "origins", "blocked", "currency", "created_at")
    return {name: getattr(held, name) for name in plain} | {"open": held.is_open}


def _card(held: Source) -> dict[str, Any]:
    current, earlier = queries.keys_of(held, timezone.now())
    return _out(held) | {"key": current.key if current else "", "earlier": [one.key for one in earlier]}

"""/api/v1/segments: made, changed and followed by programs; the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema, Status
from pydantic import ConfigDict, Field

from krug.access import paging
from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission
from krug.segments import actions, queries
from krug.segments.conditions import Condition
from krug.segments.models import Segment
from krug.segments.own import told

router = Router(tags=["segments"])
Limit = Annotated[int, Field(ge=1, le=paging.MOST)]
Cursor = Annotated[str, Field(max_length=2000)]


class SegmentOut(Schema):
    """`kind`: whom it means. `count`: of those whom the reader sees; null while it is counted at first.

    What `condition` asks of an own field that the reader does not see is null there.
    """

    uid: UUID
    kind: str
    name: str
    condition: dict[str, Any]
    frozen: bool
    count: int | None
    changed_at: datetime


class MemberOut(Schema):
    uid: UUID
    name: str
    klass: str
    specialty: str
    organisation: str
    city: str


class PlaceOut(Schema):
    """`parent`: the name of what it belongs to."""

    uid: UUID
    name: str
    klass: str
    kind: str
    parent: str
    city: str


class MoveOut(Schema):
    """A person, or an organisation, came in or went; `why`: what did it, in the reader's words."""

    at: datetime
    entered: bool
    why: str
    person: MemberOut | None
    organisation: PlaceOut | None


class SegmentIn(Schema):
    """`kind` is said once and stays."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["person", "organisation"] = "person"
    name: Annotated[str, Field(max_length=200)]
    condition: Condition


class SegmentPatch(Schema):
    """Only what is sent changes."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(max_length=200)] | None = None
    condition: Condition | None = None


@router.get("", response=paging.Page[SegmentOut], summary="Segments by name", url_name="segments_api")
@require(Permission.SEE_SEGMENTS)
def listed(request: SignedInRequest) -> dict[str, Any]:
    return {
        "items": [_out(request.user, line.segment, line.count) for line in queries.segments_of(request.user)]
    }


@router.post("", response={201: SegmentOut}, summary="A new segment", url_name="segments_api")
@require(Permission.MAKE_SEGMENTS)
def create(request: SignedInRequest, given: SegmentIn) -> Status[SegmentOut]:
    """Its members are counted at once: `count` is null until that is done."""
    made = actions.create_segment(request.user, given.name, given.condition, kind=given.kind)
    return Status(201, _out(request.user, queries.reach_segment(request.user, made.uid), None))


@router.get("/{uuid:uid}", response=SegmentOut, summary="One segment", url_name="segment_api")
@require(Permission.SEE_SEGMENTS)
def one(request: SignedInRequest, uid: UUID) -> SegmentOut:
    held = queries.reach_segment(request.user, uid)
    return _out(request.user, held, queries.count_of(request.user, held) if held.turn else None)


@router.patch("/{uuid:uid}", response=SegmentOut, summary="Its name, whom it means", url_name="segment_api")
@require(Permission.MAKE_SEGMENTS)
def change(request: SignedInRequest, uid: UUID, given: SegmentPatch) -> SegmentOut:
    held = queries.reach_segment(request.user, uid)
    name = held.name if given.name is None else given.name
    actions.edit_segment(request.user, held, name, given.condition or held.meant)
    return one(request, uid)


@router.post(
    "/{uuid:uid}/freeze", response=SegmentOut, summary="Its members stay", url_name="segment_freeze_api"
)
@require(Permission.MAKE_SEGMENTS)
def freeze(request: SignedInRequest, uid: UUID) -> SegmentOut:
    actions.freeze(request.user, queries.reach_segment(request.user, uid))
    return one(request, uid)


@router.post("/{uuid:uid}/thaw", response=SegmentOut, summary="It lives again", url_name="segment_thaw_api")
@require(Permission.MAKE_SEGMENTS)
def thaw(request: SignedInRequest, uid: UUID) -> SegmentOut:
    actions.thaw(request.user, queries.reach_segment(request.user, uid))
    return one(request, uid)


@router.post(
    "/{uuid:uid}/remove", response={204: None}, summary="Nobody needs it", url_name="segment_remove_api"
)
@require(Permission.MAKE_SEGMENTS)
def remove(request: SignedInRequest, uid: UUID) -> Status[None]:
    actions.remove(request.user, queries.reach_segment(request.user, uid))
    return Status(204, None)


@router.post("/{uuid:uid}/restore", response=SegmentOut, summary="Back again", url_name="segment_restore_api")
@require(Permission.MAKE_SEGMENTS)
def restore(request: SignedInRequest, uid: UUID) -> SegmentOut:
    actions.restore(request.user, queries.reach_segment(request.user, uid, removed=True))
    return one(request, uid)


@router.get(
    "/{uuid:uid}/moves",
    response=paging.Page[MoveOut],
    summary="Who came and went, newest first",
    url_name="segment_moves_api",
)
@require(Permission.SEE_SEGMENTS)
def moves(
    request: SignedInRequest, uid: UUID, cursor: Cursor = "", limit: Limit = paging.LIMIT
) -> dict[str, Any]:
    held = queries.reach_segment(request.user, uid)
    lines, following = queries.moves_page(request.user, held, cursor or None, limit)
    items = [
        {"at": one.at, "entered": one.entered, "why": one.why, "person": None, "organisation": None}
        | {held.kind: one.who}
        for one in lines
    ]
    return {"items": items, "next": following}


@router.get(
    "/{uuid:uid}/persons",
    response=paging.Page[MemberOut],
    summary="Who is in it, by name",
    url_name="segment_persons_api",
)
@require(Permission.SEE_SEGMENTS)
def persons(
    request: SignedInRequest, uid: UUID, cursor: Cursor = "", limit: Limit = paging.LIMIT
) -> dict[str, Any]:
    return _members(request.user, uid, "person", cursor, limit)


@router.get(
    "/{uuid:uid}/organisations",
    response=paging.Page[PlaceOut],
    summary="Which are in it, by name",
    url_name="segment_organisations_api",
)
@require(Permission.SEE_SEGMENTS)
def organisations(
    request: SignedInRequest, uid: UUID, cursor: Cursor = "", limit: Limit = paging.LIMIT
) -> dict[str, Any]:
    return _members(request.user, uid, "organisation", cursor, limit)


def _members(viewer: User, uid: UUID, kind: str, cursor: str, limit: int) -> dict[str, Any]:
    """Http404 of a segment that is of the other kind."""
    held = queries.reach_segment(viewer, uid)
    if held.kind != kind:
        raise Http404
    page = queries.members_of(viewer, held, cursor or None, limit)
    return {"items": page.lines, "next": page.next}


def _out(viewer: User, held: Segment, count: int | None) -> SegmentOut:
    return SegmentOut(
        uid=held.uid,
        kind=held.kind,
        name=held.name,
        condition=told(viewer, held),
        frozen=held.is_frozen,
        count=count,
        changed_at=held.changed_at,
    )

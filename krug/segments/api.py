"""/api/v1/segments: who is in the segments that people made in the office."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from krug.access import paging
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.segments import queries
from krug.segments.models import Segment

router = Router(tags=["segments"])
Limit = Annotated[int, Field(ge=1, le=paging.MOST)]
Cursor = Annotated[str, Field(max_length=2000)]


class SegmentOut(Schema):
    """`count`: of the persons whom the reader sees; null while it is counted for the first time."""

    uid: UUID
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


@router.get("", response=paging.Page[SegmentOut], summary="Segments by name", url_name="segments_api")
@require(Permission.SEE_SEGMENTS)
def listed(request: SignedInRequest) -> dict[str, Any]:
    return {"items": [_out(line.segment, line.count) for line in queries.segments_of(request.user)]}


@router.get("/{uuid:uid}", response=SegmentOut, summary="One segment", url_name="segment_api")
@require(Permission.SEE_SEGMENTS)
def one(request: SignedInRequest, uid: UUID) -> SegmentOut:
    held = queries.reach_segment(request.user, uid)
    return _out(held, queries.count_of(request.user, held) if held.turn else None)


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
    held = queries.reach_segment(request.user, uid)
    page = queries.persons_of(request.user, held, cursor or None, limit)
    return {"items": page.lines, "next": page.next}


def _out(held: Segment, count: int | None) -> SegmentOut:
    return SegmentOut(
        uid=held.uid,
        name=held.name,
        condition=held.condition,
        frozen=held.is_frozen,
        count=count,
        changed_at=held.changed_at,
    )

"""Segments as a viewer sees them: of each only the persons or organisations he sees, counted likewise."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from krug.access import paging, watch
from krug.access.models import ScopeMember, User
from krug.access.scopes import of_units, scope_ids
from krug.customers.models import Organisation, Person
from krug.segments.actions.write import demand_parts
from krug.segments.conditions import Asked
from krug.segments.evaluate import count_and_sample
from krug.segments.lines import Line, lines_of
from krug.segments.models import Segment, SegmentMember, SegmentMove
from krug.segments.own import demand_own
from krug.site.clock import moment

LIMIT = 50
MOVES = 30
CURSOR = "segment"
AFTER = {
    "person": "(segments_segmentmember.sort, segments_segmentmember.person_id) > (%s, %s)",
    "organisation": "(segments_segmentmember.sort, segments_segmentmember.organisation_id) > (%s, %s)",
}


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """`count`: of those the viewer sees; None while it is being counted for the first time."""

    segment: Segment
    count: int | None


@dataclass(frozen=True, slots=True)
class MoveLine:
    at: Any
    entered: bool
    why: str
    who: Line


@dataclass(frozen=True, slots=True)
class Sample:
    count: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    next: str | None


def segments_of(viewer: User) -> list[SegmentLine]:
    """By name."""
    rows = list(_rows(viewer).order_by("name", "id"))
    counts = _counts(viewer, rows)
    return [SegmentLine(row, None if row.turn == 0 else counts.get(row.pk, 0)) for row in rows]


def names_of(viewer: User, kind: str) -> list[tuple[UUID, str]]:
    """(uid, name) of those of a kind, by name."""
    return list(_rows(viewer).filter(kind=kind).order_by("name", "id").values_list("uid", "name"))


def reach_segment(viewer: User, uid: Any, removed: bool = False) -> Segment:
    """A segment of his unit, or Http404. `removed`: one that was removed."""
    found = _rows(viewer, removed).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _rows(viewer: User, removed: bool = False) -> QuerySet[Segment]:
    rows = Segment.objects.filter(removal__isnull=not removed)
    return of_units(viewer, rows.select_related("freezing", "author", "unit"))


def count_of(viewer: User, segment: Segment) -> int:
    return _counts(viewer, [segment]).get(segment.pk, 0)


def sample(viewer: User, unit: int, asked: Asked, now: int) -> Sample:
    """How many he sees of those meant by a condition that need not be stored, and ten of them.

    Raises as demand_parts and demand_own do.
    """
    demand_parts(asked)
    demand_own(viewer, unit, asked)
    count, ids = count_and_sample(viewer, unit, asked, now)
    return Sample(count, sorted(_shown(viewer, asked.kind, ids), key=lambda line: line.name))


def members_of(viewer: User, segment: Segment, after: str | None = None, limit: int = LIMIT) -> Page:
    """Those he sees, by name."""
    it = segment.kind
    rows = SegmentMember.objects.filter(segment=segment).filter(_seen(viewer, it))
    if begin := paging.position(after, CURSOR):
        # Values are bound; Django's own words have no comparison of rows.
        rows = rows.extra(where=[AFTER[it]], params=begin)  # noqa: S610
    found = list(rows.order_by("sort", f"{it}_id").values_list("sort", f"{it}_id")[: limit + 1])
    next = paging.cursor(found[limit - 1], CURSOR) if len(found) > limit else None
    return Page(_shown(viewer, it, [row for _sort, row in found[:limit]]), next)


def segments_with(viewer: User, card: Person | Organisation) -> list[tuple[Segment, datetime]]:
    """Those of the viewer's unit that the card, which he sees, is in, and since when: the newest first."""
    of = {"person": card} if isinstance(card, Person) else {"organisation": card}
    rows = SegmentMember.objects.filter(segment__in=_rows(viewer).values("id"), **of)
    return [(row.segment, moment(row.since)) for row in rows.select_related("segment").order_by("-since")]


def moves_of(viewer: User, segment: Segment, limit: int = MOVES) -> list[MoveLine]:
    """The newest first, of those he sees."""
    return moves_page(viewer, segment, None, limit)[0]


def moves_page(
    viewer: User, segment: Segment, after: str | None, limit: int
) -> tuple[list[MoveLine], str | None]:
    """The same page by page: the lines, and the cursor of those before them."""
    name = f"moves {segment.uid}"
    rows = SegmentMove.objects.filter(segment=segment).filter(_seen(viewer, segment.kind)).order_by("-id")
    if begin := paging.position(after, name):
        rows = rows.filter(id__lt=begin[0])
    found = list(rows[: limit + 1])
    more = paging.cursor([found[limit - 1].pk], name) if len(found) > limit else None
    return _moved(viewer, segment.kind, found[:limit]), more


def _moved(viewer: User, kind: str, moves: Sequence[SegmentMove]) -> list[MoveLine]:
    lines = {line.id: line for line in _shown(viewer, kind, {getattr(move, f"{kind}_id") for move in moves})}
    return [
        MoveLine(moment(move.at), move.entered, move.get_why_display(), lines[row])
        for move in moves
        if (row := getattr(move, f"{kind}_id")) in lines
    ]


def _shown(viewer: User, kind: str, ids: Collection[int]) -> list[Line]:
    found = lines_of(kind, ids)
    if kind == Segment.Kind.PERSON:
        watch.seen(viewer, len(found))
    return found


def _seen(viewer: User, kind: str) -> Exists:
    scopes = scope_ids(viewer, kind)
    return Exists(ScopeMember.objects.filter(kind=kind, row=OuterRef(f"{kind}_id"), scope__in=scopes))


def _counts(viewer: User, segments: Sequence[Segment]) -> dict[int, int]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for one in segments:
        by_kind[one.kind].append(one.pk)
    found: dict[int, int] = {}
    for kind, ids in by_kind.items():
        found |= _counted(kind, sorted(scope_ids(viewer, kind)), ids)
    return found


def _counted(kind: str, scopes: Sequence[int], segments: Sequence[int]) -> dict[int, int]:
    if not scopes:
        return {}
    sql = (
        f"SELECT m.segment_id, count(DISTINCT m.{kind}_id) FROM segments_segmentmember m "
        f"JOIN access_scopemember s ON s.kind = '{kind}' AND s.row = m.{kind}_id "
        f"WHERE m.segment_id IN ({_holes(segments)}) AND s.scope_id IN ({_holes(scopes)}) GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*segments, *scopes])
        return dict(cursor.fetchall())


def _holes(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))

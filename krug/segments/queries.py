"""Segments as a viewer sees them: of each only the persons he sees, counted likewise."""

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
from krug.customers import normal
from krug.customers.models import Person
from krug.segments.conditions import Condition
from krug.segments.evaluate import count_and_sample
from krug.segments.models import Segment, SegmentMember, SegmentMove
from krug.segments.own import demand_own
from krug.site.clock import moment

LIMIT = 50
MOVES = 30
CURSOR = "segment"


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: int
    uid: UUID
    name: str
    klass: str
    specialty: str
    organisation: str
    city: str


@dataclass(frozen=True, slots=True)
class SegmentLine:
    """`count`: of the persons the viewer sees; None while it is being counted for the first time."""

    segment: Segment
    count: int | None


@dataclass(frozen=True, slots=True)
class MoveLine:
    at: Any
    entered: bool
    why: str
    person: PersonLine


@dataclass(frozen=True, slots=True)
class Sample:
    count: int
    lines: list[PersonLine]


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[PersonLine]
    next: str | None


def segments_of(viewer: User) -> list[SegmentLine]:
    """By name."""
    rows = list(_rows(viewer).order_by("name", "id"))
    counts = _counts(viewer, [row.pk for row in rows])
    return [SegmentLine(row, None if row.turn == 0 else counts.get(row.pk, 0)) for row in rows]


def names_of(viewer: User) -> list[tuple[UUID, str]]:
    """(uid, name), by name."""
    return list(_rows(viewer).order_by("name", "id").values_list("uid", "name"))


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
    return _counts(viewer, [segment.pk]).get(segment.pk, 0)


def sample(viewer: User, unit: int, condition: Condition, now: int) -> Sample:
    """How many persons he sees are meant by a condition that need not be stored, and ten of them.

    Raises as demand_own does.
    """
    demand_own(viewer, unit, condition)
    count, ids = count_and_sample(viewer, unit, condition, now)
    watch.seen(viewer, len(ids))
    return Sample(count, sorted(_lines(ids), key=lambda line: line.name))


def persons_of(viewer: User, segment: Segment, after: str | None = None, limit: int = LIMIT) -> Page:
    """Members he sees, by name."""
    rows = SegmentMember.objects.filter(segment=segment).filter(_seen(viewer))
    if begin := paging.position(after, CURSOR):
        # Values are bound; Django's own words have no comparison of rows.
        rows = rows.extra(
            where=["(segments_segmentmember.sort, segments_segmentmember.person_id) > (%s, %s)"], params=begin
        )
    found = list(rows.order_by("sort", "person_id").values_list("sort", "person_id")[: limit + 1])
    next = paging.cursor(found[limit - 1], CURSOR) if len(found) > limit else None
    lines = _lines([person for _sort, person in found[:limit]])
    watch.seen(viewer, len(lines))
    return Page(lines, next)


def segments_with(viewer: User, person: Person) -> list[tuple[Segment, datetime]]:
    """Those of the viewer's unit that the person, whom he sees, is in, and since when: the newest first."""
    rows = SegmentMember.objects.filter(person=person, segment__in=_rows(viewer).values("id"))
    return [(row.segment, moment(row.since)) for row in rows.select_related("segment").order_by("-since")]


def moves_of(viewer: User, segment: Segment, limit: int = MOVES) -> list[MoveLine]:
    """The newest first, of persons he sees."""
    return moves_page(viewer, segment, None, limit)[0]


def moves_page(
    viewer: User, segment: Segment, after: str | None, limit: int
) -> tuple[list[MoveLine], str | None]:
    """The same page by page: the lines, and the cursor of those before them."""
    name = f"moves {segment.uid}"
    rows = SegmentMove.objects.filter(segment=segment).filter(_seen(viewer)).order_by("-id")
    if begin := paging.position(after, name):
        rows = rows.filter(id__lt=begin[0])
    found = list(rows[: limit + 1])
    more = paging.cursor([found[limit - 1].pk], name) if len(found) > limit else None
    return _moved(viewer, found[:limit]), more


def _moved(viewer: User, moves: Sequence[SegmentMove]) -> list[MoveLine]:
    lines = {line.id: line for line in _lines({move.person_id for move in moves})}
    watch.seen(viewer, len(lines))
    return [
        MoveLine(moment(move.at), move.entered, move.get_why_display(), lines[move.person_id])
        for move in moves
        if move.person_id in lines
    ]


def _seen(viewer: User) -> Exists:
    scopes = scope_ids(viewer, "person")
    return Exists(ScopeMember.objects.filter(kind="person", row=OuterRef("person_id"), scope__in=scopes))


def _counts(viewer: User, segments: Sequence[int]) -> dict[int, int]:
    scopes = sorted(scope_ids(viewer, "person"))
    if not segments or not scopes:
        return {}
    sql = (
        "SELECT m.segment_id, count(DISTINCT m.person_id) FROM segments_segmentmember m "
        "JOIN access_scopemember s ON s.kind = 'person' AND s.row = m.person_id "
        f"WHERE m.segment_id IN ({_holes(segments)}) AND s.scope_id IN ({_holes(scopes)}) GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*segments, *scopes])
        return dict(cursor.fetchall())


def _holes(values: Sequence[int]) -> str:
    return ", ".join(["%s"] * len(values))


def _lines(ids: Collection[int]) -> list[PersonLine]:
    """In the order of the ids."""
    columns = (
        "id",
        "uid",
        "klass",
        "specialty",
        "organisation__name",
        "city",
        "organisation__canonical__name",
    )
    names = ("last_name", "first_name", "middle_name")
    found = {}
    for id, uid, klass, specialty, organisation, city, standing, *name in Person.objects.filter(
        id__in=list(ids)
    ).values_list(*columns, *names):
        found[id] = PersonLine(
            id, uid, normal.full_name(*name), klass, specialty, standing or organisation or "", city
        )
    return [found[id] for id in ids if id in found]

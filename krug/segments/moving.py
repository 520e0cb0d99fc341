"""Members written as they were worked out, with who came and went; together with a turn, or not at all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F

from krug.analysis.source import among
from krug.segments.kinds import KINDS, Kind
from krug.segments.models import Segment, SegmentMember, SegmentMove
from krug.segments.neighbours import Rows
from krug.segments.signals import moved
from krug.site.bulk import chunks

CHUNK = 500
AT_ONCE = 50_000


@dataclass(frozen=True)
class Turn:
    """A segment as it was when its members were worked out, and who is in it."""

    segment: Segment
    wanted: set[int]

    @property
    def kind(self) -> Kind:
        return KINDS[self.segment.kind]


@dataclass(frozen=True)
class _Cause:
    """`why`: row → why; `otherwise`: of the others."""

    now: int
    why: Mapping[int, str]
    otherwise: str


@transaction.atomic
def write(
    turns: Sequence[Turn],
    rows: Rows | None,
    now: int,
    why: Mapping[str, Mapping[int, str]],
    otherwise: str,
    counted_at: int | None = None,
) -> int | None:
    """Makes members of these rows (None: of everybody) what they must be.

    Returns moves written, or None when somebody wrote meanwhile and all must be worked out again.
    """
    moves = 0
    for one in turns:
        held = Segment.objects.filter(pk=one.segment.pk, turn=one.segment.turn)
        given = {"turn": F("turn") + 1} | ({"counted_at": counted_at} if counted_at else {})
        if not held.update(**given):
            transaction.set_rollback(True)
            return None
        cause = _Cause(now, why.get(one.kind.code, {}), otherwise)
        mine = None if rows is None else rows.get(one.kind.code, ())
        moves += _move(one, _members(one, mine), cause)
    return moves


def _members(one: Turn, rows: Collection[int] | None) -> set[int]:
    it = one.kind.code
    members = SegmentMember.objects.filter(segment=one.segment.pk).values_list(it, flat=True)
    if rows is None:
        return set(members.iterator(AT_ONCE))
    found: set[int] = set()
    for chunk in chunks(rows, CHUNK):
        found |= set(members.filter(**{f"{it}__in": chunk}))
    return found


def _move(one: Turn, held: set[int], cause: _Cause) -> int:
    segment, it = one.segment.pk, one.kind.code
    gone, come = held - one.wanted, one.wanted - held
    for chunk in chunks(gone, CHUNK):
        SegmentMember.objects.filter(segment=segment, **{f"{it}__in": chunk}).delete()
    _insert(one, come, cause.now)
    _rename(one, held & one.wanted)
    # Of the first count only members are written: nobody came, all were there.
    if one.segment.turn == 0:
        return 0
    for entered, group in ((False, gone), (True, come)):
        for chunk in chunks(group, AT_ONCE):
            rows = (
                SegmentMove(
                    segment_id=segment,
                    entered=entered,
                    at=cause.now,
                    why=cause.why.get(row, cause.otherwise),
                    **{f"{it}_id": row},
                )
                for row in chunk
            )
            SegmentMove.objects.bulk_create(rows, batch_size=CHUNK)
    if gone or come:
        moved.send(sender=None, segment=segment, kind=it, entered=set(come), left=set(gone))
    return len(gone) + len(come)


INSERT = """
INSERT INTO segments_segmentmember (segment_id, {it}_id, sort, since)
SELECT %s, p.id, p.sort, %s FROM {table} p WHERE p.id IN ({ids})"""
RENAME = """
UPDATE segments_segmentmember SET sort = p.sort FROM {table} p
WHERE p.id = segments_segmentmember.{it}_id AND p.sort <> segments_segmentmember.sort
AND segments_segmentmember.segment_id = %s AND p.id IN ({ids})"""


def _insert(one: Turn, rows: set[int], now: int) -> None:
    """By the database itself: half a million at the first count."""
    for chunk in chunks(rows, AT_ONCE):
        _run(one.kind, INSERT, chunk, [one.segment.pk, now])


def _rename(one: Turn, rows: set[int]) -> None:
    """A member's place in the list follows its name."""
    for chunk in chunks(rows, AT_ONCE):
        _run(one.kind, RENAME, chunk, [one.segment.pk])


def _run(kind: Kind, sql: str, rows: Collection[int], params: Sequence[int]) -> None:
    ids = among(rows)
    with connection.cursor() as cursor:
        cursor.execute(sql.format(it=kind.code, table=kind.table, ids=ids.sql), [*params, *ids.params])

"""Members of live segments, kept as their conditions say; who came and went is written down.

A person's being in or out changes by what is written about him (marks, left by signals) or by time alone:
then a touch has become older than some condition's days, and such touches are found by their moment. So
members are always what counting everybody anew would give (tests/segments/test_keep_property.py).
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from krug.access.models import User
from krug.analysis.question import Question, run
from krug.analysis.source import among
from krug.analysis.steps import Step
from krug.customers.models import Person
from krug.customers.queries import canonicals_of, owners_of
from krug.segments.conditions import by_day, named, windows
from krug.segments.evaluate import day_of, members
from krug.segments.marks import IDENTITY, mark
from krug.segments.models import Mark, Segment, SegmentMember, SegmentMove
from krug.segments.signals import moved
from krug.segments.steps import DAY
from krug.site.bulk import chunks
from krug.touches.queries import replaced_of

ROUND = 5_000
CHUNK = 500
AT_ONCE = 50_000
Why = SegmentMove.Why
TOO_OLD = Question(
    "too_old",
    (
        Step(
            "answer",
            'SELECT DISTINCT t.identity FROM touch t WHERE t."at" >= $since AND t."at" < $until',
        ),
    ),
    frozenset({"since", "until"}),
    span=("since", "until"),
)


def keep(now: int) -> int:
    """Count what was never counted, mark what time has changed, work off all marks. Returns moves written."""
    waiting = Segment.objects.filter(Q(freezing=None) | Q(turn=0), removal=None, counted_at=None)
    moves = _count_units(waiting, now, Why.RULE) + _count_units(_of_another_day(now), now, Why.TIME)
    mark_by_time(now)
    while taken := list(Mark.objects.order_by("id").values_list("id", "kind", "row", "by_time")[:ROUND]):
        moves += _work_off(taken, now)
    return moves


def _count_units(waiting: QuerySet[Segment], now: int, why: str) -> int:
    units = sorted(set(waiting.values_list("unit", flat=True)))
    return sum(_count(waiting.filter(unit=unit), unit, now, why) for unit in units)


def _of_another_day(now: int) -> QuerySet[Segment]:
    """Those that ask of days as seen from today, last looked at on another day: all are counted anew."""
    known = {row.uid: row for row in Segment.objects.filter(removal=None)}
    live = [row for row in known.values() if any(by_day(one.meant) for one in _speaks_of(row, known))]
    old = [row.pk for row in live if row.counted_at is not None and day_of(row.counted_at) != day_of(now)]
    return _live().filter(pk__in=old)


def recount(segment: Segment, now: int) -> int:
    """Everybody of the unit is asked anew. Returns moves written."""
    return _count(Segment.objects.filter(pk=segment.pk), segment.unit_id, now, Why.RULE)


def _count(waiting: QuerySet[Segment], unit: int, now: int, why: str) -> int:
    """Several of one unit are asked together: what they rest on is worked out once."""
    while True:
        held = {row.uid: row for row in waiting.order_by("id")}
        wanted = members(unit, {uid: row.meant for uid, row in held.items()}, now)
        turns = {held[uid].pk: (held[uid].turn, its) for uid, its in wanted.items()}
        written = _write(turns, None, now, {}, why, now)
        if written is not None:
            return written


def mark_by_time(now: int) -> int:
    """Marks the identities of touches that some condition's days have left since it was last looked at."""
    spans: dict[tuple[int, int], list[int]] = defaultdict(list)
    known = {row.uid: row for row in Segment.objects.filter(removal=None)}
    live = list(_live().exclude(counted_at=None))
    for segment in live:
        for days in _windows(segment, known):
            spans[segment.counted_at or now, days].append(segment.pk)
    identities: set[int] = set()
    for since, days in spans:
        bounds = {"since": since - days * DAY, "until": now - days * DAY}
        if bounds["since"] < bounds["until"]:
            identities |= {row["identity"] for row in run(TOO_OLD, User(), None, **bounds)}
    with transaction.atomic():
        mark(IDENTITY, identities, by_time=True)
        for segment in live:
            Segment.objects.filter(pk=segment.pk, counted_at=segment.counted_at).update(counted_at=now)
    return len(identities)


def _windows(segment: Segment, known: dict[UUID, Segment]) -> set[int]:
    """Its own days and those of the live segments it speaks of."""
    return {days for one in _speaks_of(segment, known) for days in windows(one.meant)}


def _speaks_of(segment: Segment, known: dict[UUID, Segment]) -> list[Segment]:
    """Itself and all it speaks of, however far."""
    found: dict[int, Segment] = {}
    front = [segment]
    while front:
        one = front.pop()
        if one.pk not in found:
            found[one.pk] = one
            front += [known[uid] for uid in named(one.meant) if uid in known]
    return list(found.values())


def _live() -> QuerySet[Segment]:
    return Segment.objects.filter(freezing=None, removal=None).order_by("id")


Taken = Sequence[tuple[int, str, int, bool]]


def _work_off(taken: Taken, now: int) -> int:
    persons = _persons(taken)
    moves = 0
    by_unit: dict[int, set[int]] = defaultdict(set)
    for chunk in chunks(persons, ROUND):
        for person, unit in Person.objects.filter(id__in=chunk).values_list("id", "unit"):
            by_unit[unit].add(person)
    for unit, its in by_unit.items():
        moves += _settle(unit, its, persons, now)
    for ids in chunks((row[0] for row in taken), ROUND):
        Mark.objects.filter(id__in=ids).delete()
    return moves


def _settle(unit: int, persons: set[int], why: dict[int, str], now: int) -> int:
    while True:
        live = {row.uid: row for row in _live().filter(unit=unit).exclude(counted_at=None)}
        wanted = members(unit, {uid: row.meant for uid, row in live.items()}, now, persons)
        turns = {live[uid].pk: (live[uid].turn, its) for uid, its in wanted.items()}
        written = _write(turns, persons, now, why, Why.NEWS)
        if written is not None:
            return written


def _persons(taken: Taken) -> dict[int, str]:
    """Whose being in or out may have changed, with why: those the marks are about and who stands for them."""
    rows: dict[tuple[str, bool], set[int]] = defaultdict(set)
    for _id, kind, row, by_time in taken:
        rows[kind, by_time].add(row)
    found: dict[int, str] = {}
    # What was written goes before what time did: it is the reason people look for.
    for (kind, by_time), ids in sorted(rows.items(), key=lambda it: not it[0][1]):
        persons = _persons_of(kind, ids)
        found |= dict.fromkeys(
            {*persons, *canonicals_of(persons).values()}, Why.TIME if by_time else Why.NEWS
        )
    return found


def _persons_of(kind: str, ids: set[int]) -> set[int]:
    if kind == IDENTITY:
        return owners_of(ids | replaced_of(ids))
    if kind == "organisation":
        found: set[int] = set()
        for chunk in chunks(ids, CHUNK):
            at = Q(organisation__in=chunk) | Q(organisation__canonical__in=chunk)
            found |= set(Person.objects.filter(at).values_list("id", flat=True))
        return found
    return ids


@transaction.atomic
def _write(
    turns: dict[int, tuple[int, set[int]]],
    persons: Collection[int] | None,
    now: int,
    why: dict[int, str],
    otherwise: str,
    counted_at: int | None = None,
) -> int | None:
    """Makes members of these persons (None: of everybody) what they must be.

    `turns`: segment → its turn when they were worked out, and who is in it. Returns moves written, or None
    when somebody wrote meanwhile and all must be worked out again.
    """
    moves = 0
    for segment, (turn, wanted) in turns.items():
        held = Segment.objects.filter(pk=segment, turn=turn)
        given = {"turn": F("turn") + 1} | ({"counted_at": counted_at} if counted_at else {})
        if not held.update(**given):
            transaction.set_rollback(True)
            return None
        # Of the first count only members are written: nobody came, all were there.
        moves += _move(segment, _members(segment, persons), wanted, now, why, otherwise, told=turn > 0)
    return moves


def _members(segment: int, persons: Collection[int] | None) -> set[int]:
    rows = SegmentMember.objects.filter(segment=segment).values_list("person", flat=True)
    if persons is None:
        return set(rows.iterator(AT_ONCE))
    found: set[int] = set()
    for chunk in chunks(persons, CHUNK):
        found |= set(rows.filter(person__in=chunk))
    return found


def _move(
    segment: int,
    held: set[int],
    wanted: set[int],
    now: int,
    why: dict[int, str],
    otherwise: str,
    told: bool,
) -> int:
    gone, come = held - wanted, wanted - held
    for chunk in chunks(gone, CHUNK):
        SegmentMember.objects.filter(segment=segment, person__in=chunk).delete()
    _insert(segment, come, now)
    _rename(segment, held & wanted)
    if not told:
        return 0
    for entered, group in ((False, gone), (True, come)):
        for chunk in chunks(group, AT_ONCE):
            rows = (
                SegmentMove(
                    segment_id=segment,
                    person_id=person,
                    entered=entered,
                    at=now,
                    why=why.get(person, otherwise),
                )
                for person in chunk
            )
            SegmentMove.objects.bulk_create(rows, batch_size=CHUNK)
    if gone or come:
        moved.send(sender=None, segment=segment, entered=set(come), left=set(gone))
    return len(gone) + len(come)


INSERT = """
INSERT INTO segments_segmentmember (segment_id, person_id, sort, since)
SELECT %s, p.id, p.sort, %s FROM customers_person p WHERE p.id IN ({ids})"""
RENAME = """
UPDATE segments_segmentmember SET sort = p.sort FROM customers_person p
WHERE p.id = segments_segmentmember.person_id AND p.sort <> segments_segmentmember.sort
AND segments_segmentmember.segment_id = %s AND p.id IN ({ids})"""


def _insert(segment: int, persons: set[int], now: int) -> None:
    """By the database itself: half a million at the first count."""
    for chunk in chunks(persons, AT_ONCE):
        ids = among(chunk)
        with connection.cursor() as cursor:
            cursor.execute(INSERT.format(ids=ids.sql), [segment, now, *ids.params])


def _rename(segment: int, persons: set[int]) -> None:
    """A member's place in the list follows his name."""
    for chunk in chunks(persons, AT_ONCE):
        ids = among(chunk)
        with connection.cursor() as cursor:
            cursor.execute(RENAME.format(ids=ids.sql), [segment, *ids.params])

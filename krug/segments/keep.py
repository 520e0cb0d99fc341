"""Members of live segments, kept as their conditions say; who came and went is written down.

Being in or out changes by what is written about a person or an organisation (marks, left by signals) or by
time alone: then a touch has become older than some condition's days, and such touches are found by their
moment. So members are always what counting everybody anew would give (tests/segments/test_keep_property.py).
"""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from krug.access.models import User
from krug.analysis.question import Question, run
from krug.analysis.steps import Step
from krug.segments.conditions import Asked, by_day, named, windows
from krug.segments.evaluate import day_of, known_segments, members
from krug.segments.frame import DAY
from krug.segments.kinds import ORGANISATION, PERSON
from krug.segments.marked import News, Taken, news_of
from krug.segments.marks import IDENTITY, PLACE, mark
from krug.segments.models import Mark, Segment, SegmentMove
from krug.segments.moving import Turn, write
from krug.segments.neighbours import Rows, crossing, widened
from krug.site.bulk import chunks

ROUND = 5_000
Why = SegmentMove.Why


def _too_old(whose: str) -> Question:
    sql = f'SELECT DISTINCT t.{whose} AS row FROM touch t WHERE t."at" >= $since AND t."at" < $until'
    step = Step("answer", f"{sql} AND t.{whose} IS NOT NULL")
    return Question("too_old", (step,), frozenset({"since", "until"}), span=("since", "until"))


TOO_OLD = {
    PERSON.code: (IDENTITY, _too_old("identity")),
    ORGANISATION.code: (PLACE, _too_old("organisation")),
}
"""Kind of what a condition is asked of → the kind of mark, and whose touches are meant."""


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
    live = [row for row in known.values() if any(by_day(one.asked) for one in _speaks_of(row, known))]
    old = [row.pk for row in live if row.counted_at is not None and day_of(row.counted_at) != day_of(now)]
    return _live().filter(pk__in=old)


def recount(segment: Segment, now: int) -> int:
    """Everybody of the unit is asked anew. Returns moves written."""
    return _count(Segment.objects.filter(pk=segment.pk), segment.unit_id, now, Why.RULE)


def _count(waiting: QuerySet[Segment], unit: int, now: int, why: str) -> int:
    """Several of one unit are asked together: what they rest on is worked out once."""
    while True:
        held = {row.uid: row for row in waiting.order_by("id")}
        wanted = members(unit, {uid: row.asked for uid, row in held.items()}, now)
        turns = [Turn(held[uid], its) for uid, its in wanted.items()]
        written = write(turns, None, now, {}, why, now)
        if written is not None:
            return written


def mark_by_time(now: int) -> int:
    """Marks those of touches that some condition's days have left since it was last looked at."""
    spans: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    known = {row.uid: row for row in Segment.objects.filter(removal=None)}
    live = list(_live().exclude(counted_at=None))
    for segment in live:
        for kind, days in _windows(segment, known):
            spans[segment.counted_at or now, days, kind].append(segment.pk)
    found: dict[str, set[int]] = {PERSON.code: set(), ORGANISATION.code: set()}
    for since, days, kind in spans:
        bounds = {"since": since - days * DAY, "until": now - days * DAY}
        if bounds["since"] < bounds["until"]:
            found[kind] |= {row["row"] for row in run(TOO_OLD[kind][1], User(), None, **bounds)}
    with transaction.atomic():
        for kind, rows in found.items():
            mark(TOO_OLD[kind][0], rows, by_time=True)
        for segment in live:
            Segment.objects.filter(pk=segment.pk, counted_at=segment.counted_at).update(counted_at=now)
    return sum(map(len, found.values()))


def _windows(segment: Segment, known: dict[UUID, Segment]) -> set[tuple[str, int]]:
    """Its own days and those of the live segments it speaks of."""
    return {window for one in _speaks_of(segment, known) for window in windows(one.asked)}


def _speaks_of(segment: Segment, known: dict[UUID, Segment]) -> list[Segment]:
    """Itself and all it speaks of, however far."""
    found: dict[int, Segment] = {}
    front = [segment]
    while front:
        one = front.pop()
        if one.pk not in found:
            found[one.pk] = one
            front += [known[uid] for uid in named(one.asked) if uid in known]
    return list(found.values())


def _live() -> QuerySet[Segment]:
    return Segment.objects.filter(freezing=None, removal=None).order_by("id")


def _work_off(taken: Taken, now: int) -> int:
    moves = sum(_settle(unit, news, now) for unit, news in news_of(taken).items())
    for ids in chunks((row[0] for row in taken), ROUND):
        Mark.objects.filter(id__in=ids).delete()
    return moves


def _settle(unit: int, news: News, now: int) -> int:
    """`news`: whether by time alone → rows of the unit to be looked at."""
    while True:
        live = {row.uid: row for row in _live().filter(unit=unit).exclude(counted_at=None)}
        why = _concerned(unit, news, {uid: row.asked for uid, row in live.items()})
        rows: Rows = {kind: set(its) for kind, its in why.items() if its}
        asked = {uid: row.asked for uid, row in live.items() if row.kind in rows}
        wanted = members(unit, asked, now, rows)
        turns = [Turn(live[uid], its) for uid, its in wanted.items()]
        written = write(turns, rows, now, why, Why.NEWS)
        if written is not None:
            return written


def _concerned(unit: int, news: News, live: Mapping[UUID, Asked]) -> dict[str, dict[int, str]]:
    """With those whose being in or out rests on them: kind → row → why."""
    way = crossing(live.values(), known_segments(unit)).concerned
    why: dict[str, dict[int, str]] = {PERSON.code: {}, ORGANISATION.code: {}}
    # What was written goes before what time did: it is the reason people look for.
    for by_time in (True, False):
        for kind, its in widened(news[by_time], way).items():
            why[kind] |= dict.fromkeys(its, Why.TIME if by_time else Why.NEWS)
    return why

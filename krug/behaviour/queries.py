"""What the office sees of sources: how much comes, what it looks like, what was refused."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Prefetch, QuerySet, Sum
from django.http import Http404

from krug.access import paging
from krug.access.models import User
from krug.access.scopes import of_units
from krug.behaviour.models import Event, Refused, Session, Shape, Source, SourceDay, WriteKey
from krug.behaviour.words import KINDS, reason_text
from krug.customers.models import Identity
from krug.site.clock import moment
from krug.touches.queries import by_ids

LAST = 50
NEW_WITHIN, LONG_ENOUGH = 200, 20
"""A property is new when it came first within the last events, of a name that was there long before."""
USUAL, GONE_FOR = 0.5, 50
"""A property is missing when half of the events had it and none of the last has."""
RARE = 0.05
"""A type is wrong when hardly any event has it and another type is the rule."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    source: Source
    today: int
    week: int
    refused: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventLine:
    uid: UUID
    at: datetime
    stated_at: datetime | None
    received_at: datetime
    kind: str
    name: str
    who: str
    verb: str
    payload: str

    @property
    def content(self) -> str:
        return pretty(self.payload)


@dataclass(frozen=True, slots=True)
class PropertyLine:
    """`verdict`: new, missing, wrong_type or nothing."""

    name: str
    types: list[tuple[str, int]]
    share: float
    verdict: str


@dataclass(frozen=True, slots=True)
class ShapeLine:
    kind: str
    name: str
    count: int
    last_at: datetime
    properties: list[PropertyLine]


@dataclass(frozen=True, slots=True)
class RefusedLine:
    at: datetime
    reason: str
    kind: str
    name: str
    content: str


def reach_source(viewer: User, uid: Any) -> Source:
    """A source of his unit, or Http404."""
    rows = of_units(viewer, Source.objects.select_related("closing", "unit"))
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def sources_of(viewer: User, now: datetime) -> list[SourceLine]:
    """Open ones first, by name."""
    week = now.astimezone(UTC).date() - timedelta(days=6)
    days = Prefetch("days", SourceDay.objects.filter(day__gte=week))
    rows = of_units(viewer, Source.objects.select_related("closing").prefetch_related(days))
    last = dict(Shape.objects.filter(source__in=rows).values_list("source").annotate(Max("last_at")))
    today = now.astimezone(UTC).date()
    lines = [
        SourceLine(
            row,
            sum(day.taken for day in row.days.all() if day.day == today),
            sum(day.taken for day in row.days.all()),
            sum(day.refused for day in row.days.all()),
            moment(last[row.pk]) if row.pk in last else None,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (not line.source.is_open, line.source.name.lower()))


def keys_of(source: Source, now: datetime) -> tuple[WriteKey | None, list[WriteKey]]:
    """The key, and those before it that are still taken."""
    rows = list(WriteKey.objects.filter(source=source).order_by("-id"))
    current = next((row for row in rows if row.ends_at is None), None)
    return current, [row for row in rows if row.ends_at and row.ends_at > now]


def last_events(source: Source, limit: int = LAST) -> list[EventLine]:
    """Newest first, as they came in."""
    return _lines(list(Event.objects.filter(source=source).order_by("-id")[:limit]))


def events_page(source: Source, after: str | None, limit: int) -> tuple[list[EventLine], str | None]:
    """The same page by page: the lines, and the cursor of those before them."""
    name = f"events {source.uid}"
    rows = Event.objects.filter(source=source).order_by("-id")
    if begin := paging.position(after, name):
        rows = rows.filter(id__lt=begin[0])
    found = list(rows[: limit + 1])
    more = paging.cursor([found[limit - 1].pk], name) if len(found) > limit else None
    return _lines(found[:limit]), more


def one_event(source: Source, uid: UUID) -> EventLine:
    """With all it holds, or Http404."""
    row = Event.objects.filter(source=source, uid=uid).first()
    if row is None:
        raise Http404
    return _lines([row])[0]


def _lines(rows: list[Event]) -> list[EventLine]:
    people = Identity.objects.in_bulk({row.identity for row in rows})
    touches = by_ids([row.uid for row in rows])
    return [
        EventLine(
            uid=row.uid,
            at=moment(row.at),
            stated_at=moment(row.stated_at) if row.stated_at else None,
            received_at=moment(row.received_at),
            kind=str(KINDS[Event.Kind(row.kind)]),
            name=row.name,
            who=people[row.identity].value.partition("/")[2] or people[row.identity].value,
            verb=str(touches[row.uid].verb.label) if row.uid in touches else "",
            payload=row.payload,
        )
        for row in rows
    ]


def shapes_of(source: Source) -> list[ShapeLine]:
    """What comes most first; doubtful properties are marked."""
    rows = Shape.objects.filter(source=source).prefetch_related("properties").order_by("-count", "name")
    return [
        ShapeLine(
            str(KINDS[Event.Kind(row.kind)]), row.name, row.count, moment(row.last_at), properties_of(row)
        )
        for row in rows
    ]


def properties_of(shape: Shape) -> list[PropertyLine]:
    by_name: dict[str, list[Any]] = {}
    for one in shape.properties.all():
        by_name.setdefault(one.name, []).append(one)
    lines = []
    for name, rows in by_name.items():
        rows.sort(key=lambda row: -row.count)
        count = sum(row.count for row in rows)
        types = [(row.type, row.count) for row in rows]
        verdict = verdict_of(
            shape.count, types, min(row.first_count for row in rows), max(row.last_count for row in rows)
        )
        lines.append(PropertyLine(name, types, min(1.0, count / max(1, shape.count)), verdict))
    return sorted(lines, key=lambda line: (not line.verdict, -line.share, line.name))


def verdict_of(events: int, types: list[tuple[str, int]], first: int, last: int) -> str:
    """What is odd about a property, from counts alone. `first`, `last`: the how-manieth event had it."""
    filled = [(name, count) for name, count in types if name != "empty"]
    total = sum(count for _, count in filled)
    if len(filled) > 1 and filled[-1][1] <= max(1, RARE * total) and total >= LONG_ENOUGH:
        return "wrong_type"
    if first > LONG_ENOUGH and events - first < NEW_WITHIN:
        return "new"
    seen = sum(count for _, count in types)
    if events - last >= GONE_FOR and seen >= USUAL * last:
        return "missing"
    return ""


def refused_of(source: Source) -> QuerySet[Refused]:
    return Refused.objects.filter(source=source).order_by("-id")


def last_refused(source: Source, limit: int = LAST) -> list[RefusedLine]:
    return [
        RefusedLine(moment(row.received_at), reason_text(row.reason), row.kind, row.name, pretty(row.payload))
        for row in refused_of(source)[:limit]
    ]


def refused_total(source: Source) -> int:
    total: int | None = SourceDay.objects.filter(source=source).aggregate(Sum("refused"))["refused__sum"]
    return total or 0


def pretty(payload: str, limit: int = 4_000) -> str:
    """For reading: indented, cut where it gets long."""
    try:
        text = json.dumps(json.loads(payload), ensure_ascii=False, indent=2)
    except ValueError:
        text = payload
    return text if len(text) <= limit else text[:limit] + "…"


def last_sessions(source: Source, limit: int = LAST) -> list[tuple[Session, datetime, float, str]]:
    """Newest first: session, when it began, how many seconds it took, where it landed without its query."""
    rows = Session.objects.filter(source=source).order_by("-started_at")[:limit]
    return [
        (
            row,
            moment(row.started_at),
            (row.ended_at - row.started_at) / 1_000_000,
            row.landing.partition("?")[0].partition("#")[0],
        )
        for row in rows
    ]


def session_total(source: Source) -> tuple[int, int]:
    """How many sessions there are, and how many of them are machines."""
    every = Session.objects.filter(source=source)
    return every.count(), every.exclude(bot=Session.Bot.NO).count()

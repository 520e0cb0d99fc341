"""What properties events have, of which types: counted a batch at a time in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection

from krug.behaviour.models import Event, Property, Shape, SourceDay
from krug.behaviour.reading import CONTROLS, Said, moment_of
from krug.site.clock import moment

MOST_SHAPES, MOST_PROPERTIES = 300, 200
"""A write key stands in the page: whoever likes can make up names without end."""
OTHERS = "…"
Key = tuple[int, int, str]


def type_of(value: Any) -> str:
    """text, number, boolean, date, list, object or empty."""
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "date" if len(value) >= 10 and value[:4].isdigit() and moment_of(value) else "text"
    return "list" if isinstance(value, list) else "object"


def count(events: Iterable[Said]) -> None:
    """Adds new events to the counts of their sources. Inside the transaction that takes them."""
    groups: dict[Key, list[Said]] = defaultdict(list)
    for said in events:
        # Pages are as many as a site has; what they look like is one thing.
        name = said.name if said.kind == Event.Kind.TRACK else ""
        groups[said.source, int(said.kind), name].append(said)
    if not groups:
        return
    shapes = _shapes(groups)
    merged: dict[int, list[Said]] = defaultdict(list)
    for key, group in groups.items():
        merged[shapes[key].pk] += group
    by_id = {shape.pk: shape for shape in shapes.values()}
    rows = [row for id, group in merged.items() for row in _properties(by_id[id], group)]
    _add_properties(_limited(rows))
    for id, group in merged.items():
        shape = by_id[id]
        shape.count += len(group)
        shape.last_at = max(shape.last_at, *(said.received_at for said in group))
    Shape.objects.bulk_update(by_id.values(), ["count", "last_at"])


def _shapes(groups: Mapping[Key, Any]) -> dict[Key, Shape]:
    sources = {source for source, _kind, _name in groups}
    have = {
        (shape.source_id, shape.kind, shape.name): shape for shape in Shape.objects.filter(source__in=sources)
    }
    number = {source: sum(1 for key in have if key[0] == source) for source in sources}
    found = {}
    for key in groups:
        own = key
        if own not in have and number[own[0]] >= MOST_SHAPES:
            own = (own[0], own[1], OTHERS)
        if own not in have:
            source, kind, name = own
            have[own] = Shape.objects.create(source_id=source, kind=kind, name=name)
            number[source] += 1
        found[key] = have[own]
    return found


def _properties(shape: Shape, group: list[Said]) -> list[tuple[Any, ...]]:
    """(shape, name, type, count, first, last) of the properties in some events of one shape."""
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, said in enumerate(group, shape.count + 1):
        for name, value in said.properties.items():
            seen[CONTROLS.sub(" ", name)[:120], type_of(value)].append(number)
    return [
        (shape.pk, name, kind, len(numbers), numbers[0], numbers[-1])
        for (name, kind), numbers in seen.items()
    ]


def _limited(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Without new properties of shapes that have too many already."""
    shapes = {row[0] for row in rows}
    have: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for shape, name, kind in Property.objects.filter(shape__in=shapes).values_list("shape", "name", "type"):
        have[shape].add((name, kind))
    kept = []
    for row in rows:
        own = have[row[0]]
        if (row[1], row[2]) in own or len(own) < MOST_PROPERTIES:
            own.add((row[1], row[2]))
            kept.append(row)
    return kept


def _add_properties(rows: list[tuple[Any, ...]]) -> None:
    table = Property._meta.db_table
    sql = (
        f"INSERT INTO {table} (shape_id, name, type, count, first_count, last_count) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (shape_id, name, type) DO UPDATE SET "
        f"count = {table}.count + excluded.count, last_count = excluded.last_count"
    )
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)


def count_days(taken: Iterable[tuple[int, int]], refused: Iterable[tuple[int, int]]) -> None:
    """(source, received_at) of each event."""
    days: dict[tuple[int, date], list[int]] = defaultdict(lambda: [0, 0])
    for place, events in enumerate((taken, refused)):
        for source, received_at in events:
            days[source, moment(received_at).date()][place] += 1
    table = SourceDay._meta.db_table
    sql = (
        f"INSERT INTO {table} (source_id, day, taken, refused) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (source_id, day) DO UPDATE SET "
        f"taken = {table}.taken + excluded.taken, refused = {table}.refused + excluded.refused"
    )
    if days:
        with connection.cursor() as cursor:
            rows = [
                (source, day.isoformat(), counts[0], counts[1])
                for (source, day), counts in sorted(days.items())
            ]
            cursor.executemany(sql, rows)

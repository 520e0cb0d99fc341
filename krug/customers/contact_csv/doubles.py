"""Whether a row's person is there already: in the file above it, or among the cards of the unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from krug.customers import normal
from krug.customers.contact_csv.cells import Row
from krug.customers.models import Person
from krug.customers.search.latin import latin
from krug.site import bulk


@dataclass(frozen=True, slots=True)
class Double:
    """`sure`: the same person. Else the same phone or e-mail under another name: shared, or a double.

    `named`: under the same name. `line`: of the row above it in this file, None for a card.
    """

    sure: bool
    line: int | None
    by: str
    named: bool = True


@dataclass(slots=True)
class Seen:
    """What the rows judged together, and not yet cards, had: key → line."""

    points: dict[str, tuple[int, str]] = field(default_factory=dict)
    names: dict[tuple[str, str], int] = field(default_factory=dict)


def doubles(rows: Sequence[Row], unit: int, seen: Seen) -> list[Double | None]:
    """For each row, the strongest double there is; the rows are added to what was seen."""
    points = [points_of(row.data.phones, row.data.emails) for row in rows]
    held = _held_points({point for some in points for point in some}, unit)
    names = [_name(row) for row in rows]
    taken = _held_names({name for name, _city in names}, unit)
    return [
        _double(row, mine, name, held, taken, seen)
        for row, mine, name in zip(rows, points, names, strict=True)
    ]


def _double(
    row: Row,
    points: Sequence[str],
    name: tuple[str, str],
    held: dict[str, set[str]],
    names: set[tuple[str, str]],
    seen: Seen,
) -> Double | None:
    last = latin(row.data.last_name)
    found: Double | None = None
    for point in points:
        if point in held:
            same = last in held[point]
            found = stronger(found, Double(same, None, point, same))
        if point in seen.points:
            line, other = seen.points[point]
            found = stronger(found, Double(other == last, line, point, other == last))
        seen.points.setdefault(point, (row.line, last))
    # A family name alone is no person.
    if row.data.first_name:
        if name in names:
            found = stronger(found, Double(True, None, "name"))
        elif name in seen.names:
            found = stronger(found, Double(True, seen.names[name], "name"))
        seen.names.setdefault(name, row.line)
    return found


def stronger(one: Double | None, other: Double) -> Double:
    return one if one and (one.sure or not other.sure) else other


def points_of(phones: Sequence[str], emails: Sequence[str]) -> list[str]:
    """As they are compared; what is none is left out."""
    found = [*map(normal.phone, phones), *map(normal.email, emails)]
    return [point for point in found if point]


def _name(row: Row) -> tuple[str, str]:
    data = row.data
    return normal.sort_key(data.last_name, data.first_name, data.middle_name), data.city.casefold()


def _held_points(points: set[str], unit: int) -> dict[str, set[str]]:
    """Phone or e-mail → family names, in one writing, of the cards that have it."""
    found: dict[str, set[str]] = {}
    # In two steps: few points are held, and a database must not begin with the persons of the unit.
    where, params = bulk.among("normal", points)
    sql = f"SELECT normal, person_id FROM customers_contactpoint WHERE person_id IS NOT NULL AND {where}"
    owners = bulk.select(sql, params)
    people = Person.objects.filter(pk__in={person for _, person in owners}, unit=unit)
    names = dict(people.values_list("id", "last_name"))
    for point, person in owners:
        if person in names:
            found.setdefault(point, set()).add(latin(names[person]))
    return found


def _held_names(sorts: set[str], unit: int) -> set[tuple[str, str]]:
    where, params = bulk.among("sort", sorts)
    sql = f"SELECT sort, city FROM customers_person WHERE unit_id = %s AND {where}"
    return {(sort, city.casefold()) for sort, city in bulk.select(sql, [unit, *params])}

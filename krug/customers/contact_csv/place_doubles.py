"""Whether a row's organisation is there already: in the file above it, or among the cards of the unit.

By its numbers, phones and e-mails, and by its name without the legal form within its town.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from krug.customers import numbers
from krug.customers.contact_csv.cells import PlaceRow
from krug.customers.contact_csv.doubles import Double, points_of, stronger
from krug.customers.matching.forms import name_parts
from krug.customers.matching.traits import address_parts
from krug.customers.models import ContactPoint, Organisation
from krug.customers.search.latin import latin
from krug.site import bulk


class Place(NamedTuple):
    """What of an organisation is compared; empty: not known. `line`: of the file, None for a card."""

    line: int | None
    name: str
    tax_number: str
    tax_reason: str
    state_number: str
    city: str
    street: tuple[str, str]
    points: tuple[str, ...]

    @property
    def keys(self) -> Iterable[str]:
        """What it is found by."""
        yield from (key for key in (self.tax_number, self.state_number, *self.points) if key)
        if self.name:
            yield f"{self.name}|{self.city}"


@dataclass(slots=True)
class SeenPlaces:
    """What the rows judged together, and not yet cards, were: key → the first of each."""

    by_key: dict[str, list[Place]] = field(default_factory=dict)

    def add(self, place: Place) -> None:
        for key in place.keys:
            self.by_key.setdefault(key, []).append(place)


def doubles(rows: Sequence[PlaceRow], unit: int, seen: SeenPlaces) -> list[Double | None]:
    """For each row, the strongest double there is; the rows are added to what was seen."""
    places = [_of_row(row) for row in rows]
    here = SeenPlaces()
    for place in _cards(places, unit):
        here.add(place)
    found = []
    for place in places:
        best: Double | None = None
        for key in place.keys:
            for other in (*here.by_key.get(key, ()), *seen.by_key.get(key, ())):
                if double := compared(place, other):
                    best = stronger(best, double)
        seen.add(place)
        found.append(best)
    return found


def compared(one: Place, other: Place) -> Double | None:
    """None: two branches of one firm, or two firms of one name.

    Sure only where nothing speaks against it: a chain has a hundred pharmacies of one name and INN.
    """
    if _differ(one.tax_number, other.tax_number) or _differ(one.tax_reason, other.tax_reason):
        return None
    apart = _differ(one.city, other.city) or _differ_in_street(one.street, other.street)
    named = one.name == other.name
    if one.tax_number and one.tax_number == other.tax_number:
        reason = bool(one.tax_reason and one.tax_reason == other.tax_reason)
        by = _("INN and KPP") if reason else _("INN")
        return Double((reason or named) and not apart, other.line, by, named)
    if one.state_number and one.state_number == other.state_number:
        return Double(named and not apart, other.line, _("OGRN"), named)
    if shared := set(one.points) & set(other.points):
        return Double(named and not apart, other.line, min(shared), named)
    return Double(not apart, other.line, "name") if named and one.city == other.city else None


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _differ_in_street(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return any(_differ(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def _of_row(row: PlaceRow) -> Place:
    data = row.data
    return Place(
        row.line,
        _plain(data.name),
        numbers.any_tax_number(data.tax_number) or "",
        numbers.tax_reason(data.tax_reason) or "",
        numbers.state_number(data.state_number) or "",
        latin(data.city),
        _street(data.address),
        tuple(points_of(data.phones, data.emails)),
    )


def _street(address: str) -> tuple[str, str]:
    _words, words, house = address_parts(address)
    return " ".join(words), house or ""


def _cards(places: Sequence[Place], unit: int) -> list[Place]:
    """Cards of the unit that a row may be: by a number, a phone or an e-mail, or of its name in its town."""
    ids: set[int] = set()
    for column in ("tax_number", "state_number"):
        ids |= _with(unit, column, {getattr(place, column) for place in places} - {""})
    where, params = bulk.among("normal", {point for place in places for point in place.points})
    sql = f"SELECT organisation_id FROM customers_contactpoint WHERE organisation_id IS NOT NULL AND {where}"
    ids |= {id for (id,) in bulk.select(sql, params)}
    ids |= _named(places, unit)
    found: list[Place] = []
    for chunk in bulk.chunks(ids):
        found += _read(chunk, unit)
    return found


def _with(unit: int, column: str, values: set[str]) -> set[int]:
    where, params = bulk.among(column, values)
    sql = f"SELECT id FROM customers_organisation WHERE unit_id = %s AND {where}"
    return {id for (id,) in bulk.select(sql, [unit, *params])}


def _named(places: Sequence[Place], unit: int) -> set[int]:
    """Names of these towns are compared here: no index knows them without «ООО» and quotation marks."""
    wanted, towns = {(place.name, place.city) for place in places}, {place.city for place in places}
    rows = Organisation.objects.filter(unit=unit)
    written = [city for city in rows.values_list("city", flat=True).distinct() if latin(city) in towns]
    found: set[int] = set()
    for some in bulk.chunks(written):
        names = rows.filter(city__in=some).values_list("id", "name", "city")
        found |= {id for id, name, city in names.iterator() if (_plain(name), latin(city)) in wanted}
    return found


@lru_cache(100_000)
def _plain(name: str) -> str:
    """Batch after batch asks for the same cards."""
    return name_parts(name)[0]


def _read(ids: Sequence[int], unit: int) -> list[Place]:
    points: dict[int, list[str]] = {}
    held = ContactPoint.objects.filter(organisation__in=ids)
    for id, value in held.values_list("organisation", "normal"):
        if id is not None:
            points.setdefault(id, []).append(value)
    columns = ("id", "name", "tax_number", "tax_reason", "state_number", "city", "address")
    return [
        Place(
            None,
            _plain(name),
            tax_number,
            tax_reason,
            state_number,
            latin(city),
            _street(address),
            tuple(points.get(id, ())),
        )
        for id, name, tax_number, tax_reason, state_number, city, address in Organisation.objects.filter(
            pk__in=ids, unit=unit
        ).values_list(*columns)
    ]

"""Organisations of a file: what each row is, what is here already, and how it is made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from krug.customers import normal
from krug.customers.actions.create import create_organisations, make_organisations, sift_rows
from krug.customers.contact_csv.cells import PlaceRow, place_kind, place_of
from krug.customers.contact_csv.judged import Judged, errors_by_row, remember
from krug.customers.contact_csv.own import put_own, wrong_in
from krug.customers.contact_csv.place_doubles import SeenPlaces, doubles
from krug.customers.contact_csv.reading import Record
from krug.customers.data import OrganisationData
from krug.customers.errors import FieldError, FileRefused, Invalid
from krug.customers.models import ContactImport, Organisation

Named = tuple[str, str]
"""A number tells more than a name: (number, name as it is sorted)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An organisation that a row names: how it is made if it is not here yet."""

    name: str
    tax_number: str = ""
    city: str = ""

    @property
    def key(self) -> Named:
        return self.tax_number, normal.sort_key(normal.text(self.name))


def judge(held: ContactImport, some: Sequence[Record], seen: SeenPlaces) -> list[Judged]:
    rows = [place_of(line, cells, held.mapping) for line, cells in some]
    for row in rows:
        row.data.unit, row.data.territory = held.unit_id, held.territory_id
    checked, errors = sift_rows(held.author, [row.data for row in rows])
    of_row = errors_by_row([*errors, *wrong_in(held, rows)])
    for number in _in_circles(rows):
        circle = _("The chain leads back to the organisation itself.")
        of_row.setdefault(number, []).append(FieldError("parent", rows[number].parent, "circle", circle))
    found = doubles(rows, held.unit_id, seen)
    return [
        Judged(row, clean, of_row.get(n, []), double)
        for n, (row, clean, double) in enumerate(zip(rows, checked, found, strict=True))
    ]


def take(held: ContactImport, good: Sequence[Judged]) -> None:
    """What others belong to is made before them."""
    left = list(good)
    while left:
        names = {_called(one.row) for one in left}
        ready = [one for one in left if _chain(one.row) not in names]
        _make(held, ready)
        left = [one for one in left if _chain(one.row) in names]


def _make(held: ContactImport, some: Sequence[Judged]) -> None:
    wanted = [Wanted(one.row.parent) for one in some if _chain(one.row)]
    chains = found_or_made(held, wanted)
    made = make_organisations(
        held.author, [one.clean | {"parent": chains.get(("", _chain(one.row)))} for one in some]
    )
    put_own(held, {place.pk: one.row for place, one in zip(made, some, strict=True)})
    remember(held, "organisation", made)


def _called(row: PlaceRow) -> str:
    return normal.sort_key(normal.text(row.data.name))


def _chain(row: PlaceRow) -> str:
    """Many files name the chain itself as what it belongs to."""
    chain = normal.sort_key(normal.text(row.parent))
    return "" if chain == _called(row) else chain


def _in_circles(rows: Sequence[PlaceRow]) -> list[int]:
    """Rows judged together from which the chain leads back to their name, by whichever rows are so called."""
    above: dict[str, set[str]] = {}
    for row in rows:
        above.setdefault(_called(row), set()).add(_chain(row))
    return [number for number, row in enumerate(rows) if _called(row) in _reached(_chain(row), above)]


def _reached(begin: str, above: Mapping[str, Collection[str]]) -> set[str]:
    passed, left = set[str](), {begin}
    while left := {name for name in left if name} - passed:
        passed |= left
        left = {name for one in left for name in above.get(one, ())}
    return passed


def found_or_made(held: ContactImport, wanted: Collection[Wanted]) -> dict[Named, int]:
    """Key → the organisation of the unit with this number or name, made where there is none."""
    by_key = {one.key: one for one in wanted}
    ids = _standing(held.unit_id, by_key)
    new = {key: one for key, one in by_key.items() if key not in ids}
    try:
        made = create_organisations(held.author, [_bare(held, one) for one in new.values()])
    except Invalid as wrong:
        raise FileRefused(str(wrong)) from wrong
    remember(held, "organisation", made)
    return ids | {key: one.pk for key, one in zip(new, made, strict=True)}


def _bare(held: ContactImport, one: Wanted) -> OrganisationData:
    return OrganisationData(
        name=normal.text(one.name)[:200] or one.tax_number,
        kind=place_kind(one.name),
        city=one.city,
        unit=held.unit_id,
        territory=held.territory_id,
        tax_number=one.tax_number,
    )


def _standing(unit: int, wanted: Mapping[Named, Any]) -> dict[Named, int]:
    """Those that are here: of several of one number the one so called, else the oldest."""
    numbers, names = {number for number, _ in wanted} - {""}, {name for _, name in wanted} - {""}
    rows = Organisation.objects.filter(unit=unit).filter(Q(tax_number__in=numbers) | Q(sort__in=names))
    here = list(
        rows.annotate(stands=Coalesce("canonical", F("id")))
        .order_by("id")
        .values_list("stands", "tax_number", "sort")
    )
    by_name = {name: (id, number) for id, number, name in reversed(here)}
    by_number: dict[str, dict[str, int]] = {}
    for id, number, name in here:
        if number:
            by_number.setdefault(number, {}).setdefault(name, id)
    found = {}
    for number, name in wanted:
        if own := by_number.get(number):
            found[number, name] = own.get(name, min(own.values()))
        elif name in by_name and not (number and by_name[name][1]):
            found[number, name] = by_name[name][0]
    return found

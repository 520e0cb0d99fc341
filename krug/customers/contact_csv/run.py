"""The work of an import: batches, each one transaction with its place in the file: a kill loses nothing."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from krug.customers import normal
from krug.customers.actions.create import create_organisations, make_persons, sift_rows
from krug.customers.actions.surroundings import surroundings
from krug.customers.contact_csv.cells import Row, row_of
from krug.customers.contact_csv.columns import FIELDS
from krug.customers.contact_csv.doubles import Double, Seen, doubles
from krug.customers.contact_csv.reading import Record, records
from krug.customers.data import OrganisationData
from krug.customers.errors import FieldError, FileRefused, Invalid
from krug.customers.models import ContactImport, ImportedRow, Organisation, Person, RejectedRow
from krug.customers.numbers import any_tax_number
from krug.customers.rules import check
from krug.site import bulk

BATCH = 1_000
"""Rows in one transaction: fewer cost a wait for the disk each, more would keep other writers waiting."""
# What the rules call a field, as the file has it.
_AS_COLUMN = {"phones": "phone", "emails": "email"}


@dataclass(slots=True)
class _Reader:
    """Where one worker stands in the file: `number` records read."""

    left: Iterator[Record]
    number: int = 0

    def take(self, many: int) -> list[Record]:
        some = list(islice(self.left, many))
        self.number += len(some)
        return some


def run(pk: int, progress: Callable[[int, int], None] | None = None) -> None:
    """Do what is left of the import. Two at once do no harm: each batch is taken by one of them."""
    held = ContactImport.objects.select_related("author").get(pk=pk)
    with override(held.author.language):
        try:
            reader = _Reader(data_records(held))
            while not held.finished_at:
                held, reader = _batch(pk, reader)
                if progress:
                    progress(held.done, held.rows)
        except FileRefused as refused:
            ContactImport.objects.filter(pk=pk).update(failure=str(refused)[:300], finished_at=timezone.now())


@transaction.atomic
def _batch(pk: int, reader: _Reader) -> tuple[ContactImport, _Reader]:
    held = ContactImport.objects.select_for_update().get(pk=pk)
    if held.finished_at:
        return held, reader
    if reader.number != held.done:
        reader = _reopen(held)
    some = reader.take(BATCH)
    if some:
        _take(held, some)
        held.done = reader.number
    else:
        held.finished_at = timezone.now()
    held.save(update_fields=["done", "created", "doubles", "finished_at"])
    return held, reader


def _reopen(held: ContactImport) -> _Reader:
    """Go past what was done before a kill."""
    reader = _Reader(data_records(held))
    while reader.number < held.done and reader.take(min(BATCH, held.done - reader.number)):
        pass
    return reader


def data_records(held: ContactImport) -> Iterator[Record]:
    """The file's records without the headings."""
    path: Path = settings.KRUG_HOME / held.path
    if not path.exists():
        raise FileRefused(_("The file is no longer there."))
    every = records(path, held.encoding, held.delimiter)
    if held.header:
        next(every, None)
    return every


@dataclass(slots=True)
class Judged:
    """A row, its checked values, and what will happen to it: wrong and sure doubles are left out."""

    row: Row
    clean: dict[str, Any]
    errors: list[FieldError]
    double: Double | None

    @property
    def left_out(self) -> bool:
        return bool(self.errors) or bool(self.double and self.double.sure)


def judge(held: ContactImport, some: Sequence[Record], seen: Seen) -> list[Judged]:
    rows = [row_of(line, cells, held.mapping) for line, cells in some]
    for row in rows:
        row.data.unit, row.data.territory = held.unit_id, held.territory_id
    checked, errors = sift_rows(held.author, [row.data for row in rows])
    of_row: dict[int, list[FieldError]] = {}
    for error in errors:
        of_row.setdefault((error.row or 1) - 1, []).append(error)
    for number, row in enumerate(rows):
        if row.tax_number and not any_tax_number(row.tax_number):
            wrong = check({"tax_number": row.tax_number}, held.unit_id, surroundings(held.author, []))[1]
            of_row.setdefault(number, []).extend(wrong)
    found = doubles(rows, held.unit_id, seen)
    return [
        Judged(row, clean, of_row.get(n, []), double)
        for n, (row, clean, double) in enumerate(zip(rows, checked, found, strict=True))
    ]


def _take(held: ContactImport, some: Sequence[Record]) -> None:
    # What the batches before have made is among the cards: to remember it here too would fill the memory.
    judged = judge(held, some, Seen())
    good = [one for one in judged if not one.left_out]
    _give_organisations(held, [one.row for one in good])
    people = make_persons(
        held.author, [one.clean | {"organisation": one.row.data.organisation} for one in good]
    )
    _remember(held, "person", people)
    bad = [one for one in judged if one.left_out]
    RejectedRow.objects.bulk_create(
        [
            RejectedRow(
                contact_import=held,
                line=one.row.line,
                cells=one.row.cells,
                double=not one.errors,
                reason=reason(one)[:300],
            )
            for one in bad
        ]
    )
    held.created += len(good)
    held.doubles += sum(not one.errors for one in bad)


def _remember(held: ContactImport, kind: str, made: Sequence[Person] | Sequence[Organisation]) -> None:
    """Whose work a card is, so that the import can be taken back."""
    bulk.insert(
        ImportedRow,
        ("contact_import_id", "kind", "row", "kept"),
        [(held.pk, kind, one.pk, "") for one in made],
    )


def reason(one: Judged) -> str:
    """Why a row is left out (or looks like a double), in words."""
    if one.errors:
        return " ".join(f"{_place(error)}: {error.message}" for error in one.errors)
    double = one.double
    if double is None:
        return ""
    where = (
        _("line %(line)d of this file") % {"line": double.line}
        if double.line
        else _("a card that exists already")
    )
    if double.by == "name":
        return _("Same name and city as %(where)s.") % {"where": where}
    if double.sure:
        return _("Same name and same %(point)s as %(where)s.") % {"point": double.by, "where": where}
    return _("Same %(point)s as %(where)s, under another name.") % {"point": double.by, "where": where}


def _place(error: FieldError) -> str:
    """The column and what stands in it, so that a cell is found and mended without counting columns."""
    name = str(FIELDS.get(_AS_COLUMN.get(error.field, error.field), error.field))
    return f"{name} «{error.value}»" if isinstance(error.value, str) and error.value else name


def _give_organisations(held: ContactImport, rows: Sequence[Row]) -> None:
    """The organisations that the rows name: found in the unit by tax number or name, or made."""
    wanted = {_named(row): row for row in rows if row.organisation.strip() or row.tax_number}
    ids = _standing(held.unit_id, wanted)
    new = {named: row for named, row in wanted.items() if named not in ids}
    try:
        made = create_organisations(
            held.author,
            [
                OrganisationData(
                    name=normal.text(row.organisation)[:200] or row.tax_number,
                    kind=_kind(row.organisation),
                    city=row.data.city,
                    unit=held.unit_id,
                    territory=held.territory_id,
                    tax_number=any_tax_number(row.tax_number) or "",
                )
                for row in new.values()
            ],
        )
    except Invalid as wrong:
        raise FileRefused(str(wrong)) from wrong
    _remember(held, "organisation", made)
    ids |= {named: one.pk for named, one in zip(new, made, strict=True)}
    for row in rows:
        row.data.organisation = ids.get(_named(row))


def _named(row: Row) -> tuple[str, str]:
    """A number tells more than a name: (number, name)."""
    return any_tax_number(row.tax_number) or "", normal.sort_key(normal.text(row.organisation))


def _standing(unit: int, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
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


def _kind(name: str) -> str:
    text = name.casefold()
    if "аптек" in text or "pharmac" in text:
        return Organisation.Kind.PHARMACY
    clinic = ("клиник", "больниц", "госпиталь", "медцентр", "медицинск", "clinic", "hospital", "medical")
    return Organisation.Kind.CLINIC if any(word in text for word in clinic) else Organisation.Kind.COMPANY

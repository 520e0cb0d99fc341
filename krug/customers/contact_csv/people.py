"""Persons of a file: what each row is, and how it and the organisation it names are made."""

from collections.abc import Sequence

from krug.customers.actions.create import make_persons, sift_rows
from krug.customers.actions.surroundings import surroundings
from krug.customers.contact_csv.cells import Row, row_of
from krug.customers.contact_csv.doubles import Seen, doubles
from krug.customers.contact_csv.judged import Judged, errors_by_row, remember
from krug.customers.contact_csv.own import put_own, wrong_in
from krug.customers.contact_csv.places import Wanted, found_or_made
from krug.customers.contact_csv.reading import Record
from krug.customers.models import ContactImport
from krug.customers.numbers import any_tax_number
from krug.customers.rules import check


def judge(held: ContactImport, some: Sequence[Record], seen: Seen) -> list[Judged]:
    rows = [row_of(line, cells, held.mapping) for line, cells in some]
    for row in rows:
        row.data.unit, row.data.territory = held.unit_id, held.territory_id
    checked, errors = sift_rows(held.author, [row.data for row in rows])
    of_row = errors_by_row([*errors, *wrong_in(held, rows)])
    for number, row in enumerate(rows):
        if row.tax_number and not any_tax_number(row.tax_number):
            wrong = check({"tax_number": row.tax_number}, held.unit_id, surroundings(held.author, []))[1]
            of_row.setdefault(number, []).extend(wrong)
    found = doubles(rows, held.unit_id, seen)
    return [
        Judged(row, clean, of_row.get(n, []), double)
        for n, (row, clean, double) in enumerate(zip(rows, checked, found, strict=True))
    ]


def take(held: ContactImport, good: Sequence[Judged]) -> None:
    works = [_works_at(one.row) for one in good]
    ids = found_or_made(held, [work for work in works if work])
    at = [{"organisation": ids[work.key] if work else None} for work in works]
    made = make_persons(held.author, [one.clean | where for one, where in zip(good, at, strict=True)])
    put_own(held, {person.pk: one.row for person, one in zip(made, good, strict=True)})
    remember(held, "person", made)


def _works_at(row: Row) -> Wanted | None:
    if not row.organisation.strip() and not row.tax_number:
        return None
    return Wanted(row.organisation, any_tax_number(row.tax_number) or "", row.data.city)

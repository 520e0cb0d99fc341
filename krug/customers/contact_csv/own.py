"""Columns of a file that fill own fields: which there are for whom, and what their cells come to."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from krug.access.models import User
from krug.customers.contact_csv.cells import PlaceRow, Row
from krug.customers.errors import FieldError
from krug.customers.models import ContactImport
from krug.fields.actions import put_values, sift_values
from krug.fields.actions.put import Judged
from krug.fields.actions.values import PREFIX
from krug.fields.queries.definitions import fields_of

Rows = Sequence[Row | PlaceRow]


def own_columns(author: User, kind: str, unit: int) -> dict[str, str]:
    """own.<key> → name: fields of this kind and unit that he may write."""
    found = fields_of(author, kind, [unit])
    return {PREFIX + one.field.key: one.field.name for one in found if one.sight == "edit"}


def wrong_in(held: ContactImport, rows: Rows) -> list[FieldError]:
    """Everything wrong in their own fields, rows counted from 1. Nothing is written."""
    if not any(row.own for row in rows):
        return []
    with transaction.atomic():
        _values, errors = _sifted(held, rows)
        # Words new to an open list belong to rows that are taken, and those are not known yet.
        transaction.set_rollback(True)
    return errors


def put_own(held: ContactImport, made: Mapping[int, Row | PlaceRow]) -> None:
    """Card → its row, found good by `wrong_in`."""
    rows = list(made.values())
    if any(row.own for row in rows):
        values, _errors = _sifted(held, rows)
        put_values(held.author, held.kind, list(zip(made, values, strict=True)))


def _sifted(held: ContactImport, rows: Rows) -> tuple[list[Judged], list[FieldError]]:
    units, given = [held.unit_id] * len(rows), [row.own for row in rows]
    return sift_values(held.author, held.kind, units, given, whole=False)

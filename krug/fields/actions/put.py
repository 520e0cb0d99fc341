"""Own fields of rows that are being made, one or thousands: judged before, written after."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from krug.access.errors import FieldError
from krug.fields import rules
from krug.fields.actions.allowed import Author
from krug.fields.actions.options import grown
from krug.fields.actions.values import PREFIX, Given, judged, unknown
from krug.fields.models import Choice, Value
from krug.fields.queries.definitions import fields_of
from krug.fields.rules import Held
from krug.site import bulk

COLUMNS = ("field_id", "row", "text", "key", "number", "version", "at", "author_id")
Judged = Mapping[str, Held]
"""Of one row: field's key → what it will have there."""
EMPTY: tuple[Any, ...] = (None, "", [], ())


def sift_values(
    author: Author, kind: str, units: Sequence[int], rows: Sequence[Given], whole: bool
) -> tuple[list[Judged], list[FieldError]]:
    """What new rows of these units are to have, and everything wrong in it; rows are counted from 1.

    `whole`: somebody fills in a new card, so what is required must be there. What files and other systems
    bring is taken without it, and the card asks. Only words new to an open list are written.
    """
    keys = None if whole else {key for given in rows for key in given}
    if keys is not None and not keys:
        return [{} for _row in rows], []
    defined = grown(author, fields_of(author, kind, set(units), keys), rows)
    made: list[Judged] = []
    errors: list[FieldError] = []
    for number, (unit, given) in enumerate(zip(units, rows, strict=True), 1):
        mine = [one for one in defined if one.sight == "edit" and rules.applies(one.field, unit)]
        filled = {key: value for key, value in given.items() if value not in EMPTY}
        if whole:
            lacking = [one.field.key for one in mine if one.field.required and one.field.key not in filled]
            message = _("This field is required.")
            errors += [FieldError(PREFIX + key, None, "required", message, number) for key in lacking]
        found, wrong = judged(mine, filled, {}, number)
        errors += wrong + unknown(mine, filled, number)
        made.append({key: held for key, held in found.items() if held.filled})
    return made, errors


@transaction.atomic
def put_values(author: Author, kind: str, rows: Sequence[tuple[int, Judged]]) -> None:
    """What `sift_values` found good, for rows that have nothing yet and whose making is audited already."""
    keys = {key for _row, values in rows for key in values}
    if not keys:
        return
    fields = {one.field.key: one.field for one in fields_of(None, kind, None, keys)}
    now, who = timezone.now(), author.pk if author else None
    every = [(row, fields[key], held) for row, values in rows for key, held in values.items()]
    written = [
        (field.pk, row, held.text, rules.key_of(field, held), held.number, 1, now, who)
        for row, field, held in every
    ]
    bulk.insert(Value, COLUMNS, written)
    chosen = [(option, row) for row, _field, held in every for option in held.options]
    bulk.insert(Choice, ("option_id", "row"), chosen)

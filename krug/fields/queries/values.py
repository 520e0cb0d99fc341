"""What rows say in their own fields."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from krug.access.models import User
from krug.fields import rules
from krug.fields.kinds import Row
from krug.fields.models import Choice, Field, Value
from krug.fields.queries.definitions import Defined, defined, fields_of
from krug.fields.rules import NOTHING, Held
from krug.site.bulk import chunks


@dataclass(frozen=True, slots=True)
class Shown:
    """A field on a card. `held` is the row's own, or that of a row merged into it that has one."""

    of: Defined
    held: Held


def held_of(fields: Sequence[Defined], rows: Collection[int]) -> dict[int, dict[int, Held]]:
    """row → field's id → what it has there."""
    plain = [one.field.pk for one in fields]
    found: dict[int, dict[int, Held]] = defaultdict(dict)
    if not plain:
        return found
    chosen = _chosen(fields, rows)
    for part in chunks(rows):
        names = ("row", "field_id", "text", "number", "version", "author_id")
        for row, field, text, number, version, author in Value.objects.filter(
            row__in=part, field__in=plain
        ).values_list(*names):
            options = tuple(sorted(chosen[row, field]))
            found[row][field] = Held(text, number, options, version, author)
    return found


def _chosen(fields: Sequence[Defined], rows: Collection[int]) -> dict[tuple[int, int], set[int]]:
    owner = {option: (root, one.field.pk) for one in fields for option, root in one.roots.items()}
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    if owner:
        for part in chunks(rows):
            for row, option in Choice.objects.filter(row__in=part).values_list("row", "option_id"):
                if option in owner:
                    root, field = owner[option]
                    found[row, field].add(root)
    return found


def card_fields(viewer: User, kind: str, row: Row) -> list[Shown]:
    """All fields in use of the row that the viewer may see, in their order, filled or not."""
    fields = fields_of(viewer, kind, [row.unit])
    held = held_of(fields, row.together)
    return [Shown(one, together(one.field.pk, row.together, held)) for one in fields]


def together(field: int, rows: Sequence[int], held: Mapping[int, Mapping[int, Held]]) -> Held:
    """The row's own word, also when it was emptied; else the first that somebody merged into it has."""
    own = held.get(rows[0], {}).get(field, NOTHING)
    if own.version:
        return own
    others = (held.get(row, {}).get(field, NOTHING) for row in rows[1:])
    other = next((one for one in others if one.filled), NOTHING)
    return Held(other.text, other.number, other.options, 0, other.author)


def plain_values(viewer: User | None, kind: str, row: Row) -> dict[str, Any]:
    """key → value of the fields in use, as programs have them."""
    fields = fields_of(viewer, kind, [row.unit])
    held = held_of(fields, row.together)
    return {
        one.field.key: rules.plain(one.field, together(one.field.pk, row.together, held), one.keys)
        for one in fields
    }


def everything(kind: str, rows: Collection[int]) -> list[dict[str, Any]]:
    """All that these rows say, in retired fields and hidden from roles too: for the customer himself."""
    fields = defined(None, Field.objects.filter(kind=kind).order_by("place", "id"))
    held = held_of(fields, rows)
    return [
        {"field": one.field.name, "value": rules.plain(one.field, held[row][one.field.pk], one.names)}
        for row in rows
        for one in fields
        if held[row].get(one.field.pk, NOTHING).filled
    ]

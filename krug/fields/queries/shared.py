"""What rows say in fields that several roles all see: for a document that these have in common."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from krug.fields import rules
from krug.fields.kinds import Row
from krug.fields.models import FieldRole
from krug.fields.queries.definitions import Defined, fields_of
from krug.fields.queries.values import Shown, held_of, together


def shared_values(kind: str, roles: Collection[str], rows: Sequence[Row]) -> dict[int, list[Shown]]:
    """row → its fields in use that are filled, in their order; none that is hidden from one of the roles."""
    fields = _seen_by_all(roles, fields_of(None, kind, {row.unit for row in rows}))
    held = held_of(fields, [one for row in rows for one in row.together]) if fields else {}
    found: dict[int, list[Shown]] = {}
    for row in rows:
        mine = [one for one in fields if rules.applies(one.field, row.unit)]
        shown = [Shown(one, together(one.field.pk, row.together, held)) for one in mine]
        found[row.id] = [one for one in shown if one.held.filled]
    return found


def _seen_by_all(roles: Collection[str], fields: Sequence[Defined]) -> list[Defined]:
    told: dict[int, dict[str, str]] = defaultdict(dict)
    for role in FieldRole.objects.filter(field__in=[one.field.pk for one in fields], role__in=roles):
        told[role.field_id][role.role] = role.sight
    return [
        one
        for one in fields
        if all(rules.sight(one.field, role, told[one.field.pk]) != FieldRole.Sight.NONE for role in roles)
    ]

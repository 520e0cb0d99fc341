"""Own fields as conditions know them, and what may be asked of which, by whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from krug.access.models import User
from krug.customers.models import Purpose
from krug.fields.models import Field, Type
from krug.fields.queries.definitions import defined, fields_of
from krug.segments.conditions import Asked, Chosen, Consented, Own, PartOf, owns, parts_of
from krug.segments.errors import DoesNotFit, FieldGone, OptionGone, PurposeGone
from krug.segments.models import Segment

TEXTS = ("filled", "written")
NUMBERS = ("filled", "between")
LISTS = ("filled", "chosen")
FITS: Mapping[str, Sequence[str]] = {
    Type.TEXT: TEXTS,
    Type.NOTE: TEXTS,
    Type.LINK: TEXTS,
    Type.WHOLE: NUMBERS,
    Type.DECIMAL: NUMBERS,
    Type.MONEY: NUMBERS,
    Type.DATE: ("filled", "near", "dated"),
    Type.YES: ("filled", "yes"),
    Type.ONE: LISTS,
    Type.SEVERAL: LISTS,
}
"""Type of a field → what may be asked of it."""


@dataclass(frozen=True)
class Meant:
    """A field. `options`: key → all that say the same, since one was merged into the other."""

    id: int
    type: str
    options: Mapping[str, Sequence[int]]

    @property
    def of_list(self) -> bool:
        return self.type in (Type.ONE, Type.SEVERAL)

    @property
    def every(self) -> list[int]:
        return sorted({one for some in self.options.values() for one in some})


def fields_meant(asked: Collection[tuple[str, str]], unit: int) -> dict[tuple[str, str], Meant]:
    """(kind, key) → the field, retired ones too: their values stand still, and so do the segments that ask
    of them. Those of other units are not there.
    """
    rows = Field.objects.filter(key__in={key for _kind, key in asked})
    mine = [one for one in rows if one.unit_id in (None, unit) and (one.kind, one.key) in asked]
    found = {}
    for one in defined(None, mine):
        same: dict[int, list[int]] = {}
        for option, root in one.roots.items():
            same.setdefault(root, []).append(option)
        options = {key: same[one.roots[option]] for option, key in one.keys.items()}
        found[one.field.kind, one.field.key] = Meant(one.field.pk, one.field.type, options)
    return found


def purposes_meant(unit: int) -> dict[str, int]:
    """Code → the purpose."""
    return dict(Purpose.objects.filter(unit=unit).values_list("code", "id"))


def told(viewer: User, segment: Segment) -> dict[str, Any]:
    """The condition as the viewer may know it: nothing of what it asks of fields that he does not see."""
    condition: dict[str, Any] = segment.condition
    keys = {(kind, part.field) for kind, part in owns(segment.asked)}
    if not keys:
        return condition
    rows = [
        one for one in Field.objects.filter(key__in={it for _, it in keys}) if (one.kind, one.key) in keys
    ]
    seen = {(one.field.kind, one.field.key) for one in defined(viewer, rows)}

    def part(kind: str, raw: dict[str, Any]) -> dict[str, Any]:
        if raw["kind"] == "group":
            return raw | {"parts": [part(kind, one) for one in raw["parts"]]}
        if raw["kind"] == "works_at":
            return raw | {"that": part("organisation", raw["that"])}
        hidden = raw["kind"] == "own" and (kind, raw["field"]) not in seen
        return raw | {"field": None, "test": None} if hidden else raw

    return condition | {"parts": [part(segment.kind, one) for one in condition["parts"]]}


def demand_own(author: User | None, unit: int, asked: Asked, before: Asked | None = None) -> None:
    """Whoever asks must see the fields that he asks of. What stood there `before` may stay.

    Raises FieldGone, OptionGone, DoesNotFit, PurposeGone.
    """
    known = set(parts_of(before)) if before else set[PartOf]()
    parts = [(kind, part) for kind, part in owns(asked) if (kind, part) not in known]
    for kind in sorted({kind for kind, _part in parts}):
        _demand_seen(author, unit, kind, [part for of, part in parts if of == kind])
    purposes = {part.purpose for _kind, part in parts_of(asked) if isinstance(part, Consented)}
    for code in sorted(purposes - set(purposes_meant(unit)) if purposes else ()):
        raise PurposeGone(field="purpose", value=code)


def _demand_seen(author: User | None, unit: int, kind: str, parts: Sequence[Own]) -> None:
    keys = {part.field for part in parts}
    found = {one.field.key: one for one in fields_of(author, kind, [unit], keys)}
    for part in parts:
        if part.field not in found:
            raise FieldGone(
                _("There is no field «%(field)s» in use here.") % {"field": part.field},
                field="field",
                value=part.field,
            )
        _demand_fit(part, found[part.field].field, set(found[part.field].keys.values()))


def _demand_fit(part: Own, field: Field, keys: set[str]) -> None:
    if part.test.how not in FITS[field.type]:
        raise DoesNotFit(
            _("«%(field)s» is of the type «%(type)s».")
            % {"field": field.name, "type": field.get_type_display()},
            field="test",
            value=part.test.how,
        )
    if isinstance(part.test, Chosen) and (strange := [it for it in part.test.options if it not in keys]):
        raise OptionGone(
            _("«%(value)s» is not in the list of «%(field)s».") % {"value": strange[0], "field": field.name},
            field="options",
            value=strange[0],
        )

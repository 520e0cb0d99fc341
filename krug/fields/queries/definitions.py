"""Which fields there are, for whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from krug.access.models import Role, User
from krug.fields import rules
from krug.fields.models import Field, FieldRole, Option


@dataclass(frozen=True, slots=True)
class Defined:
    """A field with what belongs to it; `sight`: edit or see, what the one who asked may do."""

    field: Field
    options: Sequence[Option]
    sight: str

    @property
    def offered(self) -> list[Option]:
        return [one for one in self.options if one.offered]

    @property
    def roots(self) -> dict[int, int]:
        """An option → the one it was merged into, or itself."""
        return {one.pk: one.into_id or one.pk for one in self.options}

    @property
    def names(self) -> dict[int, str]:
        return {one.pk: one.name for one in self.options}

    @property
    def keys(self) -> dict[int, str]:
        return {one.pk: one.key for one in self.options}


def fields_of(
    viewer: User | None, kind: str, units: Collection[int] | None, keys: Collection[str] | None = None
) -> list[Defined]:
    """Fields in use of rows of these units (None: of all) that the viewer may see, in their order."""
    rows = Field.objects.filter(kind=kind, retired_at=None)
    if units is not None:
        rows = rows.filter(Q(unit=None) | Q(unit__in=units))
    if keys is not None:
        rows = rows.filter(key__in=keys)
    # Put in order here: a statement that orders costs several times one that does not.
    return defined(viewer, sorted(rows, key=lambda one: (one.place, one.pk)))


def units_of(viewer: User | None) -> list[int] | None:
    """Whose fields the viewer's lists have: his unit's; None, those of all, for an administrator."""
    if viewer is None or viewer.role == Role.ADMIN:
        return None
    return [viewer.unit_id] if viewer.unit_id is not None else []


def defined(viewer: User | None, rows: Iterable[Field]) -> list[Defined]:
    """With options and what the viewer may do; without what he may not see."""
    found = list(rows)
    roles, options = _roles(viewer, found), options_of(found)
    sights = {one.pk: rules.sight(one, viewer.role if viewer else None, roles[one.pk]) for one in found}
    return [
        Defined(one, options[one.pk], sights[one.pk])
        for one in found
        if sights[one.pk] != FieldRole.Sight.NONE
    ]


def options_of(fields: Iterable[Field]) -> dict[int, list[Option]]:
    found: dict[int, list[Option]] = defaultdict(list)
    lists = [one.pk for one in fields if one.of_list]
    if lists:
        for option in Option.objects.filter(field__in=lists).select_related("into").order_by("place", "id"):
            found[option.field_id].append(option)
    return found


def _roles(viewer: User | None, fields: Sequence[Field]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    if viewer is not None and fields and viewer.role != Role.ADMIN:
        told = FieldRole.objects.filter(field__in=[one.pk for one in fields], role=viewer.role)
        for field, role, sight in told.values_list("field", "role", "sight"):
            found[field][role] = sight
    return found


def roles_of(field: Field) -> dict[str, str]:
    """Role → sight, where a field says something of a role."""
    return dict(FieldRole.objects.filter(field=field).values_list("role", "sight"))


def managed(viewer: User, kind: str) -> QuerySet[Field]:
    """All fields of a kind that stand on the settings page of the viewer, retired ones too."""
    rows = Field.objects.filter(kind=kind).select_related("unit").order_by("place", "id")
    return rows if viewer.role == Role.ADMIN else rows.filter(Q(unit=None) | Q(unit=viewer.unit_id))

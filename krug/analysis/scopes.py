"""The viewer's scopes as tables that steps can join: what he sees, as krug.access.scopes says it."""

from collections.abc import Iterable

import pyarrow as pa

from krug.access.models import Role, User
from krug.access.scopes import visible, visible_staff
from krug.analysis.dimension import ViewerDimension, register

WHOLE_UNIT = frozenset({Role.MARKETER, Role.PRODUCTION, Role.AGENT})
"""Roles that see figures over everyone of their unit, though not each colleague's own rows."""


def ids(values: Iterable[int], name: str = "id") -> pa.Table:
    return pa.table({name: pa.array(values, pa.int64())})


def persons(viewer: User) -> pa.Table:
    return ids(set(visible(viewer, "person")), "person")


def staff(viewer: User) -> pa.Table:
    """Whose work counts in his figures."""
    seen = set(visible_staff(viewer).values_list("id", flat=True))
    if viewer.role in WHOLE_UNIT and viewer.unit_id is not None:
        seen |= set(User.objects.filter(unit_id=viewer.unit_id).values_list("id", flat=True))
    return ids(seen, "staff")


def register_all() -> None:
    register(ViewerDimension("visible_person", ("person",), persons))
    register(ViewerDimension("visible_staff", ("staff",), staff))

"""The viewer's scopes as tables that steps can join: what he sees, as krug.access.scopes says it."""

from collections.abc import Iterable

import pyarrow as pa

from krug.access.models import Role, User
from krug.access.scopes import memberships, visible_of, visible_staff
from krug.analysis.dimension import Keys, ViewerDimension, register
from krug.analysis.source import among, columns

WHOLE_UNIT = frozenset({Role.MARKETER, Role.PRODUCTION, Role.AGENT})
"""Roles that see figures over everyone of their unit, though not each colleague's own rows."""

PERSONS_HEARD = """
SELECT DISTINCT unnest([l.person, c.canonical]) FROM link l LEFT JOIN canonical c ON c.person = l.person"""
"""Whoever a touch of the question can belong to, and who stands for him."""


def ids(values: Iterable[int], name: str = "id") -> pa.Table:
    return pa.table({name: pa.array(values, pa.int64())})


def persons(viewer: User, keys: Keys) -> pa.Table:
    if keys is None:
        # A survivor may be in two scopes.
        seen = memberships(viewer, "person").values_list("row").distinct()
        return columns(seen, pa.schema([("person", pa.int64())]))
    return ids(visible_of(viewer, "person", among(keys)), "person")


def staff(viewer: User, _keys: Keys = None) -> pa.Table:
    """Whose work counts in his figures."""
    seen = set(visible_staff(viewer).values_list("id", flat=True))
    if viewer.role in WHOLE_UNIT and viewer.unit_id is not None:
        seen |= set(User.objects.filter(unit_id=viewer.unit_id).values_list("id", flat=True))
    return ids(seen, "staff")


def register_all() -> None:
    register(ViewerDimension("visible_person", ("person",), persons, PERSONS_HEARD))
    register(ViewerDimension("visible_staff", ("staff",), staff))

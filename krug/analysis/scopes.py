"""The viewer's scopes as tables that steps can join: what he sees, as krug.access.scopes says it."""

from collections.abc import Iterable

import pyarrow as pa

from krug.access.models import Role, ScopeMember, User
from krug.access.scopes import memberships, scope_ids, visible_of, visible_staff
from krug.analysis.dimension import Dimension, Keys, ViewerDimension, register
from krug.analysis.source import among, columns
from krug.analysis.watch import Watch

WHOLE_UNIT = frozenset({Role.MARKETER, Role.PRODUCTION, Role.AGENT})
"""Roles that see figures over everyone of their unit, though not each colleague's own rows."""

PERSONS_HEARD = """
SELECT DISTINCT unnest([l.person, c.canonical]) FROM link l LEFT JOIN canonical c ON c.person = l.person"""
"""Whoever a touch of the question can belong to, and who stands for him."""

MEMBERSHIP = ("person", "scope")
PLACED = Watch("member", "access_scopemember", "row", ("row", "scope_id", "kind"), "{row}.kind = 'person'")


def ids(values: Iterable[int], name: str = "id") -> pa.Table:
    return pa.table({name: pa.array(values, pa.int64())})


def membership(keys: Keys) -> pa.Table:
    """person, scope: who is where, for all viewers."""
    rows = ScopeMember.objects.filter(kind="person")
    rows = rows if keys is None else rows.filter(row__in=among(keys))
    return columns(rows.values_list("row", "scope"), pa.schema([(name, pa.int64()) for name in MEMBERSHIP]))


def persons(viewer: User, keys: Keys) -> pa.Table:
    if keys is None:
        # A survivor may be in two scopes.
        seen = memberships(viewer, "person").values_list("row").distinct()
        return columns(seen, pa.schema([("person", pa.int64())]))
    return ids(visible_of(viewer, "person", among(keys)), "person")


def persons_scopes(viewer: User) -> pa.Table:
    return ids(scope_ids(viewer, "person"), "scope")


def staff(viewer: User, _keys: Keys = None) -> pa.Table:
    """Whose work counts in his figures."""
    seen = set(visible_staff(viewer).values_list("id", flat=True))
    if viewer.role in WHOLE_UNIT and viewer.unit_id is not None:
        seen |= set(User.objects.filter(unit_id=viewer.unit_id).values_list("id", flat=True))
    return ids(seen, "staff")


def register_all() -> None:
    register(Dimension("membership", MEMBERSHIP, membership, key="person", watches=(PLACED,)))
    register(
        ViewerDimension(
            "visible_person",
            ("person",),
            persons,
            PERSONS_HEARD,
            over="membership",
            sql="SELECT m.person FROM {over} m WHERE m.scope IN (SELECT scope FROM {mine})",
            mine=persons_scopes,
        )
    )
    register(ViewerDimension("visible_staff", ("staff",), staff))

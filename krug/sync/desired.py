"""What devices should hold, computed plainly from the domain tables: the oracle that items and digests
must equal.
"""

from collections.abc import Collection

from krug.access.models import Scope, ScopeMember
from krug.sync.digests import NOTHING, as_hex
from krug.sync.documents import BUILDERS, build

Held = dict[tuple[int, str, str], tuple[str, bytes]]
"""(scope, kind, uid) → (digest, body)"""


def desired(scopes: Collection[int]) -> Held:
    """Every row of these scopes as it should travel."""
    by_id = Scope.objects.in_bulk(scopes)
    found: Held = {}
    for kind in BUILDERS:
        rows = ScopeMember.objects.filter(scope__in=by_id, kind=kind).values_list("row", "scope_id")
        for one in build(kind, [(row, by_id[scope]) for row, scope in rows]):
            found[one.scope, kind, str(one.uid)] = (as_hex(one.digest), one.body)
    return found


def root_of(held: Held, scope: int) -> str:
    """XOR of the digests of a scope's rows."""
    whole = int(NOTHING, 16)
    for (of, _kind, _uid), (digest, _body) in held.items():
        if of == scope:
            whole ^= int(digest, 16)
    return f"{whole:016x}"

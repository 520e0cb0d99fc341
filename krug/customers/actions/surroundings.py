"""What an author may refer to, and that he may do it at all."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from krug.access.errors import NotAllowed
from krug.access.models import Scope, Territory, User
from krug.access.rules import Permission, may
from krug.access.scopes import scope_ids
from krug.customers.models import Organisation
from krug.customers.rules import Surroundings

Author = User | None
"""None is the console: whoever holds the machine."""


def require(author: Author, permission: Permission) -> None:
    if author is not None and not may(author, permission):
        raise NotAllowed


def surroundings(author: Author, rows: Iterable[Mapping[str, Any]]) -> Surroundings:
    """The territories and organisations that the rows name and the author may use."""
    rows = list(rows)
    territories = _named(rows, "territory")
    organisations = sorted({*_named(rows, "organisation"), *_named(rows, "parent")})
    units = dict(Territory.objects.filter(id__in=territories).values_list("id", "unit"))
    if author is not None:
        seen = Scope.objects.filter(kind=Scope.Kind.TERRITORY, ref__in=territories, id__in=scope_ids(author))
        units = {ref: units[ref] for ref in seen.values_list("ref", flat=True) if ref in units}
    homes: dict[int, int] = {}
    for start in range(0, len(organisations), 5_000):
        found = Organisation.objects.filter(id__in=organisations[start : start + 5_000])
        homes |= dict(found.values_list("id", "unit"))
    return Surroundings(territories=units, organisations=homes, today=timezone.localdate())


def default_territory(author: Author) -> int | None:
    """Where a new card goes when nobody said: None is the unit, for those who see all of it."""
    if author is None or author.unit_id is None:
        return None
    seen = Scope.objects.filter(id__in=scope_ids(author))
    if seen.filter(kind=Scope.Kind.UNIT, ref=author.unit_id).exists():
        return None
    territories = seen.filter(kind=Scope.Kind.TERRITORY).order_by("ref")
    return territories.values_list("ref", flat=True).first()


def _named(rows: Iterable[Mapping[str, Any]], field: str) -> list[int]:
    return sorted({row[field] for row in rows if isinstance(row.get(field), int)})

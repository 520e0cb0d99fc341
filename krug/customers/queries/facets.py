"""Which values a list can be filtered by: those that occur among the rows the viewer sees."""

from krug.access.models import Scope, Territory, User
from krug.access.scopes import memberships, scope_ids
from krug.customers import store

FEW = 5_000
MOST = 300
TABLES = {"person": "customers_person", "organisation": "customers_organisation"}
COLUMNS = {"person": ("specialty", "city"), "organisation": ("city",)}


def values_of(viewer: User, kind: str, column: str) -> list[str]:
    """Values of `specialty` or `city`, in order, at most MOST. KeyError or ValueError on anything else."""
    if column not in COLUMNS[kind]:
        raise ValueError(column)
    scopes = sorted(scope_ids(viewer, kind))
    if not scopes:
        return []
    if memberships(viewer, kind)[: FEW + 1].count() <= FEW:
        return _of_few(scopes, kind, column)
    return _of_many(scopes, kind, column)


def territories_of(viewer: User) -> list[tuple[int, str]]:
    """(id, name) of the territories whose customers the viewer sees."""
    seen = Scope.objects.filter(id__in=scope_ids(viewer, "person"), kind=Scope.Kind.TERRITORY)
    return list(
        Territory.objects.filter(id__in=seen.values("ref")).order_by("name").values_list("id", "name")
    )


def _of_few(scopes: list[int], kind: str, column: str) -> list[str]:
    holes = ", ".join(["%s"] * len(scopes))
    sql = (
        f"SELECT DISTINCT p.{column} FROM access_scopemember m JOIN {TABLES[kind]} p ON p.id = m.row "
        f"WHERE m.kind = '{kind}' AND m.scope_id IN ({holes}) AND p.{column} <> '' ORDER BY 1 LIMIT {MOST}"
    )
    return [value for (value,) in store.rows((sql, list(scopes)))]


def _of_many(scopes: list[int], kind: str, column: str) -> list[str]:
    """Leaps from value to value along the column's index, and asks whether the viewer sees a row with it."""
    holes = ", ".join(["%s"] * len(scopes))
    table = TABLES[kind]
    sql = (
        f"WITH RECURSIVE leap(v) AS (SELECT min({column}) FROM {table} WHERE {column} > '' UNION ALL "
        f"SELECT (SELECT min({column}) FROM {table} WHERE {column} > leap.v) FROM leap "
        f"WHERE leap.v IS NOT NULL) SELECT v FROM leap WHERE v IS NOT NULL AND EXISTS ("
        f"SELECT 1 FROM {table} p JOIN access_scopemember m ON m.kind = '{kind}' AND m.row = p.id "
        f"AND m.scope_id IN ({holes}) WHERE p.{column} = v) LIMIT {MOST}"
    )
    return [value for (value,) in store.rows((sql, list(scopes)))]

"""Two ways to walk a list by keyset: along each scope the viewer sees, or what a filter lets through."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from krug.customers import store
from krug.customers.queries.conditions import Condition
from krug.customers.queries.orders import NAME, Order

# Up to here rows are counted to find out which way is shorter: through scopes or through a filter.
WEIGHED = 50_000
SORTED = 10_000
"""So many rows of a filter are put in another order than its index has; more are walked in that order."""
Keys = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """What is listed: a kind of row, its table, its filters from the most selective on."""

    kind: str
    table: str
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ByScopes:
    """Walk each scope's own index in list order and check the filters row by row."""

    of: Listed
    scopes: Sequence[int]
    wanted: Sequence[Condition]
    order: Order

    def _one(self, what: str) -> tuple[str, list[Any]]:
        join = f" JOIN {self.of.table} p ON p.id = m.row" if self.wanted else ""
        if any(one.dear for one in self.wanted):
            join = store.current().one_by_one(self.of.table)
        checks = "".join(f" AND {one.check}" for one in self.wanted)
        scope = "m.scope_id" if self.order.table == NAME.table else "m.scope"
        sql = (
            f"SELECT {what} FROM {self.order.table} m{join} "
            f"WHERE {scope} = %s AND m.kind = '{self.of.kind}'{checks}"
        )
        return sql, [value for one in self.wanted for value in one.params]

    def page(self, begin: Sequence[Any] | None, limit: int) -> list[Keys]:
        one, params = self._one(self.order.columns)
        if begin:
            one, params = f"{one} AND {self.order.beyond}", [*params, *begin]
        one = f"{one} ORDER BY {self.order.walk} LIMIT %s"
        every, values = store.current().seek_scopes(self.scopes, one, [*params, limit])
        # DISTINCT: a survivor is in the scopes of all who were merged into him.
        sql = f"SELECT DISTINCT * FROM ({every}) every ORDER BY {self.order.words} LIMIT %s"
        return store.rows((sql, [*values, limit]))

    def count(self, most: int) -> int:
        one, params = self._one("m.row AS id")
        every, values = store.current().seek_scopes(self.scopes, f"{one} LIMIT %s", [*params, most])
        sql = f"SELECT count(DISTINCT id) FROM (SELECT id FROM ({every}) every LIMIT %s) part"
        # Twice: a survivor may be met in several scopes.
        return min(int(store.rows((sql, [*values, 2 * most]))[0][0]), most)


@dataclass(frozen=True, slots=True)
class ByFilter:
    """Take the rows that the first filter lets through and check that the viewer sees the row."""

    of: Listed
    scopes: Sequence[int]
    wanted: Sequence[Condition]

    def where(self) -> tuple[str, list[Any]]:
        first, *rest = self.wanted
        plain = store.current().not_by_index
        checks = "".join(f" AND {one.check}" for one in rest)
        sql = (
            f"FROM {self.of.table} p WHERE {first.lead}{checks} AND EXISTS ("
            f"SELECT 1 FROM access_scopemember m WHERE m.kind = '{self.of.kind}' AND m.row = p.id "
            f"AND {plain('m.scope_id')} IN ({store.holes(self.scopes)}))"
        )
        return sql, [*(value for one in self.wanted for value in one.params), *self.scopes]

    def page(self, begin: Sequence[Any] | None, limit: int) -> list[Keys]:
        where, params = self.where()
        if begin:
            where, params = f"{where} AND (p.sort, p.id) > (%s, %s)", [*params, *begin]
        sql = f"SELECT p.sort, p.id {where} ORDER BY p.sort, p.id LIMIT %s"
        return store.rows((sql, [*params, limit]))

    def count(self, most: int) -> int:
        where, params = self.where()
        sql = f"SELECT count(*) FROM (SELECT 1 {where} LIMIT %s) part"
        return int(store.rows((sql, [*params, most]))[0][0])


@dataclass(frozen=True, slots=True)
class Sorted:
    """The few rows that the first filter lets through, put in an order that its index has not."""

    by_filter: ByFilter
    order: Order

    def page(self, begin: Sequence[Any] | None, limit: int) -> list[Keys]:
        of, scopes = self.by_filter.of, self.by_filter.scopes
        first, *rest = self.by_filter.wanted
        checks = "".join(f" AND {one.check}" for one in rest)
        params = [*scopes, *(value for one in self.by_filter.wanted for value in one.params)]
        scope = store.current().not_by_index("m.scope_id" if self.order.table == NAME.table else "m.scope")
        beyond = ""
        if begin:
            beyond, params = f" AND {self.order.beyond}", [*params, *begin]
        sql = (
            f"SELECT DISTINCT {self.order.columns} FROM {of.table} p JOIN {self.order.table} m "
            f"ON m.kind = '{of.kind}' AND m.row = p.id AND {scope} IN ({store.holes(scopes)}) "
            f"WHERE {first.lead}{checks}{beyond} ORDER BY {self.order.words} LIMIT %s"
        )
        return store.rows((sql, [*params, limit]))

    def count(self, most: int) -> int:
        return self.by_filter.count(most)


Way = ByScopes | ByFilter | Sorted


def way(of: Listed, scopes: Sequence[int], wanted: Sequence[Condition], order: Order = NAME) -> Way:
    """Through whichever is smaller: what the viewer sees, or what the most selective filter lets through."""
    if wanted:
        in_scopes, in_filter = _weighed(of, scopes, wanted[0])
        walked = order == NAME and wanted[0].in_order
        if in_filter <= in_scopes and (walked or in_filter < SORTED):
            found = ByFilter(of, scopes, wanted)
            return found if order == NAME else Sorted(found, order)
    return ByScopes(of, scopes, wanted, order)


def _weighed(of: Listed, scopes: Sequence[int], first: Condition) -> tuple[int, int]:
    seen = (
        f"SELECT 1 FROM access_scopemember WHERE kind = '{of.kind}' "
        f"AND scope_id IN ({store.holes(scopes)}) LIMIT %s"
    )
    sql = f"SELECT (SELECT count(*) FROM ({seen}) s), (SELECT count(*) FROM ({first.passed} LIMIT %s) f)"
    in_scopes, in_filter = store.rows((sql, [*scopes, WEIGHED, *first.params, WEIGHED]))[0]
    return int(in_scopes), int(in_filter)

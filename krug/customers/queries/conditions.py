"""The filters of a list as conditions on its row `p`, in two writings: one that may lead, one that checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from krug.customers import store
from krug.customers.queries.organisations import cards_of


@dataclass(frozen=True, slots=True)
class Condition:
    """`lead`: by an index, `check`: row by row, `passed`: the rows that it lets through; one set of `params`
    serves each of them. `in_order`: led by it the rows come by name, without being sorted. `dear`: to check
    it costs more than to read a row, so that no more rows than a page needs may be looked at.
    """

    lead: str
    check: str
    passed: str
    params: Sequence[Any]
    in_order: bool = False
    dear: bool = False


def of_column(table: str, name: str, value: Any) -> Condition:
    plain = store.current().not_by_index(f"p.{name}")
    passed = f"SELECT 1 FROM {table} p WHERE p.{name} = %s"
    return Condition(f"p.{name} = %s", f"{plain} = %s", passed, [value], in_order=True)


def of_group(table: str, where: str, params: Sequence[Any]) -> Condition:
    """Persons of whom, or of somebody merged into them, `table` (as `a`, with person_id) has such a row."""
    roots = (
        f"SELECT coalesce(q.canonical_id, q.id) FROM {table} a "
        f"JOIN customers_person q ON q.id = a.person_id WHERE {where}"
    )
    # By the person's own index: a condition that begins at the value would be asked anew for each row.
    mine = (
        f"SELECT 1 FROM {table} a WHERE a.person_id IN ("
        "SELECT q.id FROM customers_person q WHERE q.id = p.id UNION ALL "
        f" SELECT q.id FROM customers_person q WHERE q.canonical_id = p.id) AND {where}"
    )
    return Condition(f"p.id IN ({roots})", f"EXISTS ({mine})", roots, params)


def works_at(organisation: int) -> Condition:
    group = cards_of(organisation)
    where = f"a.organisation_id IN ({store.holes(group)}) AND a.until IS NULL"
    return of_group("customers_affiliation", where, group)


def belongs_to(parent: int) -> Condition:
    """Organisations which, or something merged into which, are part of this one or of any merged into it."""
    group = cards_of(parent)
    holes = store.holes(group)
    roots = (
        "SELECT coalesce(q.canonical_id, q.id) FROM customers_organisation q "
        f"WHERE q.parent_id IN ({holes}) AND coalesce(q.canonical_id, q.id) NOT IN ({holes})"
    )
    mine = (
        "SELECT 1 FROM customers_organisation q WHERE coalesce(q.canonical_id, q.id) = p.id "
        f"AND q.parent_id IN ({holes}) AND p.id NOT IN ({holes})"
    )
    return Condition(f"p.id IN ({roots})", f"EXISTS ({mine})", roots, [*group, *group])


def decides(part: str) -> Condition:
    """Who has that part in the decisions of any organisation where he works."""
    return of_group("customers_affiliation", "a.part = %s AND a.until IS NULL", [part])


def known_for(trait: str) -> Condition:
    """`trait`: kind:key, such as likes:coffee."""
    kind, _, key = trait.partition(":")
    return of_group("customers_trait", "a.kind = %s AND a.key = %s AND a.until IS NULL", [kind, key])

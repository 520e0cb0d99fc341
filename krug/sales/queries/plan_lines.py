"""Rows of a version as the pure parts know them."""

from collections.abc import Sequence
from dataclasses import replace

from krug.customers.queries import canonicals_of
from krug.customers.queries.organisations import standing_for
from krug.sales.models import PlanLine, PlanVersion
from krug.sales.planning.lines import Key, Line, Why


def key_of(row: PlanLine) -> Key:
    customer = (row.person_id, row.organisation_id)
    return Key(Why(row.why), row.owner_id, customer, row.territory_id, row.product_id)


def line_of(row: PlanLine) -> Line:
    deals = [(one[0], one[1], _chances(one[2], row.could)) for one in row.deals]
    return Line(key_of(row), row.cents, row.could, deals, row.adjustment_id)


def _chances(held: Sequence[float] | float, could: Sequence[int]) -> Sequence[float]:
    """Rows of older plans hold one for all months: it is parted as their sum is."""
    if not isinstance(held, int | float):
        return held
    return [held * cents / (sum(could) or 1) for cents in could]


def lines_of(version: PlanVersion) -> list[Line]:
    """With the customers that stand for doubles today."""
    rows = [line_of(row) for row in version.lines.order_by("id")]
    people = canonicals_of({row.key.customer[0] for row in rows if row.key.customer[0]})
    places = standing_for({row.key.customer[1] for row in rows if row.key.customer[1]})
    return [
        replace(row, key=replace(row.key, customer=(people.get(one or 0), places.get(place or 0))))
        for row in rows
        for one, place in [row.key.customer]
    ]

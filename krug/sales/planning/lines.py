"""A plan row by row: whose, of which customer, where, of what, why. Pure; whole cents.

Rows of a person come month by month exactly to what the figures say of him, so every breakdown comes to the
whole: it only sorts the same rows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from krug.sales.planning.basis import Basis, customers
from krug.sales.planning.figures import Figures
from krug.sales.planning.pace import NOBODY, Customer, Known
from krug.sales.planning.sharing import shared, weighed

MOST = 2_000
"""Rows with a customer; smaller ones of a person are put together."""


class Why(StrEnum):
    WON = "won"
    """It had come when the plan was made."""
    PIPELINE = "pipeline"
    REPEAT = "repeat"
    NEW = "new"
    HAND = "hand"
    """Somebody changed the figure."""


@dataclass(frozen=True, slots=True)
class Key:
    why: Why
    owner: int | None
    customer: Customer = NOBODY
    territory: int | None = None
    product: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """`cents`: what is planned by months; `could`: what it would be without the limit of what he carries;
    `deals`: [deal, its cents, its chances by months] of open ones; `adjustment`: what was changed by hand.
    """

    key: Key
    cents: Sequence[int]
    could: Sequence[int]
    deals: Sequence[tuple[int, int, Sequence[float]]] = ()
    adjustment: int | None = None


@dataclass(slots=True)
class _Row:
    parts: list[float]
    deals: list[tuple[int, int, Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where customers are, where people sell."""

    customers: Mapping[Customer, int | None]
    people: Mapping[int, int | None]


def lines(known: Sequence[Known], basis: Basis, told: Figures, places: Places) -> list[Line]:
    count = len(basis.months)
    won, open_, mixes = _of_deals(known, basis, count)
    rows = open_
    own = {one.id: one for one in basis.people}
    for (owner, customer), level in customers(known, basis.pace, basis.at).items():
        cells = told.cells.get(owner)
        whole = basis.repeats.get(owner, 0.0)
        if cells and whole:
            parts = [cell.repeat * level / whole for cell in cells]
            _spread(rows, Key(Why.REPEAT, owner, customer, places.customers.get(customer)), parts,
                    mixes.get(customer, {}))  # fmt: skip
    for owner, cells in told.cells.items():
        if owner in own:
            key = Key(Why.NEW, owner, NOBODY, places.people.get(owner))
            _spread(rows, key, [cell.new for cell in cells], mixes.get(NOBODY, {}))
    return [*won, *_limited(_folded(rows, count), told)]


def _of_deals(
    known: Sequence[Known], basis: Basis, count: int
) -> tuple[list[Line], dict[Key, _Row], dict[Customer, dict[int | None, float]]]:
    """What came already, what is open, and of what products customers (and all together) bought."""
    won: dict[Key, list[int]] = {}
    rows: dict[Key, _Row] = {}
    mixes: dict[Customer, dict[int | None, float]] = defaultdict(lambda: defaultdict(float))
    for one in known:
        products = one.products or {None: 1}
        weights = list(products.values())
        for product, cents in zip(products, shared(one.cents, weights), strict=True):
            key = Key(Why.PIPELINE, one.owner, one.customer, one.territory, product)
            if one.open:
                row = rows.setdefault(key, _Row([0.0] * count, []))
                for month, chance in enumerate(one.chances):
                    row.parts[month] += cents * chance
                row.deals.append((one.deal, cents, list(one.chances)))
            elif one.won and one.closed_at:
                mixes[one.customer][product] += cents
                mixes[NOBODY][product] += cents
                at = place_of(basis, one.closed_at)
                if at is not None:
                    won.setdefault(replace(key, why=Why.WON), [0] * count)[at] += cents
    return [Line(key, cents, cents) for key, cents in won.items()], rows, mixes


def place_of(basis: Basis, moment: datetime) -> int | None:
    away = (moment - basis.at).total_seconds() / 86_400
    return next((at for at, (since, until) in enumerate(basis.spans) if since <= away < until), None)


def _spread(rows: dict[Key, _Row], key: Key, parts: Sequence[float], mix: Mapping[int | None, float]) -> None:
    whole = sum(mix.values())
    for product, weight in (mix if whole else {None: 1.0}).items():
        row = rows.setdefault(replace(key, product=product), _Row([0.0] * len(parts), []))
        for at, part in enumerate(parts):
            row.parts[at] += part * weight / (whole or 1.0)


def _folded(rows: dict[Key, _Row], count: int) -> dict[Key, _Row]:
    if len(rows) <= MOST:
        return rows
    ordered = sorted(rows.items(), key=lambda one: -sum(one[1].parts))
    kept = dict(ordered[:MOST])
    for key, row in ordered[MOST:]:
        whole = kept.setdefault(replace(key, customer=NOBODY, product=None), _Row([0.0] * count, []))
        whole.parts = [one + more for one, more in zip(whole.parts, row.parts, strict=True)]
        whole.deals += row.deals
    return kept


def _limited(rows: Mapping[Key, _Row], told: Figures) -> list[Line]:
    """Each person's rows of a month come to what is likely of him; without the limit to what could come."""
    own: dict[int | None, list[Key]] = defaultdict(list)
    for key in rows:
        own[key.owner].append(key)
    made = []
    for owner, keys in own.items():
        cells = told.cells.get(owner or 0)
        if cells is None:
            continue
        cents, could = list[list[int]](), list[list[int]]()
        for at, cell in enumerate(cells):
            weights = weighed([rows[key].parts[at] for key in keys])
            anything = any(weights)
            cents.append(shared(round(cell.rest) if anything else 0, weights))
            could.append(shared(round(cell.could) if anything else 0, weights))
        for number, key in enumerate(keys):
            mine, whole = [one[number] for one in cents], [one[number] for one in could]
            if any(mine) or any(whole):
                made.append(Line(key, mine, whole, rows[key].deals))
    return made


def whole(rows: Sequence[Line], months: int) -> list[int]:
    return [sum(row.cents[at] for row in rows) for at in range(months)]

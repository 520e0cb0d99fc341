"""What was found of deals is priced, and how they fit their method is kept; nobody does it by hand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from krug.sales.conforming import aligned
from krug.sales.costing import NOTHING, Cost, Effect, cost
from krug.sales.deviating import Course, Found
from krug.sales.models import Conformance, Deal, DeviationEffect
from krug.site import bulk

COLUMNS = ("coarse", "cost", "cost_low", "cost_high", "price")
Effects = Mapping[tuple[int, str, str], Effect]
"""(unit, kind, coarse stage) → what closed deals teach."""


def effects_of(units: Collection[int]) -> Effects:
    rows = DeviationEffect.objects.filter(unit__in=units, points__isnull=False)
    told = rows.values_list("unit", "kind", "coarse", "points", "low", "high")
    return {
        (unit, kind, coarse): Effect(points or 0.0, low or 0.0, high or 0.0)
        for unit, kind, coarse, points, low, high in told
    }


def costed(
    deal: Deal, course: Course, found: Sequence[Found], effects: Effects
) -> Iterator[tuple[Found, dict[str, Any]]]:
    """With the columns of each. Of one kind at one stage the first carries the cost of all."""
    counted = set[tuple[str, str]]()
    for it in sorted(found, key=lambda one: (one.at, one.kind, one.key)):
        coarse = coarse_of(course, it.stage, deal.coarse)
        first = (it.kind, coarse) not in counted
        counted.add((it.kind, coarse))
        price = Decimal(str(it.figures.get("price", 0)))
        yield (
            it,
            priced(deal.amount, effects.get((deal.unit_id, it.kind, coarse)), first)
            | {
                "coarse": coarse,
                "price": price,
            },
        )


def coarse_of(course: Course, stage: str, otherwise: str) -> str:
    """A stage of an earlier version may be no more."""
    return next((str(one.coarse) for one in course.contract.stages if one.code == stage), otherwise)


def priced(amount: Decimal | None, effect: Effect | None, first: bool) -> dict[str, Any]:
    known: Cost | None = None
    if amount is not None and effect is not None:
        known = cost(amount, effect) if first else NOTHING
    return {
        "cost": known.likely if known else None,
        "cost_low": known.low if known else None,
        "cost_high": known.high if known else None,
    }


def keep_fits(deals: Sequence[Deal], found: Mapping[int, Course]) -> None:
    kept = {one.deal_id: one for one in Conformance.objects.filter(deal__in=deals)}
    new, other = list[Conformance](), list[Conformance]()
    for deal in deals:
        fit = aligned(found[deal.pk])
        figures = len(fit.kept), fit.steps, fit.cost
        row = kept.get(deal.pk)
        if row is None:
            new.append(Conformance(deal=deal, kept=figures[0], steps=figures[1], cost=figures[2]))
        elif (row.kept, row.steps, row.cost) != figures:
            row.kept, row.steps, row.cost = figures
            other.append(row)
    bulk.create(Conformance, new)
    bulk.change(Conformance, ["kept", "steps", "cost"], other)

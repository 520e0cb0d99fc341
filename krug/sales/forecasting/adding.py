"""Many uncertain deals added up: what they come to, and between what with 80 %. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random

DRAWS = 2_000
MANY = 60
"""Deals: of so many the sum is as good as normal."""
Z = 1.2815515655446004
"""Of an interval of 80 %."""


@dataclass(frozen=True, slots=True)
class Expected:
    likely: float
    low: float
    high: float


def added(deals: Sequence[tuple[float, float]]) -> Expected:
    """(amount, probability): each comes whole or not at all, whatever the others do. Always the same."""
    likely = sum(amount * chance for amount, chance in deals)
    if len(deals) > MANY:
        spread = Z * sqrt(sum(amount * amount * chance * (1 - chance) for amount, chance in deals))
        return Expected(likely, max(0.0, likely - spread), likely + spread)
    dice = Random(7)  # noqa: S311
    sums = sorted(sum(amount for amount, chance in deals if dice.random() < chance) for _draw in range(DRAWS))
    return Expected(likely, float(sums[DRAWS // 10]), float(sums[DRAWS - DRAWS // 10 - 1]))

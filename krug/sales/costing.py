"""What deviations cost: how much rarer deals that had them were won, times the value of the deal. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from krug.sales.words import Deviation

ENOUGH = 10
"""Fewer closed deals on either side teach nothing."""
DOUBT = 20
"""So many deals on the smaller side are believed by half: the fewer, the nearer to no effect at all."""
Z = 1.645
"""Of an interval that holds in 9 cases of 10."""
CENT = Decimal("0.01")
UNTAUGHT = frozenset({Deviation.ALONE, Deviation.TOO_EASY})
"""Found of won deals alone: that they were won says nothing of them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Closed deals that came to a stage, with deviations of one kind there and without."""

    with_all: int
    with_won: int
    without_all: int
    without_won: int


@dataclass(frozen=True, slots=True)
class Effect:
    """The share of deals lost by it, −1…1; more than none: such deals are won more rarely."""

    points: float
    low: float
    high: float


def effect(seen: Seen) -> Effect | None:
    """None: not enough deals. The interval is Newcombe's for two shares; all three are shrunk alike."""
    if min(seen.with_all, seen.without_all) < ENOUGH:
        return None
    bad, good = seen.with_won / seen.with_all, seen.without_won / seen.without_all
    bad_low, bad_high = wilson(seen.with_won, seen.with_all)
    good_low, good_high = wilson(seen.without_won, seen.without_all)
    points = good - bad
    low = points - sqrt((good - good_low) ** 2 + (bad_high - bad) ** 2)
    high = points + sqrt((good_high - good) ** 2 + (bad - bad_low) ** 2)
    fewer = min(seen.with_all, seen.without_all)
    belief = fewer / (fewer + DOUBT)
    return Effect(*(round(one * belief, 4) for one in (points, low, high)))


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Within which a share lies."""
    share, spread = hits / of, Z * Z / of
    middle = share + spread / 2
    wide = Z * sqrt(share * (1 - share) / of + spread / (4 * of))
    return (middle - wide) / (1 + spread), (middle + wide) / (1 + spread)


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a deal's value; never less than nothing."""

    likely: Decimal
    low: Decimal
    high: Decimal


def cost(amount: Decimal, it: Effect) -> Cost:
    return Cost(
        *((amount * Decimal(str(max(one, 0.0)))).quantize(CENT) for one in (it.points, it.low, it.high))
    )


NOTHING = Cost(Decimal(0), Decimal(0), Decimal(0))
"""Of what was counted with the first of its kind at its stage."""

"""How well forecasts came true. Pure: pairs of numbers in, figures out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054
"""Of an interval of 95 %."""
BINS = 10


def bias(pairs: Iterable[tuple[float, float]]) -> float | None:
    """(forecast, fact) → share by which all forecasts together lie above all facts; None: nothing came."""
    held = list(pairs)
    came = sum(fact for _said, fact in held)
    return (sum(said for said, _fact in held) - came) / came if came else None


def wape(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Sum of what each missed, up or down, over the sum of what came; None: nothing came."""
    held = list(pairs)
    came = sum(fact for _said, fact in held)
    return sum(abs(said - fact) for said, fact in held) / came if came else None


def brier(pairs: Iterable[tuple[float, bool]]) -> float | None:
    """Mean square of (probability − what came, 0 or 1): 0 is perfect, 0.25 is a coin; None: no deals."""
    held = list(pairs)
    return sum((said - came) ** 2 for said, came in held) / len(held) if held else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Deals of which a probability from `low` (with) to `high` (without; the last one with) was said."""

    low: float
    high: float
    count: int
    hits: int
    said: float
    """Mean of what was said."""

    @property
    def share(self) -> float:
        return self.hits / self.count

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.count)

    @property
    def outside(self) -> bool:
        """What was said is not what such deals come to, even by chance."""
        low, high = self.interval
        return not low <= self.said <= high


def calibration(pairs: Iterable[tuple[float, bool]], bins: int = BINS) -> list[Bin]:
    """Those bins that hold a deal, from unlikely to sure."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for said, came in pairs:
        held.setdefault(min(bins - 1, int(said * bins + 1e-9)), []).append((said, came))
    return [
        Bin(
            at / bins,
            (at + 1) / bins,
            len(own),
            sum(came for _s, came in own),
            sum(s for s, _c in own) / len(own),
        )
        for at, own in sorted(held.items())
    ]


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Where the true share lies with 95 %, also of few (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    share, square = hits / count, Z * Z / count
    middle = (share + square / 2) / (1 + square)
    half = Z * sqrt(share * (1 - share) / count + square / (4 * count)) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class Cell:
    """One seller's month as it was said so many months ahead. `deals`: (probability, came).

    `model`: what the model said of those deals of which it did; `same`: what was said of the same.
    """

    owner: int
    period: object
    horizon: int
    said: float
    fact: float
    deals: Sequence[tuple[float, bool]] = ()
    model: Sequence[tuple[float, bool]] = ()
    same: Sequence[tuple[float, bool]] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """`months`: how many cells it rests on; `deals`: how many of them; None: nothing to divide by."""

    months: int
    deals: int
    said: float
    fact: float
    bias: float | None
    wape: float | None
    brier: float | None
    model_brier: float | None
    """Of those deals alone of which the model said something; `same_brier`: what was said of the same."""
    same_brier: float | None


def quality(cells: Sequence[Cell]) -> Quality:
    sums = [(one.said, one.fact) for one in cells]
    deals = [pair for one in cells for pair in one.deals]
    return Quality(
        months=len(cells),
        deals=len(deals),
        said=sum(said for said, _fact in sums),
        fact=sum(fact for _said, fact in sums),
        bias=bias(sums),
        wape=wape(sums),
        brier=brier(deals),
        model_brier=brier(pair for one in cells for pair in one.model),
        same_brier=brier(pair for one in cells for pair in one.same),
    )

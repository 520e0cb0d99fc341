"""Shares, medians and differences with their intervals. Pure.

Wilson, E. B. (1927) for shares; Newcombe, R. G. (1998), method 10, for the difference of two shares; order
statistics for a median.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt
from typing import Any

import numpy as np

ENOUGH = 30
"""Fewer observations than this are «not enough data»."""
Z95, Z99 = 1.959964, 2.575829


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, with the 95 % Wilson interval; all None where `of` is below ENOUGH or 0."""

    hits: int
    of: int

    @property
    def enough(self) -> bool:
        return self.of >= ENOUGH

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def low(self) -> float | None:
        return wilson(self.hits, self.of)[0] if self.enough else None

    @property
    def high(self) -> float | None:
        return wilson(self.hits, self.of)[1] if self.enough else None


@dataclass(frozen=True, slots=True)
class Difference:
    """New less old, in the measure's own unit, with its 95 % interval; None where there is not enough
    data.
    """

    value: float | None
    low: float | None
    high: float | None

    @property
    def verdict(self) -> str:
        """`better`, `worse`, `same` (the interval holds 0) or `unknown`."""
        if self.low is None or self.high is None:
            return "unknown"
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "same"


def wilson(hits: int, of: int, z: float = Z95) -> tuple[float, float]:
    """Interval of a share, 0…1."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe(new: Share, old: Share, z: float = Z95) -> tuple[float, float]:
    """Interval of new − old, −1…1."""
    a, b = new.hits / new.of, old.hits / old.of
    (a_low, a_high), (b_low, b_high) = wilson(new.hits, new.of, z), wilson(old.hits, old.of, z)
    low = a - b - sqrt((a - a_low) ** 2 + (b_high - b) ** 2)
    return low, a - b + sqrt((a_high - a) ** 2 + (b - b_low) ** 2)


def difference(new: Share, old: Share) -> Difference:
    if not (new.enough and old.enough):
        return Difference(None, None, None)
    low, high = newcombe(new, old)
    return Difference(new.hits / new.of - old.hits / old.of, low, high)


@dataclass(frozen=True, slots=True)
class Median:
    """Seconds; `low` and `high`: the 95 % interval by order statistics, None below ENOUGH showings."""

    value: float | None
    low: float | None
    high: float | None
    of: int

    @property
    def enough(self) -> bool:
        return self.of >= ENOUGH


def median(ordered: Sequence[float] | np.ndarray[Any, Any], z: float = Z95) -> Median:
    """Of values in ascending order."""
    count = len(ordered)
    if not count:
        return Median(None, None, None, 0)
    middle = float(ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    if count < ENOUGH:
        return Median(middle, None, None, count)
    half = z * sqrt(count) / 2
    low, high = max(0, floor(count / 2 - half)), min(count - 1, floor(count / 2 + half))
    return Median(middle, float(ordered[low]), float(ordered[high]), count)


def median_difference(new: Median, old: Median) -> Difference:
    """By the square-and-add rule on the two intervals."""
    if new.value is None or new.low is None or new.high is None:
        return Difference(None, None, None)
    if old.value is None or old.low is None or old.high is None:
        return Difference(None, None, None)
    value = new.value - old.value
    low = value - sqrt((new.value - new.low) ** 2 + (old.high - old.value) ** 2)
    return Difference(value, low, value + sqrt((new.high - new.value) ** 2 + (old.value - old.low) ** 2))

"""The line to beat: as it was, and so many per cent more. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from krug.sales.periods import shifted


class Rule(StrEnum):
    YEAR = "year"
    """The same months of the year before."""
    MEAN = "mean"
    """There is no whole year yet: as many of the newest whole months in the mean, up to a year."""
    NONE = "none"
    """No whole month was sold in."""


@dataclass(frozen=True, slots=True)
class Naive:
    rule: Rule
    cents: Sequence[int]


def naive(history: Mapping[date, int], months: Sequence[date], percent: int, whole: date) -> Naive:
    """`history`: won by months, from the first one with a deal; `whole`: the first month not over yet."""
    past = {month: cents for month, cents in history.items() if month < whole}
    if not past:
        return Naive(Rule.NONE, [0] * len(months))
    first = min(past)
    before = [shifted(month, -12) for month in months]
    if all(first <= month < whole for month in before):
        return Naive(Rule.YEAR, [_more(past.get(month, 0), percent) for month in before])
    newest = [shifted(whole, -back) for back in range(1, 13) if shifted(whole, -back) >= first]
    mean = sum(past.get(month, 0) for month in newest) / len(newest)
    return Naive(Rule.MEAN, [_more(mean, percent)] * len(months))


def _more(cents: float, percent: int) -> int:
    return round(cents * (100 + percent) / 100)

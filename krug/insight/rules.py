"""What figures say and when they say too little. Pure; intervals: krug.analysis.intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

from krug.analysis.intervals import Z99, Median, Share, median_difference, newcombe


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a slide counts as weak: its figure beside that of the deck's other slides together.

    `measure`: likes, dislikes, seconds, exits. `low`, `high`: interval of own − others.
    """

    measure: str
    own: float
    others: float
    low: float
    high: float


WORSE_BY = 0.7
"""A sign needs to be plain, not only provable: at most this part of the others' (or others at most this
part of it).
"""
SIGNS = 2
"""How many signs make a slide weak."""


def sign(measure: str, own: Share, others: Share, more_is_better: bool) -> Evidence | None:
    """A provable (99 %, since every slide is looked at) and plain shortfall, or None."""
    if not (own.enough and others.enough):
        return None
    low, high = newcombe(own, others, Z99)
    mine, theirs = own.hits / own.of, others.hits / others.of
    worse = (
        high < 0 and mine <= WORSE_BY * theirs if more_is_better else low > 0 and theirs <= WORSE_BY * mine
    )
    return Evidence(measure, mine, theirs, low, high) if worse else None


def short(own: Median, others: Median) -> Evidence | None:
    """Looked at for a plainly shorter time than the others."""
    apart = median_difference(own, others)
    if apart.high is None or apart.low is None or own.value is None or others.value is None:
        return None
    worse = apart.high < 0 and own.value <= WORSE_BY * others.value
    return Evidence("seconds", own.value, others.value, apart.low, apart.high) if worse else None


def weak(signs: Sequence[Evidence | None]) -> list[Evidence]:
    """The evidence, or nothing when it does not suffice.

    A cover or a fork is soon passed and seldom liked, and is none the worse for it: somebody must have
    disliked the slide or left at it.
    """
    found = [it for it in signs if it]
    against = any(it.measure in ("dislikes", "exits") for it in found)
    return found if against and len(found) >= SIGNS else []


def verdict(target: float, low: float | None, high: float | None) -> str:
    """Of a result with its interval: `reached`, `missed`, `open` (the interval holds the target) or
    `unknown`.
    """
    if low is None or high is None:
        return "unknown"
    if low >= target:
        return "reached"
    return "missed" if high < target else "open"

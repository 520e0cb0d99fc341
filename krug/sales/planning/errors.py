"""How far plans were off, beside the naive line. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Off:
    """`by_month`: what each month missed, up or down, added up, over what came (WAPE); `whole`: of the sum,
    above zero where too much was said. None: nothing came.
    """

    by_month: float | None
    whole: float | None


def off(said: Sequence[int], came: Sequence[int]) -> Off:
    total = sum(came)
    if not total:
        return Off(None, None)
    missed = sum(abs(one - fact) for one, fact in zip(said, came, strict=True))
    return Off(missed / total, (sum(said) - total) / total)


def beaten_by(plan: Off, naive: Off) -> float | None:
    """By how many points of what came the plan was nearer; below zero: the naive line was."""
    if plan.by_month is None or naive.by_month is None:
        return None
    return naive.by_month - plan.by_month

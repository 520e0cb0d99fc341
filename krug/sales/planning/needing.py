"""What pipeline a gap asks for: how much, how many deals, and by when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from krug.sales.planning.pace import ORDER, Pace


@dataclass(frozen=True, slots=True)
class Needed:
    """At a coarse stage. `share`: of deals there that are won, of so many; `by`: they have to stand there by
    then, as half of those that are won take longer; `late`: that day has passed.
    """

    stage: str
    share: float
    rests_on: int
    cents: int
    deals: int
    by: date
    late: bool


@dataclass(frozen=True, slots=True)
class Need:
    """`gap`: of the plan what neither came nor is expected of open deals; `by_stage`: any one of them is
    enough.
    """

    gap: int
    stages: Sequence[Needed]


def needed(gap: int, pace: Pace, end: date, today: date) -> Need:
    """`end`: the first day after the plan. Without a won deal to learn from nothing is said by stage."""
    if gap <= 0 or not pace.average:
        return Need(max(0, gap), ())
    return Need(gap, [_at(stage, gap, pace, end, today) for stage in ORDER if stage in pace.stages])


def _at(stage: str, gap: int, pace: Pace, end: date, today: date) -> Needed:
    came, _won, days = pace.stages[stage]
    share = pace.conversion(stage)
    by = end - timedelta(days=1 + round(days))
    return Needed(stage, share, came, round(gap / share), ceil(gap / share / pace.average), by, by < today)

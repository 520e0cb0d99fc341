"""What a buyer is worth in a word, and how somebody feels about us. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

VERSION = 1
"""Of the steps and rules below: a change of theirs makes it grow, and everybody is counted anew."""
ENOUGH_BUYERS = 20
"""Fewer in a unit are not compared with one another."""
FIFTHS = 5
HIGH, LOW = 4, 2


class Group(StrEnum):
    """What three fifths together mean. Empty: too few buyers to compare."""

    NONE = ""
    BEST = "best"
    LOYAL = "loyal"
    SPENDER = "spender"
    NEW = "new"
    STEADY = "steady"
    SLIPPING = "slipping"
    LOST_BIG = "lost_big"
    RARE = "rare"
    GONE = "gone"


def group_of_fifths(recency: int, frequency: int, monetary: int) -> Group:
    """Fifths of the unit's buyers, 1 the lowest … 5 the highest: how lately, how often, for how much."""
    if recency >= HIGH:
        if frequency >= HIGH:
            return Group.BEST if monetary >= HIGH else Group.LOYAL
        if monetary >= HIGH:
            return Group.SPENDER
        return Group.NEW if frequency <= LOW else Group.STEADY
    if recency <= LOW and frequency >= HIGH:
        return Group.SLIPPING
    if recency <= LOW and monetary >= HIGH:
        return Group.LOST_BIG
    if recency == 1:
        return Group.GONE
    return Group.STEADY if frequency > LOW else Group.RARE


FELT = 20
"""Newest touches with an emotion that are looked at."""
ENOUGH_FELT, ENOUGH_TREND = 5, 10
TURN = 20
"""Points out of 200 between the older and the newer half that are a change."""


@dataclass(frozen=True, slots=True)
class Attitude:
    """`mean`: −100…100 of `count` touches, None of too few; `trend`: +1, 0, −1, None of too few."""

    count: int
    mean: int | None
    trend: int | None


def attitude(emotions: Sequence[int]) -> Attitude:
    """Of emotions, newest first."""
    count = len(emotions)
    if count < ENOUGH_FELT:
        return Attitude(count, None, None)
    mean = round(sum(emotions) / count)
    if count < ENOUGH_TREND:
        return Attitude(count, mean, None)
    half = count // 2
    turn = sum(emotions[:half]) / half - sum(emotions[half:]) / (count - half)
    return Attitude(count, mean, (turn >= TURN) - (turn <= -TURN))

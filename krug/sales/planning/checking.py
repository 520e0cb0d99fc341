"""The same way of planning tried on the quarter before: how far it was off, so what it is worth now. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from krug.sales.planning.basis import UNTRIED, Basis, Frame, Trust, built
from krug.sales.planning.figures import figures
from krug.sales.planning.naive import naive
from krug.sales.planning.pace import Known

BACK = timedelta(days=91)
CARRIES = 20
"""Won deals: with so many half of what was off is put right."""
LEAST, MOST = 0.5, 1.5
LONG = 3
"""Months of winning, before which what was says nothing."""
SUREST = 0.05
"""Nearer than so nobody says it."""


def frame_before(at: datetime, staff: Sequence[int]) -> Frame:
    """One span, the quarter up to `at`."""
    then = at - BACK
    return Frame(then, [then.date().replace(day=1)], [(0.0, BACK.days)], [0.0], staff, {})


def checked(then: Sequence[Known], frame: Frame, won: Sequence[Known]) -> Trust:
    """`then`: as deals were known at the beginning of that quarter; `won`: those that were won in it."""
    first = min((one.closed_at for one in then if one.won and one.closed_at), default=frame.at)
    if frame.at - first < BACK:
        # What little was known then says nothing of what is known now.
        return UNTRIED
    cells = [own[0] for own in figures(built(then, frame)).cells.values()]
    came = [one for one in won if one.opened_at < frame.at]
    fresh = [one for one in won if one.opened_at >= frame.at]
    said = sum(cell.could for cell in cells)
    missed = abs(sum(one.cents for one in won) / said - 1) if said > 0 else UNTRIED.off
    return Trust(
        _worth(sum(cell.pipeline for cell in cells), came),
        _worth(sum(cell.repeat + cell.new for cell in cells), fresh),
        # Half of it is put right.
        max(SUREST, missed / 2),
        tried=True,
    )


def _worth(said: float, came: Sequence[Known]) -> float:
    if said <= 0 or not came:
        return 1.0
    ratio = min(MOST, max(LEAST, sum(one.cents for one in came) / said))
    return float(ratio ** (len(came) / (len(came) + CARRIES)))


def settled(known: Sequence[Known], frame: Frame, trust: Trust, whole: date) -> tuple[list[Known], Basis]:
    """Put right by what the quarter before taught, and drawn half way to what was: the mean of two ways that
    are off in different directions is off less than either. `whole`: the first month that is not over.
    """
    basis = built(_scaled(known, trust.pipeline), frame, trust)
    level = _level(basis, frame, whole)
    trust = replace(trust, pipeline=trust.pipeline * level, fresh=trust.fresh * level)
    known = _scaled(known, trust.pipeline)
    return known, built(known, frame, trust)


def _scaled(known: Sequence[Known], by: float) -> list[Known]:
    return [replace(one, chances=[min(1.0, chance * by) for chance in one.chances]) for one in known]


def _level(basis: Basis, frame: Frame, whole: date) -> float:
    if sum(month < whole and cents > 0 for month, cents in frame.history.items()) < LONG:
        return 1.0
    was = naive(frame.history, frame.months, 0, whole).cents
    left = [(until - max(0.0, since)) / (until - since) if until > 0 else 0.0 for since, until in frame.spans]
    before = sum(cents * share for cents, share in zip(was, left, strict=True))
    could = sum(cell.could for own in figures(basis).cells.values() for cell in own)
    if before <= 0 or could <= 0:
        return 1.0
    return float(min(MOST, max(LEAST, (before / could) ** 0.5)))

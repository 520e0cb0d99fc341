"""The same way of planning tried on the quarter before: how far it was off, so what it is worth now. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from krug.sales.planning.basis import UNTRIED, Frame, Trust, built
from krug.sales.planning.figures import figures
from krug.sales.planning.pace import Known

BACK = timedelta(days=91)
CARRIES = 20
"""Won deals: with so many half of what was off is put right."""
LEAST, MOST = 0.5, 1.5
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

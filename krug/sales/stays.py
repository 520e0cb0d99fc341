"""A deal's stays at the stages of its path, worked out from its journal. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from krug.sales import working
from krug.sales.contract import Contract
from krug.sales.deviating import Course, Happened
from krug.sales.words import Fate, Kind

MOVES = {Kind.ADVANCED: Fate.ON, Kind.WENT_BACK: Fate.BACK, Kind.METHOD: Fate.MOVED}
NEVER = datetime(1, 1, 1, tzinfo=UTC)
ENDS = {Kind.WON: Fate.WON, Kind.LOST: Fate.LOST}


@dataclass(frozen=True, slots=True)
class Stayed:
    """From when to when, and how it left. `seconds`: working time; None while it stands there.

    `came`, `total`, `last`: of its stays at this stage; the same of the coarse stage.
    """

    stage: str
    since: datetime
    until: datetime | None = None
    fate: Fate = Fate.THERE
    coarse: str = ""
    seconds: int | None = None
    last: bool = False
    came: datetime = NEVER
    total: int = 0
    last_coarse: bool = False
    came_coarse: datetime = NEVER
    total_coarse: int = 0


def stays(course: Course) -> list[Stayed]:
    """In order. What was reopened goes on with the stay that it ended in."""
    found = _spans(course.contract, course.journal)
    coarse = _coarse(course.contract, found)
    timed = [
        replace(one, coarse=where, seconds=_seconds(course, one))
        for one, where in zip(found, coarse, strict=True)
    ]
    return list(_placed(timed))


def _spans(contract: Contract, journal: Sequence[Happened]) -> list[Stayed]:
    found: list[Stayed] = []
    for it in journal:
        if it.kind == Kind.OPENED:
            found = [Stayed(it.stage, it.at)]
        elif not found:
            continue
        elif it.kind in MOVES and it.stage != found[-1].stage:
            fate = _fate(contract, it, found[-1].stage)
            found[-1] = replace(found[-1], until=it.at, fate=fate)
            found.append(Stayed(it.stage, it.at))
        elif it.kind in ENDS:
            found[-1] = replace(found[-1], until=it.at, fate=ENDS[Kind(it.kind)])
        elif it.kind == Kind.REOPENED:
            found[-1] = replace(found[-1], until=None, fate=Fate.THERE)
    return found


def _fate(contract: Contract, it: Happened, before: str) -> Fate:
    fate = MOVES[Kind(it.kind)]
    places = {stage.code: place for place, stage in enumerate(contract.stages)}
    if fate == Fate.ON and {before, it.stage} <= places.keys() and places[it.stage] > places[before] + 1:
        return Fate.OVER
    return fate


def _coarse(contract: Contract, found: Sequence[Stayed]) -> list[str]:
    """A stage that the deal's version has no more counts as the next one that it has."""
    known = {stage.code: stage.coarse for stage in contract.stages}
    here, backwards = contract.stages[-1].coarse, []
    for one in reversed(found):
        here = known.get(one.stage, here)
        backwards.append(here)
    return backwards[::-1]


def _seconds(course: Course, one: Stayed) -> int | None:
    if one.until is None:
        return None
    spent = working.elapsed(course.contract.working, one.since, one.until, course.facts.pauses)
    return int(spent.total_seconds())


def _placed(found: Sequence[Stayed]) -> Iterator[Stayed]:
    """Each with what came of all its stays at the same place."""
    came: dict[tuple[str, str], datetime] = {}
    total: dict[tuple[str, str], int] = {}
    last = {key: at for at, one in enumerate(found) for key in (("stage", one.stage), ("coarse", one.coarse))}
    for at, one in enumerate(found):
        here, above = ("stage", one.stage), ("coarse", one.coarse)
        for key in (here, above):
            came.setdefault(key, one.since)
            total[key] = total.get(key, 0) + (one.seconds or 0)
        yield replace(
            one,
            last=last[here] == at,
            came=came[here],
            total=total[here],
            last_coarse=last[above] == at,
            came_coarse=came[above],
            total_coarse=total[above],
        )

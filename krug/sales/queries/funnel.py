"""The funnel: the pipe's figures stage by stage, beside those of another period or of everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from krug.access.models import User
from krug.analysis.intervals import Difference, difference
from krug.sales.queries.cut import Cut
from krug.sales.queries.pipe import Path, Pipe, StageFlow, pipe


@dataclass(frozen=True, slots=True)
class Step:
    """`other`: the stage in what it is compared with. `apart`: how much more of it went on here, 95 %."""

    stage: StageFlow
    other: StageFlow | None = None
    apart: Difference | None = None


@dataclass(frozen=True, slots=True)
class Funnel:
    pipe: Pipe
    steps: Sequence[Step]
    other: Pipe | None = None
    apart: Difference | None = None
    """Of the deals that ended: how many more were won."""


def funnel(viewer: User, cut: Cut, other: Cut | None, path: Path, now: datetime) -> Funnel:
    here = pipe(viewer, cut, path, now)
    if other is None:
        return Funnel(here, [Step(stage) for stage in here.stages])
    there = pipe(viewer, other, path, now)
    known = {stage.code: stage for stage in there.stages}
    steps = []
    for stage in here.stages:
        was = known.get(stage.code, StageFlow(stage.code, stage.name))
        steps.append(Step(stage, was, difference(stage.passed, was.passed)))
    return Funnel(here, steps, there, difference(here.closed, there.closed))

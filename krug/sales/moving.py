"""What becomes of running deals when they go on by a newer version of their method. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from krug.sales.contract import Contract
from krug.sales.deviating import Course, Happened, deviations
from krug.sales.judging import in_the_way, proofs
from krug.sales.words import Deviation, Kind


def target(stage: str, new: Contract, mapping: Mapping[str, str]) -> str | None:
    """Where a deal stands by the new version: the same stage, or what its own is mapped to; None: unknown."""
    codes = {one.code for one in new.stages}
    if stage in codes:
        return stage
    wanted = mapping.get(stage, "")
    return wanted if wanted in codes else None


def moved(course: Course, new: Contract, stage: str, now: datetime) -> Course:
    """The same deal by the new version. Its clock goes on where its stage is the same, else it begins."""
    before = course.facts.stage
    since = course.facts.stage_since if stage == before else now
    entered = dict(course.facts.entered)
    entered.setdefault(stage, now)
    facts = replace(course.facts, stage=stage, stage_since=since, entered=entered)
    happened = Happened(Kind.METHOD, now, stage=stage, stage_before=before)
    return replace(
        course, contract=new, facts=facts, proven=proofs(new, facts), journal=[*course.journal, happened]
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What moving does to one deal. `missing`: checkpoints behind it that it would not have been let past."""

    missing: frozenset[str]
    becomes_late: bool


def outcome(course: Course, new: Contract, stage: str, now: datetime) -> Outcome:
    after = moved(course, new, stage, now)
    behind = {step.point.code for step in in_the_way(new, after.facts, after.proven, stage)}
    already = {
        step.point.code
        for step in in_the_way(course.contract, course.facts, course.proven, course.facts.stage)
    }
    return Outcome(frozenset(behind - already), bool(_late(after, now) - _late(course, now)))


def _late(course: Course, now: datetime) -> set[str]:
    return {one.key for one in deviations(course, now) if one.kind == Deviation.LATE}

"""A plan's versions beside what came: in force then, the first, the naive line; and who said what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from krug.sales.models import PlanStep, PlanVersion
from krug.sales.planning.errors import Off, beaten_by, off
from krug.sales.planning.lines import whole
from krug.sales.queries.plan_lines import lines_of
from krug.sales.queries.plan_seen import PlanSeen, in_force


@dataclass(frozen=True, slots=True)
class MonthTold:
    """Of a month: what was in force in it, what the first version had said, what came. `number`: which."""

    month: date
    number: int
    force: int
    first: int
    naive: int
    fact: int
    over: bool


@dataclass(frozen=True, slots=True)
class Story:
    """`errors`: of the months that are over, of the version in force, of the first, of the naive line."""

    months: Sequence[MonthTold]
    force: Off | None
    first: Off | None
    naive: Off | None
    beaten: float | None
    steps: Sequence[PlanStep]
    overs: int


def story_of(seen: PlanSeen, now: datetime) -> Story:
    steps = PlanStep.objects.filter(version__plan=seen.plan).select_related("author", "version")
    return measured(seen, list(steps.order_by("-at", "-id")))


def measured(seen: PlanSeen, steps: Sequence[PlanStep] = ()) -> Story:
    """A version that was approved only after a month had passed does not count for it; the first one does,
    so that a plan is measured from its beginning.
    """
    versions = list(seen.plan.versions.filter(status=PlanVersion.Status.APPROVED).order_by("number"))
    if not versions:
        return Story((), None, None, None, None, steps, 0)
    sums = {one.pk: _sums(seen, one) for one in versions}
    first = versions[0]
    held = [one or first for one in in_force(seen.plan, versions)]
    told = [
        MonthTold(
            month=month,
            number=held[at].number,
            force=sums[held[at].pk][at],
            first=sums[first.pk][at],
            naive=seen.naive.cents[at],
            fact=seen.fact[at],
            over=at < seen.past,
        )
        for at, month in enumerate(seen.months)
    ]
    over = [one for one in told if one.over]
    if not over:
        return Story(told, None, None, None, None, steps, 0)
    fact = [one.fact for one in over]
    force, line = off([one.force for one in over], fact), off([one.naive for one in over], fact)
    began = off([one.first for one in over], fact)
    return Story(told, force, began, line, beaten_by(force, line), steps, len(over))


def _sums(seen: PlanSeen, version: PlanVersion) -> Sequence[int]:
    if version.pk == seen.version.pk:
        return seen.planned
    if seen.owners is None:
        return list(version.cents)
    rows = [one for one in lines_of(version) if one.key.owner in seen.owners]
    return whole(rows, seen.plan.months)

"""A plan's versions beside what came: in force then, the first, the naive line; and who said what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from krug.sales.forecasting import periods
from krug.sales.models import PlanStep, PlanVersion
from krug.sales.planning.errors import Off, beaten_by, off
from krug.sales.planning.lines import whole
from krug.sales.planning.naive import Rule
from krug.sales.queries.plan_lines import lines_of
from krug.sales.queries.plan_seen import PlanSeen


@dataclass(frozen=True, slots=True)
class MonthTold:
    """Of a month: what was in force in it, what the first version had said, what came. `number`: which.
    `late`: it was made when the month had begun, so it is not measured by it. `naive` None: no line is known.
    """

    month: date
    number: int
    force: int
    first: int
    naive: int | None
    fact: int
    over: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Story:
    """Errors of the months that are over, of the version in force, of the first, of the naive line. `overs`:
    how many months those are.
    """

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
    """Only by months that had not begun when the version was made: of others it knew what came."""
    approved = seen.plan.versions.filter(status=PlanVersion.Status.APPROVED)
    versions = list(approved.annotate(changed_at=Max("adjustments__at")).order_by("number"))
    if not versions:
        return Story((), None, None, None, None, steps, 0)
    sums = {one.pk: _sums(seen, one) for one in versions}
    first = versions[0]
    held = _held(seen, versions)
    line = None if seen.naive.rule == Rule.NONE else seen.naive.cents
    told = [
        MonthTold(
            month=month,
            number=one.number,
            force=sums[one.pk][at],
            first=sums[first.pk][at],
            naive=line[at] if line else None,
            fact=seen.fact[at],
            over=at < seen.past,
            late=late,
        )
        for at, (month, (one, late)) in enumerate(zip(seen.months, held, strict=True))
    ]
    over = [one for one in told if one.over and not one.late]
    if not over:
        return Story(told, None, None, None, None, steps, 0)
    fact = [one.fact for one in over]
    force, began = off([one.force for one in over], fact), off([one.first for one in over], fact)
    naive = off([one.naive or 0 for one in over], fact) if line else Off(None, None)
    return Story(told, force, began, naive, beaten_by(force, naive), steps, len(over))


def _held(seen: PlanSeen, versions: Sequence[Any]) -> list[tuple[PlanVersion, bool]]:
    """For each month the newest version that was approved before it ended and made before it began. Where
    there is none the newest approved by then, or the first, and that it was late.
    """
    zone = timezone.get_default_timezone()
    found: list[tuple[PlanVersion, bool]] = []
    for month in seen.months:
        since, until = periods.span(month, zone)
        approved = [one for one in versions if one.approved_at < until] or versions[:1]
        ripe = [one for one in approved if max(one.made_at, one.changed_at or one.made_at) < since]
        found.append(((ripe or approved)[-1], not ripe))
    return found


def _sums(seen: PlanSeen, version: PlanVersion) -> Sequence[int]:
    if version.pk == seen.version.pk:
        return seen.planned
    if seen.owners is None:
        return list(version.cents)
    rows = [one for one in lines_of(version) if one.key.owner in seen.owners]
    return whole(rows, seen.plan.months)

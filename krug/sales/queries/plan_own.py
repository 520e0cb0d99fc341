"""Somebody's own part of plans in force: what he sees on his own page, and who leads him sees the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from krug.access.models import User
from krug.access.rules import Permission, may
from krug.sales.models import Plan, PlanVersion
from krug.sales.periods import shifted
from krug.sales.planning.lines import whole
from krug.sales.queries.plan_facts import came
from krug.sales.queries.plan_lines import lines_of
from krug.sales.queries.plan_months import months_of
from krug.sales.queries.plan_seen import version_of
from krug.sales.queries.plans import may_approve, owners_seen, plans_seen

MOST = 12


@dataclass(frozen=True, slots=True)
class Own:
    """In cents: of the month that is looked at, and of the whole plan."""

    plan: Plan
    version: PlanVersion
    month: int
    month_came: int
    planned: int
    came: int

    @property
    def gap(self) -> int:
        return self.planned - self.came


def parts_of(viewer: User, person: User, month: date) -> Sequence[Own]:
    """Of plans that are in force in that month, the shortest first; not those that have nothing of him."""
    rows = plans_seen(viewer).filter(unit=person.unit_id, since__lte=month, since__gt=shifted(month, -MOST))
    found = []
    for plan in rows.select_related("unit", "team").order_by("months", "id")[:MOST]:
        months = months_of(plan.since, plan.months)
        version = version_of(plan)
        if version is None or version.status != PlanVersion.Status.APPROVED or month not in months:
            continue
        owners = owners_seen(viewer, plan)
        if owners is not None and person.pk not in owners:
            continue
        own = [one for one in lines_of(version) if one.key.owner == person.pk]
        if not own:
            continue
        planned, fact = whole(own, plan.months), came(plan, {person.pk}).by_month(months)
        place = months.index(month)
        found.append(Own(plan, version, planned[place], fact[place], sum(planned), sum(fact)))
    return found


def plans_waiting(viewer: User) -> Sequence[PlanVersion]:
    """Submitted, and the viewer may say yes or no."""
    if not may(viewer, Permission.APPROVE_PLANS):
        return ()
    rows = PlanVersion.objects.filter(status=PlanVersion.Status.SUBMITTED, plan__in=plans_seen(viewer))
    held = rows.select_related("plan__unit", "plan__team").order_by("id")[:MOST]
    return [one for one in held if may_approve(viewer, one.plan)]

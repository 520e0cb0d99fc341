"""All plans that somebody sees, beside what came and the naive line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from krug.access.models import User
from krug.sales.models import Plan, PlanVersion
from krug.sales.queries.plan_seen import PlanSeen, plan_seen, version_of
from krug.sales.queries.plan_story import Story, measured
from krug.sales.queries.plans import plans_seen

MOST = 40


@dataclass(frozen=True, slots=True)
class Held:
    """`waits`: a version of it is being made, or waits for a word."""

    plan: Plan
    seen: PlanSeen
    story: Story
    waits: PlanVersion | None


@dataclass(frozen=True, slots=True)
class Listed:
    running: Sequence[Held]
    over: Sequence[Held]
    measured: Sequence[Held]
    """Those of which a month is over and a version was approved."""


def plan_list(viewer: User, now: datetime) -> Listed:
    """The newest months first."""
    found = []
    rows = plans_seen(viewer).select_related("unit", "team").order_by("-since", "months", "id")[:MOST]
    for plan in rows:
        version = version_of(plan)
        if version is None:
            continue
        seen = plan_seen(viewer, plan, version, now)
        newest = plan.versions.order_by("-number")[0]
        waits = newest if newest.status != PlanVersion.Status.APPROVED else None
        found.append(Held(plan, seen, measured(seen), waits))
    return Listed(
        running=[one for one in found if one.seen.past < one.plan.months],
        over=[one for one in found if one.seen.past >= one.plan.months],
        measured=[one for one in found if one.story.force is not None],
    )

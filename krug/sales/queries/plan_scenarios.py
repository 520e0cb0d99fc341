"""Scenarios of a plan, worked out of what its version stands on."""

from collections.abc import Sequence
from dataclasses import dataclass

from krug.sales.models import PlanScenario
from krug.sales.planning.figures import Figures, figures
from krug.sales.planning.levers import Levers
from krug.sales.queries.plan_seen import PlanSeen


@dataclass(frozen=True, slots=True)
class Told:
    """What was changed by hand stands in a scenario as it does in the plan: `by_month` has it, in cents."""

    scenario: PlanScenario
    levers: Levers
    figures: Figures
    by_month: Sequence[float]

    @property
    def name(self) -> str:
        return self.scenario.name

    @property
    def total(self) -> float:
        return sum(self.by_month)


def told(seen: PlanSeen, one: PlanScenario) -> Told:
    levers = Levers.model_validate(one.levers)
    held = figures(seen.basis, levers)
    return Told(one, levers, held, with_hand(seen, held))


def with_hand(seen: PlanSeen, held: Figures) -> list[float]:
    plain = figures(seen.basis)
    return [
        cents + span.likely - before.likely
        for cents, span, before in zip(seen.planned, held.months, plain.months, strict=True)
    ]


def shown_scenarios(seen: PlanSeen) -> list[Told]:
    rows = PlanScenario.objects.filter(plan=seen.plan, shown=True).order_by("id")
    return [told(seen, one) for one in rows]

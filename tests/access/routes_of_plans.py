"""The routes of plans, as in routes.py: the plan of Rita's team, which her head makes."""

from dataclasses import dataclass

from krug.sales.models import Plan, PlanAdjustment, PlanScenario
from tests.access.routes import List, Route, Values
from tests.access.routes_of_deals import DealApi, DealList
from tests.access.world import World


def plan(world: World) -> Plan:
    return Plan.objects.get(team=world.cast.rita.team)


def of_plan(world: World) -> Values:
    return {"uid": plan(world).uid}


def of_rita(world: World) -> Values:
    return {"uid": plan(world).uid, "by": "person", "key": str(world.cast.rita.uid)}


def step(world: World) -> Values:
    return {"uid": plan(world).uid, "what": "submit"}


def dropped(world: World) -> Values:
    return {"uid": plan(world).uid, "number": PlanAdjustment.objects.earliest("id").pk}


def scenario(world: World) -> Values:
    return {"uid": plan(world).uid, "scenario": PlanScenario.objects.earliest("id").uid, "what": "show"}


def seen(world: World) -> Values:
    return {"based_on": plan(world).versions.latest("number").edits}


def words(world: World) -> Values:
    return {**seen(world), "words": "Look"}


def figure(world: World) -> Values:
    return {**seen(world), "month0": "1", "month1": "2", "month2": "3", "reason": "Better known"}


def begun(world: World) -> Values:
    there = plan(world)
    assert there.team is not None
    whose = f"team-{there.team.uid}"
    return {"whose": whose, "period": f"{there.since:%Y-%m}/3", "growth": "15", "currency": "RUB"}


def levers(_world: World) -> Values:
    return {"month": "0", "contacts": "10", "name": "More calls"}


@dataclass(frozen=True)
class Planner(Route):
    """For who makes plans."""

    owner: str = "head"
    team: int = 403
    lower: tuple[str, int] | None = ("rita", 403)


PLANS: dict[str, Route] = {
    "sales-plans": List(lower=("production", 403)),
    "sales-plan-new": Planner(unit=200, post=302, data=begun, post_unit=422),
    "sales-plan": Route(of_plan, lower=("production", 403)),
    "sales-plan-part": Route(of_rita, lower=("production", 403), shows="Rita"),
    "sales-plan-figure": Planner(of_rita, post=302, data=figure, shows="Rita"),
    "sales-plan-figure-drop": Planner(dropped, get=0, post=302, data=seen),
    "sales-plan-do": Planner(step, post=302, data=words),
    "sales-plan-scenarios": Planner(of_plan, shows="Qwertoplan"),
    "sales-plan-judged": Planner(of_plan, get=0, post=200, data=levers),
    "sales-plan-scenario-keep": Planner(of_plan, get=0, post=302, data=levers),
    "sales-plan-scenario-do": Planner(scenario, get=0, post=302),
    "api:plans_api": DealList(lower=("production", 403), shows="uid"),
    "api:plan_api": DealApi(of_plan, get=200, post=0, shows="Rita", lower=("production", 403)),
}

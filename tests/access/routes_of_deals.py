"""The routes of deals, as in routes.py: Rita's deal, which her team's other half does not see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.access.routes import Api, List, Of, Route, Values, uid
from tests.access.world import World

of_deal = uid("deal")


@dataclass(frozen=True)
class DealList(Api, List):
    """Everybody but production has deals of his own."""

    get: int = 200
    post: int = 0
    lower: tuple[str, int] | None = ("production", 403)
    shows: str = "Qwertodeal"


@dataclass(frozen=True)
class DealApi(Api):
    """Read by whoever sees the deal; changed by sellers and those who lead them, not by marketers."""

    args: Of = of_deal
    team: int = 404
    unit: int = 404
    lower: tuple[str, int] | None = ("marketer", 403)


@dataclass(frozen=True)
class Earnings(Api):
    """Hers: who leads others may ask, and nobody else."""

    get: int = 200
    post: int = 0
    team: int = 422
    unit: int = 422
    lower: tuple[str, int] | None = ("marketer", 403)


@dataclass(frozen=True)
class DealRead(DealApi):
    get: int = 200
    post: int = 0
    lower: tuple[str, int] | None = ("production", 403)


@dataclass(frozen=True)
class DealPut(DealApi):
    post: int = 0
    put: int = 200


def sends(**values: Any) -> Of:
    return lambda _world: values


def person(world: World) -> Values:
    return {"person": str(world.doctor.uid)}


def owner(world: World) -> Mapping[str, str]:
    return {"owner": str(world.cast.nina.uid)}


def no_object(_world: World) -> Values:
    return {}


def both(world: World) -> Mapping[str, str]:
    return {"seller": str(world.cast.rita.uid), "owner": str(world.cast.roma.uid)}


def earner(world: World) -> Mapping[str, str]:
    return {"month": "2026-11", "user": str(world.cast.rita.uid)}


REASON = {"reason": "So it is"}
DEALS: dict[str, Route] = {
    "api:deals_api": DealList(
        post=201, data=person, post_team=422, post_unit=422, lower=("marketer", 403), lower_get=200
    ),
    "api:earnings_api": Earnings(query=earner),
    "api:hand_over_api": DealApi(args=no_object, data=both, owner="nina", team_as="sam", team=422, unit=422),
    "api:deal_api": DealApi(
        get=200, post=0, patch=200, data=sends(chance=40), shows="qwertoneed", lower_get=200
    ),
    "api:deal_path_api": DealRead(shows="paper"),
    "api:deal_journal_api": DealRead(shows="opened"),
    "api:deal_deviations_api": DealRead(),
    "api:deal_parts_api": DealRead(shows="Qwertova"),
    "api:deal_advance_api": DealApi(data=sends(stage="contact")),
    "api:deal_back_api": DealApi(data=sends(stage="contact", **REASON)),
    "api:deal_skip_api": DealApi(data=sends(checkpoint="called", **REASON)),
    "api:deal_approve_api": DealApi(
        data=sends(checkpoint="met"), owner="nina", team_as="sam", lower=("rita", 403)
    ),
    "api:deal_refuse_api": DealApi(data=sends(checkpoint="met")),
    "api:deal_confirm_api": DealApi(data=sends(checkpoint="paper", document="Letter")),
    "api:deal_unconfirm_api": DealApi(data=sends(checkpoint="paper")),
    "api:deal_stop_api": DealApi(
        get=200, data=sends(reason="One more visit", up_to="900000"), shows="He orders again", lower_get=200
    ),
    "api:deal_stop_approve_api": DealApi(owner="nina", team_as="sam", lower=("rita", 403)),
    "api:deal_stop_refuse_api": DealApi(),
    "api:deal_pause_api": DealApi(data=sends(**REASON)),
    "api:deal_resume_api": DealApi(),
    "api:deal_win_api": DealApi(post=409, data=sends(reason="trust")),
    "api:deal_lose_api": DealApi(data=sends(reason="price")),
    "api:deal_reopen_api": DealApi(data=sends(**REASON)),
    "api:deal_owner_api": DealApi(data=owner, owner="nina", team_as="sam"),
    "api:deal_people_api": DealPut(data=person),
    "api:deal_no_person_api": DealApi(data=person),
    "api:deal_helpers_api": DealPut(data=lambda world: {"helpers": [str(world.cast.nina.uid)]}),
    "api:deal_lines_api": DealPut(data=sends(lines=[{"name": "Freezer"}])),
    "api:deal_competitors_api": DealPut(data=sends(name="Another shop")),
    "api:deal_no_competitor_api": DealApi(data=sends(name="Their shop")),
    "api:deal_costs_api": DealApi(data=sends(resource="hours", quantity="2")),
    "api:deal_proposals_api": DealApi(data=sends(note="By post")),
}

"""The routes of what other systems tell, as in routes.py."""

from dataclasses import dataclass

from tests.access.routes import Api, List, Route, Values
from tests.access.world import World


def told(_world: World) -> Values:
    return {"source": "erp", "as_of": "2030-01-01T00:00:00Z", "accounts": [], "papers": []}


@dataclass(frozen=True)
class Put(Api):
    """Takes PUT as well; `put_team`, `put_unit`: what these get there."""

    put: int = 200
    put_team: int = 403
    put_unit: int = 200


EXCHANGE: dict[str, Route] = {
    "exchange-1c": Route(get=401, post=401, nobody=401, team=401, unit=401),
    "products": List(),
    "balance": Route(
        lambda world: {"kind": "organisation", "uid": world.clinic.uid},
        lower=("production", 403),
        shows="Qwertobill",
    ),
    "api:balances_api": Put(
        query=lambda world: {"organisation": world.clinic.uid},
        owner="head",
        get=200,
        post=0,
        data=told,
        team=404,
        unit=404,
        lower=("production", 403),
        shows="Qwertobill",
    ),
}

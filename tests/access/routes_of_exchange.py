"""The routes of what other systems tell, as in routes.py."""

from tests.access.routes import Api, Route, Values
from tests.access.world import World


def told(_world: World) -> Values:
    return {"source": "erp", "as_of": "2030-01-01T00:00:00Z", "accounts": [], "papers": []}


EXCHANGE: dict[str, Route] = {
    "balance": Route(
        lambda world: {"kind": "organisation", "uid": world.clinic.uid},
        lower=("production", 403),
        shows="Qwertobill",
    ),
    "api:balances_api": Api(
        query=lambda world: {"organisation": world.clinic.uid},
        owner="head",
        get=200,
        put=200,
        post=0,
        data=told,
        team=404,
        unit=404,
        put_team=403,
        put_unit=200,
        lower=("production", 403),
        shows="Qwertobill",
    ),
}

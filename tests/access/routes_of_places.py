"""The routes of organisations beside their lists and cards, as in routes.py."""

from krug.customers.actions import block_value
from tests.access.routes import Api, List, Merging, Route, typed, uid

PLACES: dict[str, Route] = {
    "blocked-values": List(
        post=302,
        data=lambda _world: {"kind": "email", "value": "kiosk@qwerto.ru", "reason": "kiosk"},
        owner="head",
        shows="",
        team=403,
        post_unit=302,
        lower=("marketer", 403),
    ),
    "blocked-value-undo": Route(
        lambda world: {"pk": block_value(world.cast.head, "email", "hall@qwerto.ru", "hall").pk},
        owner="head",
        get=0,
        post=302,
        team=403,
        lower=("marketer", 403),
    ),
    "organisation-merge": Route(
        uid("clinic"),
        owner="nina",
        post=302,
        data=lambda world: {"with": str(world.chain.uid)},
        team_as="sam",
        lower=("rita", 403),
        shows="Qwertoclinic",
    ),
    "organisation-merge-find": Route(
        uid("clinic"),
        typed("Qwertoch"),
        "nina",
        team_as="sam",
        team=200,
        unit=200,
        lower=("rita", 403),
        shows="Qwertochain",
    ),
    "organisation-matches": List(owner="nina", team_as="sam", lower=("rita", 403), shows="Qwertochain"),
    "organisation-match-answer": Merging(lambda world: {"uid": world.alike.uid, "word": "different"}),
    "organisation-match-undo": Merging(lambda world: {"word": "same", "uid": world.joined.uid}),
    "organisation-doubles": List(query=typed("Qwertoclinic", "name"), shows="Qwertoclinic"),
    "api:organisation_candidates_api": Api(
        data=lambda _world: {"name": "Qwertoclinic", "city": "Omsk", "tax_number": "7736207543"},
        shows="Qwertoclinic",
    ),
    "organisation-merge-undo": Merging(uid("joined")),
    "api:organisations_api": Api(
        get=200,
        post=201,
        data=lambda _world: {"name": "Qwertoshop"},
        shows="Qwerto",
        post_team=201,
        post_unit=201,
        lower=("production", 403),
        lower_get=200,
    ),
    "api:organisation_api": Api(
        uid("clinic"),
        get=200,
        post=0,
        patch=200,
        data=lambda _world: {"city": "Omsk"},
        shows="Qwertoclinic",
        team=404,
        unit=404,
        lower=("production", 403),
        lower_get=200,
    ),
}

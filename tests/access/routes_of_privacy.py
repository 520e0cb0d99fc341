"""The routes of consents and of the rights of whom the data are about, as in routes.py."""

from tests.access.routes import Api, List, Route, Values, typed, uid
from tests.access.world import World


def months(_world: World) -> Values:
    return {"months": "36", "mode": "off"}


PRIVACY: dict[str, Route] = {
    "person-viewers": Route(
        uid("doctor"), owner="nina", team_as="sam", lower=("rita", 403), shows="Qwertova"
    ),
    "subject": Route(uid("doctor"), owner="head", team=403, lower=("nina", 403), shows="Qwertova"),
    "subject-export": Route(uid("doctor"), owner="head", get=0, post=200, team=403, lower=("nina", 403)),
    "subject-erase": Route(
        uid("double"),
        owner="head",
        get=0,
        post=302,
        data=typed("request", "reason"),
        team=403,
        lower=("nina", 403),
    ),
    "retention": List(
        owner="head",
        post=302,
        data=months,
        team=403,
        unit=200,
        post_unit=302,
        lower=("nina", 403),
        shows="36",
    ),
    "erasures": List(
        query=typed("+79161234567"), owner="head", team=403, lower=("nina", 403), shows="Qwertova"
    ),
    "erasure": Route(uid("erasure"), owner="head", team=403, lower=("nina", 403), shows="qwertodoc"),
    "person-consents": Route(uid("doctor"), shows="qwertopaper"),
    "consent-give": Route(
        lambda world: {"uid": world.doctor.uid, "code": "calls"},
        post=302,
        data=typed("paper", "way"),
        lower=("production", 403),
        shows="Qwertova",
    ),
    "consent-withdraw": Route(
        lambda world: {"uid": world.doctor.uid, "code": "letters"}, get=0, post=302, lower=("production", 403)
    ),
    "consent-undo": Route(uid("consent"), get=0, post=302, lower=("production", 403)),
    "purposes": List(owner="head", team=403, lower=("marketer", 403), shows="letters"),
    "purpose": Route(
        lambda world: {"pk": world.consent.purpose_id},
        owner="head",
        post=302,
        data=lambda _world: {
            "name_ru": "Письма",
            "name_en": "Letters",
            "basis": "consent",
            "without": "nameless",
        },
        team=403,
        lower=("marketer", 403),
        shows="letters",
    ),
    "api:person_consents_api": Api(
        uid("doctor"),
        get=200,
        post=201,
        data=lambda _world: {"purpose": "calls", "given": True, "way": "paper"},
        team=404,
        unit=404,
        shows="letters",
        lower=("production", 403),
        lower_get=200,
    ),
}

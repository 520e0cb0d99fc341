"""The routes of deals, as in routes.py."""

from dataclasses import dataclass

from tests.access.routes import List, Of, Route, Values, typed, uid
from tests.access.world import World
from tests.access.world_of_sales import asked_of, by_hand, skippable

of_deal = uid("deal")


def whom(world: World) -> Values:
    return {"whom": f"person:{world.doctor.uid}"}


def column(world: World) -> Values:
    return {"uid": world.deal.method.method.uid, "code": world.deal.stage}


def field(name: str) -> Of:
    return lambda world: {"uid": world.deal.uid, "name": name}


def asked(word: str) -> Of:
    return lambda world: {"uid": world.deal.uid, "code": asked_of(world.deal).code, "word": word}


def point(find: object) -> Of:
    return lambda world: {"uid": world.deal.uid, "code": find(world.deal).code}  # type: ignore[operator]


def doctor(world: World) -> Values:
    return {"uid": world.deal.uid, "who": world.doctor.uid}


def proposal(world: World) -> Values:
    return {"uid": world.deal.proposals.get(number=1).uid}


def guessed(world: World) -> Values:
    return {**proposal(world), "key": "0" * 32}


def stage(world: World) -> Values:
    return {"to": world.deal.stage}


def leave(_world: World) -> Values:
    return {"reason": "One more visit", "up_to": "900000"}


def hers(world: World) -> Values:
    return {"uid": world.cast.rita.uid}


def owner(world: World) -> Values:
    return {"owner": world.cast.roma.pk}


@dataclass(frozen=True)
class Seen(Route):
    """Marketers and agents look, production does not."""

    lower: tuple[str, int] | None = ("production", 403)


@dataclass(frozen=True)
class Changed(Route):
    """Readers change nothing."""

    post: int = 302
    lower: tuple[str, int] | None = ("marketer", 403)


@dataclass(frozen=True)
class Pressed(Changed):
    get: int = 0


@dataclass(frozen=True)
class Guessed(Route):
    get: int = 404
    nobody: int = 404


SALES: dict[str, Route] = {
    "deals": List(shows="Qwertodeal", lower=("production", 403)),
    "deals-list": List(shows="Qwertodeal", lower=("production", 403)),
    "deals-money": List(lower=("marketer", 403)),
    "deals-pipe": List(lower=("production", 403)),
    "deals-funnel": List(lower=("production", 403)),
    "deals-funnel-table": List(lower=("production", 403)),
    "deal-deviations": List(lower=("marketer", 403), shows="deviations", refuses="deviations"),
    "deal-deviations-of": Route(
        lambda world: {"uid": world.cast.rita.uid}, owner="nina", team_as="sam", lower=("marketer", 403)
    ),
    "deals-without": List(lower=("marketer", 403)),
    "deals-stage": Seen(column, shows="Qwertodeal", team=200),
    "deal": Seen(of_deal, shows="Qwertodeal"),
    "deal-journal": Seen(of_deal),
    "deal-new": Changed(query=whom, data=whom, shows="Qwertova"),
    "deal-whom": List(query=typed("Qwerto", "whom_text"), shows="Qwertova", lower=("marketer", 403)),
    "deal-same": Route(query=whom, shows="Qwertodeal", lower=("marketer", 403)),
    "deal-field": Changed(field("name"), data=typed("Renamed", "name"), shows="Qwertodeal"),
    "deal-move": Pressed(of_deal, data=stage),
    "deal-back": Changed(of_deal, query=stage, data=lambda world: {**stage(world), "reason": "Wrong"}),
    "deal-skip": Changed(point(skippable), data=typed("Abroad", "reason")),
    "deal-answer": Pressed(asked("refuse")),
    "deal-confirm": Changed(point(by_hand), data=typed("Contract 17", "document")),
    "deal-unconfirm": Pressed(point(by_hand)),
    "deal-justify": Changed(of_deal, data=leave),
    "deal-stop-answer": Pressed(
        lambda world: {"uid": world.deal.uid, "word": "approve"}, owner="nina", team_as="sam"
    ),
    "deal-pause": Changed(of_deal, data=typed("Holiday", "reason")),
    "deal-resume": Pressed(of_deal),
    "deal-win": Changed(of_deal, post=422, data=typed("trust", "reason")),
    "deal-lose": Changed(of_deal, data=typed("price", "reason")),
    "deal-reopen": Changed(of_deal, data=typed("He called", "reason")),
    "deals-hand-over": Changed(hers, owner="nina", team_as="sam", lower=("rita", 404), data=owner),
    "deal-hand-over": Changed(of_deal, owner="nina", team_as="sam", data=owner),
    "deal-helpers": Changed(of_deal, data=lambda world: {"helpers": [world.cast.roma.pk]}, shows="Roma"),
    "deal-person-new": Changed(of_deal, data=whom),
    "deal-person": Pressed(doctor, data=typed("decides", "part")),
    "deal-person-drop": Pressed(doctor),
    "deal-lines": Changed(
        of_deal,
        data=lambda _world: {"name": "Freezer", "quantity": "1", "price": "1000", "discount": "0"},
    ),
    "deal-rival": Changed(of_deal, data=typed("Rival", "name")),
    "deal-rival-drop": Pressed(of_deal, data=typed("Rival", "name")),
    "deal-spend": Changed(of_deal, data=lambda _world: {"resource": "hours", "quantity": "2"}),
    "deal-proposal-make": Changed(
        of_deal, data=lambda world: {"days": "7", "language": "en", "person": str(world.doctor.uid)}
    ),
    "proposal-template": Route(
        owner="head",
        team_as="nina",
        team=403,
        unit=200,
        post=302,
        post_team=403,
        post_unit=302,
        lower=("rita", 403),
        data=lambda _world: {"seller": "Ice", "days": "7"},
    ),
    "proposal-paper": Seen(proposal),
    "proposal-link": Changed(proposal, post=0),
    "proposal-do": Pressed(lambda world: {**proposal(world), "word": "renew"}),
    # Whoever has the right address reads it (tests/sales/test_proposals.py); nobody guesses one.
    "offer": Guessed(guessed),
    "offer-paper": Guessed(guessed),
    "offer-seen": Guessed(guessed, get=0, post=404),
    "offer-reply": Guessed(guessed, get=0, post=404, data=lambda _world: {"reply": "accepted"}),
    "deal-propose": Changed(of_deal, data=lambda world: {"person": str(world.doctor.uid)}),
}

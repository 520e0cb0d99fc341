"""The routes of calls and telephony, as in routes.py."""

from dataclasses import dataclass

from krug.calls.models import Call, Provider, Todo
from tests.access.routes import List, Of, Route, Values, nothing, typed
from tests.access.world import World


def provider(_world: World) -> Values:
    return {"uid": Provider.objects.get(name="Qwertophone").uid}


def part(name: str) -> Of:
    """An extension's or a number's row."""

    def of(world: World) -> Values:
        held = Provider.objects.get(**provider(world))
        row = getattr(held, name).order_by("pk")[0]
        return {"uid": held.uid, "pk": row.pk}

    return of


def call(_world: World) -> Values:
    return {"uid": Call.objects.get(provider__name="Qwertophone", external="one").uid}


def todo(_world: World) -> Values:
    return {"uid": Todo.objects.get(call__provider__name="Qwertophone").uid, "word": "done"}


def word(text: str) -> Of:
    return lambda world: {**provider(world), "word": text}


def unknown(_world: World) -> Values:
    return {"token": "nobodys"}


def unknown_tail(_world: World) -> Values:
    return {"token": "nobodys", "tail": "events/call"}


def doctor(world: World) -> Values:
    return {"person": str(world.doctor.uid)}


def staff(world: World) -> Values:
    return {"number": "777", "staff": world.cast.rita.pk}


def line(world: World) -> Values:
    return {"number": "+74951112233", "where": str(world.cast.pharma.unit.pk)}


@dataclass(frozen=True)
class Mine(Route):
    """Of whom it rang at, and of whoever leads him; marketers take no calls."""

    args: Of = call
    lower: tuple[str, int] | None = ("marketer", 403)


@dataclass(frozen=True)
class Pressed(Mine):
    get: int = 0
    post: int = 302


@dataclass(frozen=True)
class Set(Route):
    """By whoever is responsible for telephony, in his unit."""

    args: Of = provider
    owner: str = "head"
    team: int = 403
    lower: tuple[str, int] | None = ("marketer", 403)


@dataclass(frozen=True)
class Put(Set):
    get: int = 0
    post: int = 302


CALLS: dict[str, Route] = {
    "calls": List(shows="Qwertova", lower=("marketer", 403)),
    "calls-now": List(shows="Qwertova", lower=("marketer", 403)),
    "call": Mine(shows="Qwertova"),
    "call-after": Pressed(data=typed("He will think", "note")),
    "call-away": Pressed(),
    "call-who": Pressed(data=doctor),
    "call-recording": Mine(get=404),
    "call-out": Pressed(args=nothing, post=404, data=typed("+79161234567", "number"), team=404, unit=404),
    "call-todo": Pressed(args=todo),
    "phone-in": Route(unknown, get=404, post=404, nobody=404),
    "phone-in-tail": Route(unknown_tail, get=404, post=404, nobody=404),
    "telephony": List(owner="head", team=403, lower=("marketer", 403), shows="Qwertophone"),
    "telephony-new": Set(
        args=nothing,
        post=302,
        unit=200,
        post_unit=302,
        data=lambda _world: {"name": "Other", "kind": "demo"},
    ),
    "phone-system": Set(shows="Qwertophone"),
    "phone-system-change": Put(data=typed("Renamed", "name")),
    "phone-system-do": Put(word("stop")),
    "phone-extension": Put(data=staff),
    "phone-extension-drop": Put(part("extensions")),
    "phone-line": Put(data=line),
    "phone-line-drop": Put(part("lines")),
    "phone-mapping": Put(data=typed("id", "field-call")),
    "phone-rehearse": Put(data=lambda _world: {"do": "ring", "number": "+79161234567"}, post=422),
}

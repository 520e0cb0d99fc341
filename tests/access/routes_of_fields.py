"""Routes of own fields, for the walk (tests/access/test_every_route.py)."""

from dataclasses import dataclass

from krug.fields.models import Option
from tests.access.routes import Api, Route, Values
from tests.access.world import World


def kind(_world: World) -> Values:
    return {"kind": "person"}


def one(world: World) -> Values:
    return {"kind": "person", "uid": world.field.uid}


def verb(world: World) -> Values:
    return {**one(world), "verb": "retire"}


def option(world: World) -> Values:
    return {**one(world), "option": Option.objects.get(field=world.field).uid}


def option_verb(world: World) -> Values:
    return {**option(world), "verb": "retire"}


def made(_world: World) -> Values:
    return {"name": "X", "type": "text"}


def values(world: World) -> Values:
    return {"kind": "person", "uid": world.doctor.uid}


def nothing_new(_world: World) -> Values:
    return {"values": {}}


def written(_world: World) -> Values:
    return {"value": "x"}


def value(world: World) -> Values:
    return {"kind": "person", "uid": world.doctor.uid, "key": "brand"}


def twice(world: World) -> Values:
    """One word cannot become itself: the world has no other."""
    only = option(world)["option"]
    return {"one": only, "into": only}


@dataclass(frozen=True)
class Setting(Route):
    """For heads and administrators; a head of another unit has a page of his own and none of our fields."""

    owner: str = "head"
    team: int = 403
    lower: tuple[str, int] | None = ("marketer", 403)


FIELDS: dict[str, Route] = {
    "own-fields-first": Setting(get=302, unit=302),
    "own-fields": Setting(kind, shows="Qwertofield", unit=200),
    "own-field-new": Setting(kind, post=302, unit=200, post_unit=302, data=made),
    "own-fields-order": Setting(kind, get=0, post=200, unit=200),
    "own-field": Setting(one, post=302, data=lambda _w: {"name": "X"}, shows="Qwertofield"),
    "own-field-do": Setting(verb, get=0, post=302),
    "own-options": Setting(one, get=0, post=200, data=lambda _w: {"option": "More"}, shows="Qwertoption"),
    "own-options-order": Setting(one, get=0, post=204),
    "own-options-merge": Setting(one, get=0, post=422, data=twice),
    "own-option": Setting(option, get=0, post=200, shows="Qwertoption"),
    "own-value": Route(value, post=200, lower=("production", 403), data=written, shows="qwertovalue"),
    "api:fields_api": Api(kind, get=200, post=0, shows="Qwertofield"),
    "api:own_values_api": Api(
        values, get=200, post=0, patch=200, team=404, unit=404, data=nothing_new, shows="qwertovalue"
    ),
    "own-option-do": Setting(option_verb, get=0, post=200, shows="Qwertoption"),
}

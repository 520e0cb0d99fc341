"""The routes of sales methods, as in routes.py: who sells reads them, the head makes them."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.routes import List, Maker, Route, Values, uid
from tests.access.world import World

of_method = uid("method")


def typed_in(world: World) -> Values:
    """What the editor's form holds of a method of one stage."""
    return {
        "based_on": 1,
        "number": 2,
        "working/days": ["1", "2"],
        "stages/0/name": "Zarnistage",
        "stages/0/coarse": "contact",
        "currency": "RUB",
    }


def file(_world: World) -> dict[str, Any]:
    return {
        "file": SimpleUploadedFile("m.json", b'{"krug_method": 1, "name": "New", "contract": {"stages": []}}')
    }


def ready(_world: World) -> Values:
    return {"code": "simple"}


def verb(name: str) -> Any:
    return lambda world: {"uid": world.method.uid, "verb": name}


@dataclass(frozen=True)
class Read(Route):
    """Of the unit: each team reads it."""

    team: int = 200
    lower: tuple[str, int] | None = ("production", 403)
    shows: str = "Zarnimethod"


@dataclass(frozen=True)
class Heads(Maker):
    owner: str = "head"
    lower: tuple[str, int] | None = ("nina", 403)


METHODS: dict[str, Route] = {
    "methods": List(lower=("production", 403), shows="Zarnimethod"),
    "method": Read(of_method),
    "method-versions": Read(of_method),
    "method-compare": Read(of_method),
    "method-new": Heads(unit=200),
    "method-ready": Heads(ready, post=302, unit=200, post_unit=302),
    "method-import": Heads(post=422, data=file, unit=200, post_unit=422),
    "method-build": Heads(get=0, post=200, data=typed_in, unit=200),
    "method-outlook": Heads(get=0, post=200, data=typed_in, unit=200),
    "method-edit": Heads(of_method, post=302, data=typed_in, shows="Zarnimethod"),
    "method-publish": Heads(of_method, post=302, shows="Zarnimethod"),
    "method-rename": Heads(of_method, post=302, data=lambda _world: {"name": "Better"}, shows="Zarnimethod"),
    "method-export": Heads(of_method, shows="Zarnimethod"),
    "method-move": Heads(of_method, post=302, shows="Zarnimethod"),
    "method-do": Heads(verb("copy"), get=0, post=302),
}

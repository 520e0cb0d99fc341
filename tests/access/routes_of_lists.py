"""The routes of lists: their columns, views, changes of many rows and files, as in routes.py."""

from dataclasses import dataclass, field

from tests.access.routes import List, Of, Route, Values, nothing, uid
from tests.access.routes_of_imports import Out
from tests.access.world import World


def person(_world: World) -> Values:
    return {"kind": "person"}


def verb(world: World) -> Values:
    return {"uid": world.view.uid, "verb": "copy"}


def ticked(world: World) -> Values:
    return {"row": [world.doctor.pk], "set": "klass:B"}


def both(world: World) -> Values:
    return {"row": [world.doctor.pk, world.double.pk]}


@dataclass(frozen=True)
class Own(Route):
    """Nina's alone: what somebody keeps of his lists is not even his head's."""

    args: Of = field(default_factory=lambda: uid("view"))
    owner: str = "nina"
    team_as: str = "sam"
    lower: tuple[str, int] | None = ("head", 404)


@dataclass(frozen=True)
class OwnChange(Own):
    args: Of = field(default_factory=lambda: uid("change"))


@dataclass(frozen=True)
class Ticked(Route):
    """The row is sent by everybody: who does not see it has ticked nothing."""

    args: Of = person
    owner: str = "nina"
    team_as: str = "sam"
    get: int = 0
    post: int = 302
    data: Of = ticked
    team: int = 422
    unit: int = 422
    lower: tuple[str, int] | None = ("production", 403)


@dataclass(frozen=True)
class Named(List):
    """A form that keeps the list as it is seen."""

    post: int = 302
    post_team: int = 302
    post_unit: int = 302


LISTS: dict[str, Route] = {
    "list-columns": Named(person, data=nothing),
    "view-menu": List(person, owner="nina", team_as="sam", shows="Qwertoview"),
    "view-new": Named(person, data=lambda _world: {"name": "New"}),
    "view-edit": Own(post=302, data=lambda _world: {"name": "Other"}, shows="Qwertoview"),
    "view-do": Own(verb, get=0, post=302),
    "bulk-territories": List(lower=("production", 403)),
    "bulk-start": Ticked(),
    "bulk-merge": Ticked(nothing, data=both, lower=("rita", 403), team=404, unit=404),
    "bulk-export": Ticked(data=lambda world: {**ticked(world), "format": "csv"}, lower=("rita", 403)),
    "bulk-change": OwnChange(),
    "bulk-state": OwnChange(),
    "bulk-stop": OwnChange(get=0, post=302),
    "bulk-undo": OwnChange(get=0, post=409),
    "downloads": Out(shows="CSV"),
    "download-file": Own(uid("download"), get=404),
    "download-stop": Own(uid("download"), get=0, post=302),
}

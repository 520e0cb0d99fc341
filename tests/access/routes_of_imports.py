"""The routes of customers coming in and going out as files, as in routes.py."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.routes import Make, Of, Route, Values, nothing, uid
from tests.access.world import CONTACTS, World


def book_uid(world: World) -> Values:
    return {"uid": world.book.uid}


@dataclass(frozen=True)
class Import(Route):
    """A file of contacts that Nina is importing."""

    args: Of = book_uid
    owner: str = "nina"
    team_as: str = "sam"
    lower: tuple[str, int] | None = ("rita", 403)


def book(_world: World) -> Values:
    return {"file": SimpleUploadedFile("new.csv", CONTACTS)}


@dataclass(frozen=True)
class Out(Route):
    """Everybody who may export has files of what he sees."""

    owner: str = "nina"
    team_as: str = "sam"
    team: int = 200
    unit: int = 200
    lower: tuple[str, int] | None = ("rita", 403)


IMPORTS: dict[str, Route] = {
    "import-new": Make(data=book, owner="nina", team_as="sam", lower=("rita", 403), shows="qwertobook"),
    "organisations-import": Make(
        data=book, owner="nina", team_as="sam", lower=("rita", 403), shows="Import organisations"
    ),
    "import": Import(shows="qwertobook"),
    "import-columns": Import(get=0, post=200, data=lambda _world: {"column-0": "last_name"}),
    "import-run": Import(get=0, post=302, data=nothing),
    "import-cancel": Import(get=0, post=409, data=nothing),
    "import-undo": Import(get=0, post=409, data=nothing),
    "import-kept": Import(),
    "import-state": Import(),
    "import-rejected": Import(),
    "people-export": Out(lambda _world: {"format": "csv"}, post=200, shows="Qwertova"),
    "organisations-export": Out(lambda _world: {"format": "csv"}, post=200, shows="Qwertoclinic"),
    "person-vcard": Out(uid("doctor"), team=404, unit=404, shows="Qwertova"),
}

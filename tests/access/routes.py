"""The declared table of every route: what each of five walkers gets there. A new route needs one line.

Walkers: nobody signed in; `team`, a rep of another team; `unit`, the head of another unit; `lower`, somebody
of the same unit whose role is not enough; the owner.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from krug.behaviour.views import BUILT as TRACKER
from krug.site.clock import micros
from tests.access.world import World
from tests.decks.packages import packed, page

BUILT = 200 if TRACKER.exists() else 503  # where the front end is not built there is no tracker

Values = Mapping[str, Any]
Of = Callable[[World], Values]


def nothing(_world: World) -> Values:
    return {}


def uid(name: str) -> Of:
    return lambda world: {"uid": getattr(world, name).uid}


def source(world: World) -> Values:
    return {"uid": world.event.source.uid}


@dataclass(frozen=True)
class Route:
    """`get` and `post` are the owner's statuses, 0: the route does not take the method.

    `shows`: a word that the owner must find at GET, and at POST of the API: what shows nothing to anybody
    could pass for safe. `refuses`: a word that `team` and `unit` find in an answer of 200.
    """

    args: Of = nothing
    query: Of = nothing
    owner: str = "rita"
    get: int = 200
    post: int = 0
    data: Of = nothing
    shows: str = ""
    refuses: str = ""
    nobody: int = 302
    team: int = 404
    unit: int = 404
    lower: tuple[str, int] | None = None
    json: bool = False
    patch: int = 0
    lower_get: int = 0
    team_as: str = "roma"
    post_team: int = 0
    post_unit: int = 0


@dataclass(frozen=True)
class Everybody(Route):
    """Open to all: nothing of anybody's is there."""

    nobody: int = 200
    team: int = 200
    unit: int = 200


@dataclass(frozen=True)
class List(Route):
    """Everybody whose role allows it has a list of his own: the walk looks for what is not his in it."""

    team: int = 200
    unit: int = 200


@dataclass(frozen=True)
class Make(Route):
    """A form that makes something new of one's own."""

    team: int = 200
    unit: int = 200
    post: int = 302
    post_team: int = 302
    post_unit: int = 302


@dataclass(frozen=True)
class Deck(Route):
    """A deck is published to all reps of its unit."""

    owner: str = "marketer"
    team: int = 200
    shows: str = "Zarnicol"


@dataclass(frozen=True)
class Maker(Route):
    """For those who make decks."""

    owner: str = "marketer"
    team: int = 403
    lower: tuple[str, int] | None = ("agent", 403)


@dataclass(frozen=True)
class Merging(Route):
    """For those who may merge."""

    owner: str = "nina"
    get: int = 0
    post: int = 302
    team_as: str = "sam"
    lower: tuple[str, int] | None = ("rita", 403)


@dataclass(frozen=True)
class Api(Route):
    get: int = 0
    post: int = 200
    nobody: int = 401
    team: int = 200
    unit: int = 200
    json: bool = True


@dataclass(frozen=True)
class MakerApi(Api):
    owner: str = "marketer"
    team: int = 403
    unit: int = 404
    lower: tuple[str, int] | None = ("agent", 403)


def typed(text: str, name: str = "q") -> Of:
    return lambda _world: {name: text}


def plan(world: World) -> Values:
    return {
        "person": str(world.doctor.uid),
        "day": "2030-01-10",
        "time": "10:00",
        "minutes": "15",
        "staff": world.cast.rita.id,
    }


def upload(_world: World) -> Values:
    package = packed({"index.html": page("New slide")})
    package.name = "new.zip"
    return {"package": package, "title": "New deck"}


def touches(world: World) -> Values:
    touch = {
        "id": TOUCH,
        "at": "2026-01-02T10:00:00Z",
        "channel": "call",
        "direction": "out",
        "verb": "called",
    }
    return {"touches": [{**touch, "person": str(world.doctor.uid)}]}


TOUCH = "0197a000-0000-7000-8000-0000000000aa"
COMMAND = "0197a000-0000-7000-8000-00000000000a"


def begin(world: World) -> Values:
    return {"device": str(world.device), "device_now": 1_790_000_000_000_000}


def buckets(world: World) -> Values:
    return {"device": str(world.device), "scope": world.scope, "buckets": ["0" * 16] * 256}


def rows(world: World) -> Values:
    return {"device": str(world.device), "scope": world.scope, "all": True}


def commands(world: World) -> Values:
    payload = {"visit": str(world.planned.uid)}
    command = {
        "uid": COMMAND,
        "kind": "visit.start",
        "at": micros(world.planned.planned_at),
        "payload": payload,
    }
    return {**begin(world), "commands": [command]}


# One address, two operations.
TOUCHES = Api(
    query=lambda world: {"person": str(world.doctor.uid)},
    get=200,
    data=touches,
    owner="head",
    team=404,
    unit=404,
    post_team=403,
    post_unit=422,
    shows="qwertosaid",
    lower=("rita", 403),
    lower_get=200,
)
ROUTES: dict[str, Route] = {
    # sign-in
    "account_login": Everybody(get=302, team=302, unit=302),
    "account_logout": Everybody(nobody=302),
    "account_change_password": Everybody(nobody=302),
    "account_reauthenticate": Everybody(nobody=302),
    "mfa_index": Everybody(nobody=302),
    "mfa_authenticate": Everybody(nobody=302, get=302, team=302, unit=302),
    "mfa_reauthenticate": Everybody(nobody=302, get=302, team=302, unit=302),
    "mfa_activate_totp": Everybody(nobody=302, get=302, team=302, unit=302),
    "mfa_deactivate_totp": Everybody(nobody=302, get=404, team=404, unit=404),
    "mfa_view_recovery_codes": Everybody(nobody=302, get=404, team=404, unit=404),
    "mfa_generate_recovery_codes": Everybody(nobody=302, get=302, team=302, unit=302),
    "mfa_download_recovery_codes": Everybody(nobody=302, get=404, team=404, unit=404),
    "usersessions_list": Everybody(nobody=302),
    "account_reset_password": Everybody(),
    "account_reset_password_done": Everybody(),
    "account_reset_password_from_key_done": Everybody(),
    "account_reset_password_from_key": Everybody(args=lambda _world: {"uidb36": "1", "key": "guess"}),
    "language": Everybody(get=0, post=302, nobody=302, post_team=302, post_unit=302),
    # office
    "health": Everybody(),
    "ready": Everybody(),
    "theme": Everybody(get=0, post=302, nobody=302, post_team=302, post_unit=302),
    "kit": Everybody(nobody=302),
    "today": List(),
    "today-look": List(),
    "search": List(query=typed("Qwerto"), shows="Qwertova"),
    # customers
    "people": List(query=typed("Qwerto"), shows="Qwertova"),
    "person": Route(uid("doctor"), shows="Qwertova"),
    "person-new": Make(data=lambda _world: {"name": "Newcomer"}, lower=("production", 403)),
    "person-doubles": List(query=typed("Qwerto", "name"), shows="Qwertova"),
    "person-field": Route(
        lambda world: {"uid": world.doctor.uid, "name": "city"},
        post=200,
        data=typed("Perm", "city"),
        shows="Omsk",
        lower=("production", 403),
    ),
    "person-merge": Route(
        uid("doctor"),
        owner="nina",
        post=302,
        data=lambda world: {"with": str(world.double.uid)},
        team_as="sam",
        lower=("rita", 403),
        shows="Qwertova",
    ),
    "merge-find": Route(
        uid("doctor"),
        typed("Qwerto"),
        "nina",
        team_as="sam",
        team=200,
        unit=200,
        lower=("rita", 403),
        shows="Qwertokin",
    ),
    "merge-undo": Merging(uid("decision")),
    "matches": List(owner="nina", team_as="sam", lower=("rita", 403), shows="Qwertokin"),
    "match-answer": Merging(lambda world: {"uid": world.match.uid, "word": "different"}),
    "match-undo": Merging(lambda world: {"word": "same", "uid": world.decision.uid}),
    "organisations": List(query=typed("Qwerto"), shows="Qwertoclinic"),
    "organisation": Route(uid("clinic"), shows="Qwertoclinic"),
    "organisation-new": Make(
        data=lambda _world: {"name": "New shop", "kind": "company"}, lower=("production", 403)
    ),
    "organisation-pick": List(query=typed("Qwerto", "organisation_text"), shows="Qwertoclinic"),
    "organisation-field": Route(
        lambda world: {"uid": world.clinic.uid, "name": "city"},
        post=200,
        data=typed("Perm", "city"),
        shows="Omsk",
        lower=("production", 403),
    ),
    "facet": List(lambda _world: {"kind": "person", "name": "city"}, shows="Omsk"),
    # decks
    "decks": Deck(unit=200),
    "deck": Deck(lambda world: {"uid": world.version.deck.uid}),
    "deck-figures": Maker(lambda world: {"uid": world.version.deck.uid}, shows="Zarnislide"),
    "deck-new": Maker(
        query=lambda world: {"deck": str(world.version.deck.uid)},
        post=302,
        data=upload,
        unit=404,
        post_unit=302,
    ),
    "folder-new": Maker(
        query=lambda world: {"parent": str(world.folder.uid)},
        post=302,
        data=lambda world: {"name": "New shelf", "parent": str(world.folder.uid)},
    ),
    "deck-edit": Maker(
        lambda world: {"uid": world.version.deck.uid},
        post=302,
        data=lambda _world: {"title": "Renamed"},
        shows="Zarnicol",
    ),
    "version-publish": Maker(
        uid("version"),
        post=302,
        data=lambda world: {"groups": [world.cast.pharma.group.id]},
        shows="Zarnicol",
    ),
    "publishing-withdraw": Maker(lambda world: {"pk": world.publishing.pk}, get=0, post=302),
    "publishing-again": Maker(lambda world: {"pk": world.publishing.pk}, get=0, post=302),
    "deck-file": Deck(lambda world: {"version": world.version.uid, "sha256": world.file.sha256}, shows=""),
    "deck-thumb": Deck(lambda world: {"version": world.version.uid, "sha256": world.slide.thumb}, shows=""),
    "mass-viewings": List(owner="head", shows="Rita", team=403, lower=("marketer", 403)),
    "mass-viewing-settle": Route(
        lambda world: {"uid": world.viewing.uid},
        owner="head",
        get=0,
        post=302,
        team=403,
        lower=("marketer", 403),
    ),
    # visits
    "conflicts": List(shows="qwertonote", lower=("production", 403)),
    "conflict-settle": Route(
        lambda world: {"pk": world.conflict.pk},
        get=0,
        post=302,
        data=lambda _world: {"choice": "other"},
        lower=("production", 403),
    ),
    "person-split": Make(
        get=0, post=200, post_team=200, post_unit=200, data=typed("x", "pasted"), lower=("production", 403)
    ),
    "organisation-split": Make(
        get=0, post=200, post_team=200, post_unit=200, data=typed("x", "pasted"), lower=("production", 403)
    ),
    "visits": List(query=lambda _world: {"span": "all"}, lower=("production", 403)),
    "visit-new": Route(
        query=lambda world: {"person": str(world.doctor.uid)},
        post=302,
        data=plan,
        shows="Qwertova",
        lower=("production", 403),
    ),
    "visit-whom": List(query=typed("Qwerto", "whom_text"), shows="Qwertova", lower=("production", 403)),
    "calendar": List(lower=("production", 403)),
    "calendar-open": Route(get=0, post=200, team=200, unit=200, nobody=302, lower=("production", 403)),
    "calendar-close": Route(get=0, post=302, team=302, unit=302, nobody=302, lower=("production", 403)),
    "calendar-feed": Route(
        lambda _world: {"secret": "unknown"}, get=404, nobody=404, lower=("production", 404)
    ),
    "visit": Route(uid("held"), shows="Qwertova", lower=("production", 403)),
    "visit-ics": Route(uid("planned"), lower=("production", 403)),
    "visit-cancel": Route(uid("planned"), post=302, data=typed("ill", "reason"), lower=("production", 403)),
    # sources of behaviour
    "tracker": Everybody(get=BUILT, nobody=BUILT, team=BUILT, unit=BUILT),
    "sources": List(owner="marketer", team=403, lower=("agent", 403), shows="Zarnisite"),
    "source-new": Maker(
        post=302, data=lambda _world: {"name": "New", "kind": "app"}, unit=200, post_unit=302
    ),
    "source": Maker(source, shows="Zarnievent"),
    "source-events": Maker(source, shows="Zarnievent"),
    "source-event": Maker(
        lambda world: {"uid": world.event.source.uid, "event": world.event.uid}, shows="Zarnievent"
    ),
    "source-sessions": Maker(source, shows="Zarnisite"),
    "source-shapes": Maker(source, shows="Zarnievent"),
    "source-refused": Maker(source, shows="Zarnisite"),
    "source-edit": Maker(source, post=302, data=typed("https://shop.example", "origins")),
    "source-key": Maker(source, get=0, post=302),
    "source-close": Maker(source, get=0, post=302),
    "source-open": Maker(source, get=0, post=302),
    # what comes back
    "showings": Route(
        uid("slide"), owner="nina", team_as="sam", team=200, lower=("rita", 403), shows="Qwertova"
    ),
    "silent-devices": List(owner="head", shows="Qwertopad", team=403, lower=("marketer", 403)),
    "refused-entries": List(owner="head", shows="Qwertopad", team=403, lower=("marketer", 403)),
    "reports": List(lower=("production", 403)),
    "report": Route(
        lambda world: {"uid": world.cast.rita.uid}, owner="nina", team_as="sam", lower=("production", 403)
    ),
    # tablet
    "tablet": Everybody(),
    "tablet-session": Everybody(nobody=401),
    "tablet-worker": Everybody(),
    "tablet-manifest": Everybody(),
    # API
    "api:api-root": Everybody(get=404, nobody=404, team=404, unit=404),
    "api:openapi-json": Everybody(),
    "api:persons_api": Api(
        query=typed("Qwerto", "text"),
        get=200,
        post=201,
        data=lambda _world: {"last_name": "Newcomer"},
        post_team=201,
        post_unit=201,
        shows="Qwertova",
        lower=("production", 403),
        lower_get=200,
    ),
    "api:candidates_api": Api(
        data=lambda _world: {"last_name": "Qwertova", "phones": ["+79161234567"], "city": "Omsk"},
        shows="Qwertova",
    ),
    "api:persons_search_api": Api(get=200, post=0, query=typed("Qwerto"), shows="Qwertova"),
    "api:person_api": Api(
        uid("doctor"),
        get=200,
        post=0,
        patch=200,
        data=lambda _world: {"city": "Perm"},
        team=404,
        unit=404,
        shows="Qwertova",
        lower=("production", 403),
        lower_get=200,
    ),
    "api:decks_api": Api(
        owner="marketer",
        get=200,
        post=201,
        data=upload,
        json=False,
        post_team=403,
        post_unit=201,
        shows="Zarnicol",
        lower=("agent", 403),
        lower_get=200,
    ),
    "api:deck_api": Api(
        lambda world: {"uid": world.version.deck.uid}, get=200, post=0, unit=404, shows="Zarnicol"
    ),
    "api:deck_versions_api": MakerApi(
        lambda world: {"uid": world.version.deck.uid}, post=201, data=upload, json=False
    ),
    "api:version_publish_api": MakerApi(
        uid("version"), data=lambda world: {"groups": [str(world.cast.pharma.group.uid)]}
    ),
    "api:publishing_withdraw_api": MakerApi(
        lambda world: {"pk": world.publishing.pk}, post=204, data=lambda _world: {"reason": "old"}
    ),
    "api:touches_append": TOUCHES,
    "api:touches_read": TOUCHES,
    "api:sync_begin": Api(data=begin, lower=("production", 403)),
    "api:sync_buckets": Api(data=buckets, team=409, unit=409, lower=("production", 403)),
    "api:sync_rows": Api(data=rows, team=409, unit=409, lower=("production", 403), shows="Qwertova"),
    "api:sync_commands": Api(data=commands, lower=("production", 403), shows="accepted", refuses="refused"),
}

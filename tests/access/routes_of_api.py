"""The routes of the API's later parts, as in routes.py: doubles, files, segments, recipients, sources."""

from dataclasses import dataclass

from krug.customers.models import NotSame
from tests.access.routes import Api, MakerApi, Of, Route, Values, nothing, uid
from tests.access.routes_of_exchange import delivery, endpoint
from tests.access.routes_of_imports import book, book_uid
from tests.access.routes_of_segments import SeenApi, of_segment
from tests.access.world import World

BEST = {"parts": [{"kind": "profile", "field": "klass", "values": ["A"]}]}
HOOK = {"url": "https://qwertonew.example.org/", "purpose": "x", "events": ["person.created"]}


def apart(world: World) -> Values:
    said, _made = NotSame.objects.get_or_create(left=world.doctor, right=world.double)
    return {"uid": said.uid}


def event(world: World) -> Values:
    return {"uid": world.event.source.uid, "event": world.event.uid}


def source(world: World) -> Values:
    return {"uid": world.event.source.uid}


@dataclass(frozen=True)
class MergingApi(Api):
    owner: str = "nina"
    team_as: str = "sam"
    team: int = 404
    unit: int = 404
    lower: tuple[str, int] | None = ("rita", 403)


@dataclass(frozen=True)
class ImportApi(Api):
    """Of a file that Nina is importing."""

    args: Of = book_uid
    owner: str = "nina"
    team_as: str = "sam"
    team: int = 404
    unit: int = 404
    lower: tuple[str, int] | None = ("rita", 403)


@dataclass(frozen=True)
class OutApi(Api):
    """Everybody who may export has files of what he sees."""

    get: int = 200
    post: int = 0
    owner: str = "nina"
    team_as: str = "sam"
    lower: tuple[str, int] | None = ("rita", 403)


@dataclass(frozen=True)
class HookApi(Api):
    args: Of = endpoint
    owner: str = "head"
    team: int = 403
    unit: int = 404
    lower: tuple[str, int] | None = ("integrator", 403)


@dataclass(frozen=True)
class SegmentApi(MakerApi):
    args: Of = of_segment
    lower: tuple[str, int] | None = ("nina", 403)
    shows: str = "Zarnisegment"


@dataclass(frozen=True)
class SourceApi(MakerApi):
    args: Of = source
    shows: str = "Zarnisite"


@dataclass(frozen=True)
class ColumnsApi(ImportApi):
    put: int = 200


API: dict[str, Route] = {
    "api:identities_api": Api(
        uid("doctor"), get=200, post=0, team=404, unit=404, shows="79161234567", lower=("production", 200)
    ),
    "api:merges_api": MergingApi(
        uid("doctor"),
        get=200,
        post=201,
        data=lambda world: {"absorbed": str(world.double.uid)},
        shows="Qwertova",
    ),
    "api:merge_undo_api": MergingApi(uid("decision"), shows="Qwertova"),
    "api:organisation_merges_api": MergingApi(
        uid("clinic"),
        get=200,
        post=201,
        data=lambda world: {"absorbed": str(world.chain.uid)},
        shows="Qwertoclinic",
    ),
    "api:organisation_merge_undo_api": MergingApi(uid("joined"), shows="Qwertoclinic"),
    "api:matches_api": MergingApi(get=200, post=0, team=200, unit=200, shows="Qwertokin"),
    "api:match_api": MergingApi(uid("match"), get=200, post=0, shows="Qwertokin"),
    "api:match_same_api": MergingApi(uid("match"), post=201, shows="Qwertokin"),
    "api:match_different_api": MergingApi(uid("match"), post=201),
    "api:apart_undo_api": MergingApi(apart, post=204),
    "api:imports_api": ImportApi(
        nothing,
        get=200,
        post=201,
        data=book,
        json=False,
        team=200,
        unit=200,
        post_team=201,
        post_unit=201,
        shows="qwertobook",
    ),
    "api:import_api": ImportApi(get=200, post=0, shows="qwertobook"),
    "api:import_columns_api": ColumnsApi(post=0, data=lambda _world: {"columns": {"0": "last_name"}}),
    "api:import_run_api": ImportApi(shows="qwertobook"),
    "api:import_cancel_api": ImportApi(post=409),
    "api:import_undo_api": ImportApi(post=409),
    "api:import_rejected_api": ImportApi(get=200, post=0),
    "api:import_kept_api": ImportApi(get=200, post=0),
    "api:persons_export_api": OutApi(shows="Qwertova"),
    "api:organisations_export_api": OutApi(shows="Qwertoclinic"),
    "api:person_vcard_api": OutApi(uid("doctor"), team=404, unit=404, shows="Qwertova"),
    "api:segments_api": SegmentApi(
        nothing,
        get=200,
        post=201,
        data=lambda _world: {"name": "Of a program", "condition": BEST},
        unit=200,
        post_unit=201,
        lower_get=200,
    ),
    "api:segment_api": SegmentApi(
        get=200, post=0, patch=200, data=lambda _world: {"name": "Renamed Zarnisegment"}, lower_get=200
    ),
    "api:segment_freeze_api": SegmentApi(),
    "api:segment_thaw_api": SegmentApi(),
    "api:segment_remove_api": SegmentApi(post=204, shows=""),
    "api:segment_restore_api": SegmentApi(uid("gone")),
    "api:segment_moves_api": SeenApi(of_segment, shows=""),
    "api:webhooks_api": HookApi(
        nothing,
        get=200,
        post=201,
        data=lambda _world: HOOK,
        unit=200,
        post_unit=201,
        shows="qwertohook",
    ),
    "api:webhook_api": HookApi(get=200, post=0, shows="qwertohook"),
    "api:webhook_stop_api": HookApi(shows="qwertohook"),
    "api:webhook_start_api": HookApi(shows="qwertohook"),
    "api:webhook_deliveries_api": HookApi(get=200, post=0, shows="person.created"),
    "api:webhook_again_api": HookApi(delivery, shows="person.created"),
    "api:sources_api": SourceApi(
        nothing,
        get=200,
        post=201,
        data=lambda _world: {"name": "Of a program", "kind": "app"},
        unit=200,
        post_unit=201,
    ),
    "api:source_api": SourceApi(
        get=200, post=0, patch=200, data=lambda _world: {"origins": ["https://shop.example"]}
    ),
    "api:source_key_api": SourceApi(post=201, data=lambda _world: {"at_once": False}),
    "api:source_close_api": SourceApi(),
    "api:source_open_api": SourceApi(),
    "api:source_events_api": SourceApi(get=200, post=0, shows="Zarnievent"),
    "api:source_event_api": SourceApi(event, get=200, post=0, shows="Zarnievent"),
    "api:source_shapes_api": SourceApi(get=200, post=0, shows="Zarnievent"),
    "api:source_refused_api": SourceApi(get=200, post=0, shows=""),
    "api:source_sessions_api": SourceApi(get=200, post=0, shows=""),
    "api:territories_api": Api(get=200, post=0, shows="North coast"),
    "api:purposes_api": Api(get=200, post=0, shows="letters"),
}

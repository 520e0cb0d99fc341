"""The routes of segments, as in routes.py. Whom a segment shows differs from viewer to viewer."""

from dataclasses import dataclass

from tests.access.routes import Api, List, Maker, Route, Values, uid
from tests.access.world import World

of_segment = uid("segment")


def typed_in(_world: World) -> Values:
    return {"name": "New", "mode": "all", "0.kind": "klass", "0.values": "A"}


@dataclass(frozen=True)
class Seen(Route):
    """Reps see no segments; a manager sees his unit's, with his own customers."""

    owner: str = "marketer"
    team: int = 403
    lower: tuple[str, int] | None = ("agent", 403)


@dataclass(frozen=True)
class SeenApi(Api):
    get: int = 200
    post: int = 0
    owner: str = "marketer"
    team: int = 403
    unit: int = 404
    shows: str = "Qwertova"
    lower: tuple[str, int] | None = ("agent", 403)


SEGMENTS: dict[str, Route] = {
    "segments": List(owner="marketer", team=403, lower=("agent", 403), shows="Zarnisegment"),
    "segment": Seen(of_segment, shows="Qwertova"),
    "segment-moves": Seen(of_segment, shows="Zarnisegment"),
    "segment-new": Maker(post=302, data=typed_in, unit=200, post_unit=302, lower=("nina", 403)),
    "segment-build": Maker(get=0, post=200, data=typed_in, unit=200, lower=("nina", 403)),
    "segment-preview": Maker(get=0, post=200, data=typed_in, unit=200, lower=("nina", 403), shows="Qwertova"),
    "segment-edit": Maker(of_segment, post=302, data=typed_in, lower=("nina", 403), shows="Zarnisegment"),
    "segment-freeze": Maker(of_segment, get=0, post=302, lower=("nina", 403)),
    "segment-thaw": Maker(of_segment, get=0, post=302, lower=("nina", 403)),
    "segment-remove": Maker(of_segment, get=0, post=302, lower=("nina", 403)),
    "segment-restore": Maker(uid("gone"), get=0, post=302, lower=("nina", 403)),
    "api:segment_persons_api": SeenApi(of_segment),
    "api:segment_organisations_api": SeenApi(uid("places"), shows="Qwertoclinic"),
}

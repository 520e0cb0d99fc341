"""Routes of what is known of a customer and where he works, declared as in tests/access/routes.py."""

from krug.behaviour.models import Belonging, Source
from krug.customers.queries import card_identity
from tests.access.routes import Api, Route, Values, typed, uid
from tests.access.world import World, school


def work(world: World) -> Values:
    return {"uid": world.doctor.uid, "work": world.doctor.affiliations.get(organisation=world.clinic).uid}


def trait(world: World) -> Values:
    return {"uid": world.doctor.uid, "trait": world.doctor.traits.get(kind="likes").uid, "verb": "end"}


def company(world: World) -> Values:
    """What the site said of where he works, here for the first time."""
    said, _new = Belonging.objects.get_or_create(
        unit=world.doctor.unit,
        identity=card_identity(world.doctor),
        key="co-7",
        defaults={"source": Source.objects.filter(unit=world.doctor.unit).earliest("id"), "at": 1},
    )
    return {"uid": world.doctor.uid, "belonging": said.uid, "verb": "no"}


PROFILE: dict[str, Route] = {
    "person-tab": Route(lambda world: {"uid": world.doctor.uid, "tab": "profile"}, shows="qwertocoffee"),
    "person-news": Route(uid("doctor"), get=204),
    "organisation-news": Route(uid("clinic"), get=204),
    "person-story": Route(uid("doctor"), shows="qwertosaid"),
    "known": Route(uid("doctor"), shows="qwertocoffee"),
    "trait-tell": Route(
        lambda world: {"uid": world.doctor.uid, "kind": "hours"},
        post=302,
        data=typed("late", "text"),
        lower=("production", 403),
    ),
    "trait-do": Route(trait, get=0, post=302, lower=("production", 403)),
    "company-decide": Route(company, get=0, post=302, lower=("production", 403)),
    "works": Route(uid("doctor"), shows="Qwertoclinic"),
    "works-new": Route(
        uid("doctor"),
        post=302,
        data=lambda world: {"organisation": school(world.cast.rita).pk},
        lower=("production", 403),
    ),
    "work-edit": Route(
        work, post=302, data=typed("Dean", "position"), shows="Qwertoclinic", lower=("production", 403)
    ),
    "work-do": Route(
        lambda world: {**work(world), "verb": "main"}, get=0, post=302, lower=("production", 403)
    ),
    "api:affiliations_api": Api(
        uid("doctor"),
        post=201,
        data=lambda world: {"organisation": str(school(world.cast.rita).uid)},
        team=404,
        unit=404,
        lower=("production", 403),
    ),
    "api:affiliation_api": Api(
        work,
        post=0,
        patch=200,
        data=lambda _world: {"position": "Dean"},
        team=404,
        unit=404,
        lower=("production", 403),
    ),
    "api:traits_api": Api(
        uid("doctor"),
        get=200,
        post=201,
        data=lambda _world: {"kind": "hours", "text": "late"},
        team=404,
        unit=404,
        shows="qwertocoffee",
        lower=("production", 403),
        lower_get=200,
    ),
    "api:trait_end_api": Api(
        lambda world: {"uid": world.doctor.uid, "trait": trait(world)["trait"]},
        team=404,
        unit=404,
        lower=("production", 403),
    ),
}

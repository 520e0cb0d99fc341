"""The routes of what other systems tell, as in routes.py."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from krug.access.models import Token
from krug.integrations.models import Delivery, Endpoint, ExchangeFile, TableFile
from tests.access.routes import Api, List, Make, Of, Route, Values, nothing, uid
from tests.access.world import World


def told(_world: World) -> Values:
    return {"source": "erp", "as_of": "2030-01-01T00:00:00Z", "accounts": [], "papers": []}


def endpoint(_world: World) -> Values:
    return {"uid": Endpoint.objects.get().uid}


def delivery(_world: World) -> Values:
    return {"uid": Endpoint.objects.get().uid, "delivery": Delivery.objects.order_by("id")[0].uid}


def failed(_world: World) -> Values:
    return {"pk": ExchangeFile.objects.get().pk}


def token(_world: World) -> Values:
    return {"uid": Token.objects.get(name="qwertoexchange").uid}


def till_file(world: World) -> Values:
    return {"uid": TableFile.objects.get(author=world.cast.nina).uid}


def new_file(_world: World) -> Values:
    rows = b"receipt;date;amount;phone\n1;2024-01-01;5;+79160000001\n"
    return {"kind": "purchases", "source": "till", "file": SimpleUploadedFile("new.csv", rows)}


@dataclass(frozen=True)
class OwnFile(Route):
    """A till's file that Nina brought: nobody else's."""

    args: Of = till_file
    owner: str = "nina"
    team_as: str = "sam"
    lower: tuple[str, int] | None = ("rita", 403)


@dataclass(frozen=True)
class Put(Api):
    """Takes PUT as well; `put_team`, `put_unit`: what these get there."""

    put: int = 200
    put_team: int = 403
    put_unit: int = 200


EXCHANGE: dict[str, Route] = {
    "exchange-1c": Route(get=401, post=401, nobody=401, team=401, unit=401),
    "products": List(shows="Qwertoproduct"),
    "product": Route(uid("product"), team=200, shows="Qwertoproduct"),
    "table-files": Make(data=new_file, owner="nina", team_as="sam", lower=("rita", 403), shows="qwertotill"),
    "table-file": OwnFile(shows="qwertotill"),
    "table-file-columns": OwnFile(get=0, post=200, data=lambda _world: {"column-0": "receipt"}),
    "table-file-run": OwnFile(get=0, post=302, data=nothing),
    "table-file-state": OwnFile(),
    "table-file-mend": OwnFile(get=0, post=409, data=nothing),
    "table-file-left": OwnFile(),
    "webhooks": List(owner="head", team=403, lower=("integrator", 403), shows="qwertohook"),
    "webhook-new": Make(
        owner="head",
        data=lambda _world: {
            "url": "https://qwertonew.example.org/",
            "purpose": "x",
            "events": ["person.created"],
        },
        team=403,
        post_team=403,
        lower=("integrator", 403),
    ),
    "webhook": Route(endpoint, owner="head", team=403, lower=("integrator", 403), shows="qwertohook"),
    "webhook-stop": Route(endpoint, owner="head", get=0, post=302, team=403, lower=("integrator", 403)),
    "webhook-start": Route(endpoint, owner="head", get=0, post=302, team=403, lower=("integrator", 403)),
    "webhook-rotate": Route(endpoint, owner="head", get=0, post=302, team=403, lower=("integrator", 403)),
    "webhook-forget": Route(endpoint, owner="head", get=0, post=302, team=403, lower=("integrator", 403)),
    "exchanges": List(owner="head", team=403, lower=("marketer", 403), shows="qwertoexchange"),
    "exchange-file-again": Route(
        failed, owner="head", get=0, post=409, team=403, unit=404, lower=("marketer", 403)
    ),
    "exchange-token-revoke": Route(
        token, owner="head", get=0, post=302, team=403, unit=404, lower=("marketer", 403)
    ),
    "webhook-again": Route(delivery, owner="head", get=0, post=302, team=403, lower=("integrator", 403)),
    "balance": Route(
        lambda world: {"kind": "organisation", "uid": world.clinic.uid},
        lower=("production", 403),
        shows="Qwertobill",
    ),
    "api:balances_api": Put(
        query=lambda world: {"organisation": world.clinic.uid},
        owner="head",
        get=200,
        post=0,
        data=told,
        team=404,
        unit=404,
        lower=("production", 403),
        shows="Qwertobill",
    ),
}

"""The API's own OpenAPI document, and what an operation is asked with that a fuzzer cannot guess."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import resolve
from ninja.responses import NinjaJSONEncoder

from krug.access.actions.issue_token import issue_token
from krug.access.models import User
from krug.access.rules import allowed
from krug.site.api import api
from tests.access.routes import Route
from tests.access.test_every_route import ROUTES
from tests.access.world import World

DOCUMENT: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), cls=NinjaJSONEncoder))
SOME = "018f3c1e-7b2a-7c3d-9e4f-5a6b7c8d9e0f"


def operations() -> Iterator[tuple[str, str]]:
    """(method, path) of each, as the document writes them."""
    for path, methods in DOCUMENT["paths"].items():
        yield from ((method.upper(), path) for method in methods)


def of_a_row(path: str) -> bool:
    """Whether the path names a row, and not only a kind of rows."""
    return any(one["schema"].get("format") == "uuid" or _is_number(one["schema"]) for one in _of_path(path))


def route_of(path: str) -> Route:
    """The line of tests/access/routes.py that says what a path is asked with."""
    address = path
    for parameter in _of_path(path):
        address = address.replace(f"{{{parameter['name']}}}", _some(parameter["schema"]))
    return ROUTES[f"api:{resolve(address).url_name}"]


def real(path: str, world: World) -> Mapping[str, str]:
    """Values of the path's parameters that name rows which there are."""
    return {name: str(value) for name, value in route_of(path).args(world).items()}


def bearer(user: User, *permissions: str) -> dict[str, str]:
    """A header that lets in whoever it belongs to, with every permission of his role or with these."""
    _token, secret = issue_token(None, user, "tried", permissions or allowed(user))
    return {"Authorization": f"Bearer {secret}"}


def _of_path(path: str) -> list[dict[str, Any]]:
    first = next(iter(DOCUMENT["paths"][path].values()))
    return [one for one in first["parameters"] if one["in"] == "path"]


def _some(schema: Mapping[str, Any]) -> str:
    return "1" if _is_number(schema) else SOME


def _is_number(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "integer"

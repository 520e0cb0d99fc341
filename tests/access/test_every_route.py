"""Every route is walked by people whom it does not concern. Routes are found, not listed."""

import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from krug.access.models import User
from krug.site import asgi
from tests.access import routes
from tests.access.routes import List, Route
from tests.access.routes_of_api import API
from tests.access.routes_of_calls import CALLS
from tests.access.routes_of_deals import DEALS
from tests.access.routes_of_exchange import EXCHANGE
from tests.access.routes_of_fields import FIELDS
from tests.access.routes_of_forecasts import FORECASTS
from tests.access.routes_of_imports import IMPORTS
from tests.access.routes_of_letters import LETTERS
from tests.access.routes_of_lists import LISTS
from tests.access.routes_of_methods import METHODS
from tests.access.routes_of_places import PLACES
from tests.access.routes_of_plans import PLANS
from tests.access.routes_of_privacy import PRIVACY
from tests.access.routes_of_profile import PROFILE
from tests.access.routes_of_sales import SALES
from tests.access.routes_of_segments import SEGMENTS
from tests.access.routes_of_teamwork import TEAMWORK
from tests.access.world import World, make_world, others
from tests.cast import Cast, client_of, make_cast
from tests.loops import run

ROUTES = (
    routes.ROUTES
    | PRIVACY
    | PROFILE
    | IMPORTS
    | SEGMENTS
    | EXCHANGE
    | TEAMWORK
    | FIELDS
    | FORECASTS
    | PLACES
    | LETTERS
    | PLANS
    | LISTS
    | API
    | DEALS
    | METHODS
    | SALES
    | CALLS
)

ABOUT_ONESELF = ("account_", "mfa_", "usersessions_", "api:api-root", "api:openapi")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
WALKERS = ("nobody", "team", "unit", "lower", "owner")


def found(patterns: list[Any], prefix: str = "", path: str = "") -> Iterator[tuple[str, str]]:
    """(name, path) of every route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from found(pattern.url_patterns, inner, f"{path}{pattern.pattern}")
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{prefix}{pattern.name or pattern.pattern}", f"{path}{pattern.pattern}"


def names() -> list[str]:
    """An address with several API operations comes once for each of them."""
    return [name for name, _path in sorted(set(found(get_resolver().url_patterns)))]


def test_every_route_is_declared_once() -> None:
    have = names()
    assert sorted(set(have) - ROUTES.keys()) == [], "a route without a line in tests/access/routes.py"
    assert sorted(ROUTES.keys() - set(have)) == [], "a line without a route"
    assert sorted({name for name in have if have.count(name) > 1}) == []


def test_django_answers_everything_but_two_raw_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are outside of the walk: /v1 gives nothing to read (tests/behaviour), /live/events tells nothing
    but that something changed (tests/calls).
    """
    asked = []

    async def django(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope)

    async def nothing() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    monkeypatch.setattr(asgi, "_on_threads", django)
    for address in ("/", "/v1", "/live", "/live/events/x", "/api/v1/", "/tablet/v1/t"):
        run(asgi.application({"type": "http", "path": address, "headers": []}, nothing, None))
    assert len(asked) == 6


class Walk:
    """One walker, all routes; every request is taken back, so that none changes what the next one meets."""

    def __init__(self, world: World, walker: str) -> None:
        self.world, self.walker = world, walker
        self.wrong: list[str] = []
        self.clients: dict[str, Client] = {}

    def user(self, route: Route) -> User | None:
        names = {
            "team": route.team_as,
            "unit": "food_head",
            "owner": route.owner,
            "lower": (route.lower or ("",))[0],
        }
        name = names.get(self.walker)
        return getattr(self.world.cast, name) if name else None

    def client(self, user: User | None) -> Client:
        name = user.name if user else ""
        if name not in self.clients:
            self.clients[name] = client_of(user)
        self.world.walked_by(user)
        return self.clients[name]

    def expected(self, route: Route, method: str) -> int:
        own = {
            "GET": route.get,
            "POST": route.post,
            "PATCH": route.patch,
            "PUT": getattr(route, "put", 0),
        }.get(method, 0)
        if not own:
            return 405
        if self.walker == "owner":
            return own
        if self.walker == "lower":
            assert route.lower
            return (method == "GET" and route.lower_get) or route.lower[1]
        if method in ("POST", "PUT") and (special := getattr(route, f"{method.lower()}_{self.walker}", 0)):
            return int(special)
        status: int = getattr(route, self.walker)
        return status

    def ask(self, name: str, route: Route, method: str) -> Any:
        client = self.client(self.user(route))
        address = reverse(name, kwargs=dict(route.args(self.world)))
        if method == "GET":
            return client.get(address, dict(route.query(self.world)))
        data = dict(route.data(self.world))
        how = {"content_type": "application/json"} if route.json else {}
        if method in ("POST", "PATCH", "PUT") and data:
            return getattr(client, method.lower())(address, data, **how)
        return client.generic(method, address)

    def secrets(self) -> tuple[str, ...]:
        world = self.world
        if self.walker == "team":
            return world.secrets
        return (*world.secrets, *world.deck_secrets) if self.walker in ("nobody", "unit") else ()

    def step(self, name: str, route: Route, method: str) -> None:
        self.client(self.user(route))
        with transaction.atomic():
            answer = self.ask(name, route, method)
            body = read(answer)
            transaction.set_rollback(True)
        wanted = self.expected(route, method)
        if answer.status_code != wanted:
            self.wrong.append(f"{method} {name}: {answer.status_code}, declared {wanted}")
        if 200 <= answer.status_code < 300:
            self.look(f"{method} {name}", route, body)

    def look(self, where: str, route: Route, body: str) -> None:
        asked = str([dict(of(self.world)) for of in (route.args, route.query, route.data)])
        told = [word for word in self.secrets() if word.lower() in body and word not in asked]
        if told:
            self.wrong.append(f"{where} tells {told}")
        first = "GET" if route.get else "POST"
        if self.walker == "owner" and where.startswith(first) and route.shows.lower() not in body:
            self.wrong.append(f"{where} does not show {route.shows} to its owner")
        if self.walker in ("team", "unit") and route.refuses not in body:
            self.wrong.append(f"{where} does not say {route.refuses}")


def read(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace")).lower()


@pytest.mark.parametrize("walker", WALKERS)
def test_walk(db: None, walker: str) -> None:
    walk = Walk(make_world(), walker)
    for name, route in ROUTES.items():
        if walker == "lower" and route.lower is None:
            continue
        for method in METHODS:
            # Forms about oneself (test_sign_in.py, test_password.py), and pages without anybody's data.
            if method == "GET" or not name.startswith(
                ("account_", "mfa_", "usersessions_", "api:api-root", "api:openapi")
            ):
                walk.step(name, route, method)
    if walk.wrong:
        pytest.fail("\n".join(walk.wrong), pytrace=False)


# What differs between two equal pages: tokens, the hour.
NOISE = re.compile(r"value=\"\w{64}\"|x-csrftoken[^}]*}|\b\d\d:\d\d\b")


NOBODYS = cast(World, None)
"""Lists take no object of the world."""
# Pharma's reps all have its deck, its products, its own fields as columns of their lists, and its method.
OURS_TO_THE_TEAM = (
    "deals",
    "decks",
    "products",
    "questions",
    "today",
    "today-look",
    "list-columns",
    "methods",
)


def lists(people: Cast) -> dict[str, str]:
    """What the other unit and the other team read on every list, count and search that takes no object."""
    told = {}
    for user in (people.food_head, people.food_rep, people.food_marketer, people.roma):
        client = client_of(user)
        for name, route in ROUTES.items():
            if isinstance(route, List) or name == "decks":
                address = reverse(name, kwargs=dict(route.args(NOBODYS)))
                for query in ({}, dict(route.query(NOBODYS))):
                    told[f"{user.name} {name} {query}"] = NOISE.sub("", read(client.get(address, query)))
    return told


def test_lists_counts_and_searches_of_others_do_not_change_when_our_data_come(db: None) -> None:
    people = make_cast()
    others(people)
    before = lists(people)
    make_world(people)
    after = lists(people)
    for place, text in before.items():
        if "Roma" in place and any(name in place for name in OURS_TO_THE_TEAM):
            continue
        assert after[place] == text, place

"""Every operation asks who is there and tells an outsider nothing: found in the document, not listed."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.access.world import World
from tests.api.document import DOCUMENT, bearer, of_a_row, operations, real, route_of
from tests.cast import client_of

pytestmark = pytest.mark.django_db
OPERATIONS = list(operations())
OF_ONE = [(method, path) for method, path in OPERATIONS if of_a_row(path)]

CHANGES = [(method, path) for method, path in OPERATIONS if method != "GET"]


def send(client: Client, method: str, path: str, world: World, **headers: str) -> Any:
    """What the owner would send, so that nothing but the sender can be what is wrong with it."""
    route = route_of(path)
    address, data = path.format(**real(path, world)), dict(route.data(world))
    if method == "GET":
        return client.get(address, dict(route.query(world)), headers=headers)
    if not route.json:
        return client.post(address, data, headers=headers)
    return client.generic(method, address, json.dumps(data, default=str), "application/json", headers=headers)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_nobody_is_let_in(company: World, method: str, path: str) -> None:
    company.walked_by(None)
    for headers in ({}, {"Authorization": "Bearer krug_guess"}, {"Authorization": "Basic cml0YTpyaXRh"}):
        answer = send(Client(), method, path, company, **headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed"), headers


@pytest.mark.parametrize(("method", "path"), OF_ONE)
def test_another_unit_finds_nothing(company: World, method: str, path: str) -> None:
    company.walked_by(company.cast.food_head)
    answer = send(Client(), method, path, company, **bearer(company.cast.food_head))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_token_allows_no_more_than_it_names(company: World, method: str, path: str) -> None:
    """One permission that no operation asks for."""
    head = company.cast.head
    company.walked_by(head)
    answer = send(Client(), method, path, company, **bearer(head, "see_audit"))
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_a_page_of_another_site_changes_nothing(company: World, method: str, path: str) -> None:
    """A browser sends the session's cookie along with a form of anybody's."""
    head = company.cast.head
    company.walked_by(head)
    answer = send(client_of(head, enforce_csrf_checks=True), method, path, company)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_content_of_an_undeclared_kind_is_refused(company: World, method: str, path: str) -> None:
    if "requestBody" not in DOCUMENT["paths"][path][method.lower()]:
        pytest.skip("takes no content")
    address = path.format(**real(path, company))
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        answer = Client().generic(method, address, "{}", kind, headers=bearer(company.cast.head))
        assert (answer.status_code, answer.json()["code"]) == (415, "wrong_type"), kind


def test_the_document_is_what_is_served(company: World) -> None:
    assert client_of(company.cast.rita).get("/api/v1/openapi.json").json() == DOCUMENT
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert {"401", "403", "429"} <= operation["responses"].keys()

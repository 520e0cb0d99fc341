"""Sign-in and out as a browser does it, with CSRF checks on."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from krug.access.actions.deactivate_user import deactivate_user
from krug.access.actions.set_password import set_password
from krug.access.models import AuditEntry
from tests.cast import PASSWORD, Cast, client_of

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def csrf(client: Client, address: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())
    assert found
    return found[1]


def try_in(client: Client, email: str, password: str, **more: str):  # type: ignore[no-untyped-def]
    token = csrf(client, LOGIN)
    return client.post(LOGIN, {"login": email, "password": password, "csrfmiddlewaretoken": token, **more})


def browser() -> Client:
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})


def inside(client: Client) -> bool:
    return client.get(reverse("account_change_password")).status_code == 200


def test_signing_in_leads_to_today_and_rotates_the_session(cast: Cast) -> None:
    client = browser()
    client.get(LOGIN)
    before = client.session.session_key
    answer = try_in(client, "RITA@krug.test ", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session.session_key not in (before, None)
    assert inside(client)
    assert AuditEntry.objects.filter(verb="sign_in", actor=cast.rita).count() == 1


def test_the_way_on_is_kept_but_never_to_another_host(cast: Cast) -> None:
    assert try_in(browser(), cast.rita.email, PASSWORD, next="/search")["Location"] == "/search"
    assert try_in(browser(), cast.rita.email, PASSWORD, next="//evil.test/")["Location"] == "/"


def test_wrong_password_unknown_email_and_shut_out_answer_alike(cast: Cast) -> None:
    deactivate_user(None, cast.roma)
    answers = [
        try_in(browser(), cast.rita.email, "not the password"),
        try_in(browser(), "nobody@krug.test", "not the password"),
        try_in(browser(), cast.roma.email, PASSWORD),
    ]
    bare = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(bare) == 1
    assert {answer.status_code for answer in answers} == {200}
    assert "do not match" in bare.pop()


def test_the_sixth_try_is_refused_even_with_the_right_password(cast: Cast) -> None:
    for _ in range(5):
        try_in(browser(), cast.rita.email, "guess")
    refused = try_in(browser(), cast.rita.email, PASSWORD)
    assert "Too many attempts" in refused.content.decode()
    assert try_in(browser(), cast.roma.email, PASSWORD).status_code == 302


def test_unknown_emails_are_throttled_alike(cast: Cast) -> None:
    for _ in range(5):
        try_in(browser(), "nobody@krug.test", "guess")
    assert "Too many attempts" in try_in(browser(), "nobody@krug.test", "guess").content.decode()


def test_a_form_without_its_token_is_refused_in_words(cast: Cast) -> None:
    answer = browser().post(LOGIN, {"login": cast.rita.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "out of date" in answer.content.decode()


def test_signing_out_takes_a_post(cast: Cast) -> None:
    client = client_of(cast.rita, enforce_csrf_checks=True)
    assert client.get("/accounts/logout/").status_code == 200
    assert inside(client)
    token = csrf(client, "/accounts/logout/")
    assert client.post("/accounts/logout/", {"csrfmiddlewaretoken": token})["Location"] == LOGIN
    assert not inside(client)


def test_whoever_is_shut_out_loses_his_session_at_once(cast: Cast) -> None:
    client = client_of(cast.rita)
    assert inside(client)
    deactivate_user(cast.admin, cast.rita)
    assert not inside(client)


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    client = client_of(cast.rita)
    set_password(cast.admin, cast.rita, "Another-evening-10")
    assert not inside(client)
    assert try_in(browser(), cast.rita.email, "Another-evening-10").status_code == 302


def test_the_cookie_cannot_be_read_by_scripts(cast: Cast) -> None:
    client = browser()
    try_in(client, cast.rita.email, PASSWORD)
    assert all(cookie["httponly"] for cookie in client.cookies.values())
    assert client.cookies["krug_session"]["samesite"] == "Lax"


def test_nobody_signs_up(client: Client, db: None) -> None:
    for address in ("signup/", "email/", "confirm-email/", "password/set/", "login/code/"):
        assert client.get(f"/accounts/{address}").status_code == 404

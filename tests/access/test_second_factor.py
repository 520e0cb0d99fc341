"""The second factor: set up, asked for, lost; who must have one before he sees a base."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from krug.access.actions.forget_second_factor import forget_second_factor
from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry, User
from tests.cast import PASSWORD, Cast, client_of

LOGIN, INDEX, ACTIVATE = (
    "/accounts/login/",
    "/accounts/second-factor/",
    "/accounts/second-factor/totp/activate/",
)
ASKED = "/accounts/second-factor/authenticate/"


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    return client


def turned_on(user: User) -> tuple[Client, str]:
    """A browser in which he has just set up the app, and the app's secret."""
    client = sign_in(user)
    asked = client.get(ACTIVATE)
    assert asked["Location"].startswith("/accounts/reauthenticate/"), "the password once more"
    form = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    secret = form.context["form"].secret
    answer = client.post(ACTIVATE, {"code": code_of(secret)}, follow=True)
    assert "recovery-codes" in answer.redirect_chain[-1][0]
    return client, secret


def test_the_password_alone_no_longer_lets_him_in(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _browser, secret = turned_on(cast.head)
    client = sign_in(cast.head)
    assert client.get("/customers/").status_code == 302, "not yet in"
    assert client.post(ASKED, {"code": "000000"}).status_code == 200
    assert client.get("/customers/").status_code == 302
    cache.clear()
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    assert client.post(ASKED, {"code": code_of(secret)}).status_code == 302
    assert client.get("/customers/").status_code == 200
    assert AuditEntry.objects.filter(verb="second_factor_added", actor=cast.head).exists()


def test_a_recovery_code_works_once(cast: Cast) -> None:
    browser, _secret = turned_on(cast.head)
    code = browser.get("/accounts/second-factor/recovery-codes/").context["unused_codes"][0]
    assert sign_in(cast.head).post(ASKED, {"code": code}).status_code == 302
    cache.clear()
    again = sign_in(cast.head)
    assert again.post(ASKED, {"code": code}).status_code == 200
    assert again.get("/customers/").status_code == 302


def test_the_secret_is_not_readable_in_the_database(cast: Cast) -> None:
    _browser, secret = turned_on(cast.head)
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_whoever_sees_a_whole_base_sets_one_up_first(cast: Cast, settings: Settings) -> None:
    settings.KRUG_SECOND_FACTOR = "required"
    for user in (cast.head, cast.admin, cast.marketer):
        client = client_of(user)
        for path in ("/", "/customers/", "/search?q=a", "/presentations/"):
            assert client.get(path)["Location"] == INDEX, path
        problem = client.get("/api/v1/persons")
        assert (problem.status_code, problem.json()["code"]) == (403, "second_factor_needed")
        assert client.get("/customers/", headers={"HX-Request": "true"})["HX-Redirect"] == INDEX
        assert client.get(INDEX).status_code == 200
    assert client_of(cast.rita).get("/customers/").status_code == 200, "a rep sees his own alone"


def test_with_a_factor_the_gate_is_open_and_shuts_when_it_is_removed(cast: Cast, settings: Settings) -> None:
    client, _secret = turned_on(cast.head)
    settings.KRUG_SECOND_FACTOR = "required"
    assert client.get("/customers/").status_code == 200
    assert client.post("/accounts/second-factor/totp/deactivate/").status_code == 302
    assert client.get("/customers/")["Location"] == INDEX


def test_a_lost_phone_is_forgotten_by_the_administrator(cast: Cast) -> None:
    client, _secret = turned_on(cast.head)
    for stranger in (cast.rita, cast.food_head):
        with pytest.raises(NotAllowed):
            forget_second_factor(stranger, cast.head)
    forget_second_factor(cast.admin, cast.head)
    assert client.get("/customers/").status_code == 302, "signed out"
    assert sign_in(cast.head).get("/customers/").status_code == 200


def test_other_sessions_end_and_this_one_stays(cast: Cast) -> None:
    here, there = sign_in(cast.rita), sign_in(cast.rita)
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("<li>") == 2
    here.post("/accounts/sessions/")
    assert here.get("/customers/").status_code == 200
    assert there.get("/customers/").status_code == 302

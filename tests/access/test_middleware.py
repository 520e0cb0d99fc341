"""What surrounds every request: language, clock, request ids, logs without secrets."""

import io
import json
import logging
from logging.config import DictConfigurator  # type: ignore[attr-defined]

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from krug.access.models import AuditEntry
from krug.site.log import RequestId
from krug.site.middleware import Refusals
from tests.cast import Cast, client_of

PAGE = "/accounts/password/change/"
RESET = "/accounts/password/reset/"


def test_whoever_is_signed_in_reads_his_language(cast: Cast) -> None:
    client = client_of(cast.rita)
    assert 'lang="en"' in client.get(PAGE, headers={"accept-language": "ru"}).content.decode()
    cast.rita.language = "ru"
    cast.rita.save()
    assert "Сменить пароль" in client.get(PAGE, headers={"accept-language": "en"}).content.decode()


def test_what_somebody_saw_does_not_come_back_for_the_next(cast: Cast) -> None:
    for address in ("/", "/customers/", "/api/v1/persons"):
        assert client_of(cast.rita).get(address)["Cache-Control"].endswith("no-store")


def test_a_busy_database_is_told_in_words() -> None:
    request = RequestFactory().get("/customers/")
    request.user = AnonymousUser()
    page = Refusals(lambda _request: HttpResponse()).process_exception(
        RequestFactory().get("/customers/"), OperationalError("database is locked")
    )
    assert page is not None
    assert (page.status_code, "locked" in page.content.decode()) == (503, False)


def test_strangers_read_their_browsers_language(db: None) -> None:
    assert 'lang="en"' in Client().get(RESET, headers={"accept-language": "en-GB"}).content.decode()
    assert 'lang="ru"' in Client().get(RESET, headers={"accept-language": "fr"}).content.decode()


def test_a_stranger_switches_by_cookie(db: None) -> None:
    client = Client(headers={"accept-language": "ru"})
    assert client.post("/language", {"language": "en", "next": RESET})["Location"] == RESET
    assert 'lang="en"' in client.get(RESET).content.decode()
    assert client.cookies["django_language"]["httponly"]


def test_a_switch_is_kept_with_the_person(cast: Cast) -> None:
    client = client_of(cast.rita)
    client.post("/language", {"language": "ru"})
    cast.rita.refresh_from_db()
    assert cast.rita.language == "ru"
    client.post("/language", {"language": "tlh"})
    cast.rita.refresh_from_db()
    assert cast.rita.language == "ru"


@pytest.mark.parametrize("evil", ["//evil.test", "https://evil.test/", "javascript:alert(1)"])
def test_a_switch_leads_to_no_other_host(db: None, evil: str) -> None:
    assert Client().post("/language", {"language": "en", "next": evil})["Location"] == "/"


def test_one_persons_clock_does_not_stay_for_the_next(cast: Cast) -> None:
    before = timezone.get_current_timezone_name()
    cast.rita.time_zone = "Asia/Vladivostok"
    cast.rita.save()
    client_of(cast.rita).get(PAGE)
    assert timezone.get_current_timezone_name() == before
    translation.activate("en")


def test_the_audit_names_the_request(cast: Cast) -> None:
    client = client_of(cast.rita)
    client.post("/language", {"language": "ru"}, headers={"x-request-id": "my-request-1"})
    assert AuditEntry.objects.get(verb="change_language").request_id == "my-request-1"


def test_logs_hold_no_way_back_in() -> None:
    address = "/accounts/password/reset/key/1z-cxyz-abc/"
    record = logging.LogRecord("django.request", 30, "", 0, "%s: %s", ("Not Found", address), None)
    record.request = "anything"
    RequestId().filter(record)
    assert "cxyz" not in record.getMessage()
    assert not hasattr(record, "request")


def test_a_log_line_is_json_that_names_the_request(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    made = DictConfigurator(settings.LOGGING)  # type: ignore[no-untyped-call]
    handler.setFormatter(made.configure_formatter(settings.LOGGING["formatters"]["json"]))
    handler.addFilter(RequestId())
    log = logging.getLogger("krug.request")
    log.addHandler(handler)
    try:
        with caplog.at_level(logging.INFO, "krug.request"):
            client_of(cast.rita).get("/customers/?q=Secret", headers={"X-Request-ID": "known-1234"})
    finally:
        log.removeHandler(handler)
    (line,) = [json.loads(one) for one in written.getvalue().splitlines()]
    assert (line["request_id"], line["level"], line["logger"]) == ("known-1234", "INFO", "krug.request")
    assert (line["path"], line["status"], line["user"]) == ("/customers/", 200, cast.rita.pk)
    assert "Secret" not in written.getvalue()
    assert line.keys() >= {"at", "message", "method", "ms"}

"""What stands before every view: the proxy's https, bodies by their length, who sends slowly."""

import asyncio
import errno
import io
import os
import subprocess
import sys
from typing import Any

import pytest
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.test import Client

from krug.site import asgi
from tests.cast import Cast, client_of
from tests.loops import run

ORIGINS = """
import django; django.setup()
from django.middleware.csrf import CsrfViewMiddleware
from django.test import RequestFactory
for origin in ("https://crm.example.org", "https://slides.example.org", "http://crm.example.org:80", "null"):
    request = RequestFactory().post("/", headers={"host": "crm.example.org", "origin": origin})
    print(CsrfViewMiddleware(lambda r: None)._origin_verified(request))
"""
LOGIN = "/accounts/login/"


def test_forms_are_taken_behind_a_proxy_with_a_certificate() -> None:
    """The browser's Origin is https, what the proxy sends on is not: without a word for it nobody gets in."""
    named = {"KRUG_URL": "https://crm.example.org", "KRUG_CONTENT_URL": "https://slides.example.org"}
    run = subprocess.run(
        [sys.executable, "-c", ORIGINS], env=os.environ | named, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["True", "False", "False", "False"]


@pytest.fixture
def huge() -> dict[str, str]:
    """Announced, not sent: it must be refused before it is read."""
    return {"CONTENT_LENGTH": str(2 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}


def test_a_stranger_sends_nothing_huge(cast: Cast, huge: dict[str, str]) -> None:
    assert Client().post(LOGIN, **huge).status_code == 413  # type: ignore[arg-type]
    refused = Client().post("/api/v1/decks", **huge)  # type: ignore[arg-type]
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    # A token is looked at before the body is.
    forged = Client(headers={"authorization": "Bearer krug_x"})
    assert forged.post("/api/v1/decks", **huge).status_code == 401  # type: ignore[arg-type]
    assert forged.post(LOGIN, **huge).status_code == 413  # type: ignore[arg-type]
    assert client_of(cast.rita).get("/customers/", **huge).status_code == 200  # type: ignore[arg-type]


def test_nobody_sends_what_nothing_takes(cast: Cast, huge: dict[str, str]) -> None:
    huge["CONTENT_LENGTH"] = str(3 * 1024**3)
    assert client_of(cast.nina).post("/presentations/new", **huge).status_code == 413  # type: ignore[arg-type]


def test_a_body_that_finds_no_room_is_told_in_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check of a form's origin reads the form: it breaks before any view is called."""

    def full(*_given: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    monkeypatch.setattr(MemoryFileUploadHandler, "receive_data_chunk", full)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(cast.marketer)
    package = io.BytesIO(b"PK" * 100)
    token = str(client.get("/presentations/new").context["csrf_token"])
    page = client.post("/presentations/new", {"package": package}, headers={"hx-request": "true"})
    assert page.status_code == 503
    assert b"disk" in page.content
    assert page.headers["X-Request-ID"]
    package.seek(0)
    answer = client.post("/api/v1/decks", {"package": package}, headers={"x-csrftoken": token})
    assert (answer.status_code, answer.json()["code"]) == (503, "no_room")


def scope(length: int) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "POST",
        "path": "/language",
        "query_string": b"",
        "headers": [(b"content-length", str(length).encode()), (b"host", b"127.0.0.1")],
        "http_version": "1.1",
        "client": ("127.0.0.1", 1),
    }


def test_slow_senders_hold_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """More of them than there are threads, and whoever sends at once is still answered."""
    monkeypatch.setattr(asgi, "PATIENCE", 0.5)
    answers: list[int] = []

    async def send(message: Any) -> None:
        answers.extend([message["status"]] if "status" in message else [])

    async def never() -> Any:
        await asyncio.Event().wait()

    async def at_once() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def all_of_them() -> None:
        slow = [asyncio.create_task(asgi.application(scope(10), never, send)) for _ in range(40)]
        await asyncio.sleep(0)
        quick = scope(0) | {"method": "GET", "path": "/health"}
        await asgi.application(quick, at_once, send)
        assert answers == [200]
        await asyncio.gather(*slow)

    run(all_of_them())
    assert answers == [200] + [408] * 40

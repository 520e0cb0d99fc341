"""An open card hears what happens to its customer: within seconds, across a kill, and nobody else's."""

import http.client
import time
import urllib.parse
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Server

MAKE = """
from tests.e2e.company import make
from krug.access.models import User
from krug.customers.models import Person
from django.test import Client
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
made = make("ru")
def cookie(user):
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value
from krug.access.scopes import may_see
person = Person.objects.order_by("id").first()
seers = [user for user in User.objects.order_by("id") if may_see(user, "person", person.pk)]
blind = [user for user in User.objects.order_by("id") if not may_see(user, "person", person.pk)]
from krug.customers.queries.news import standing
answer({"uid": str(person.uid), "seer": cookie(seers[0]), "after": standing(), "id": seers[0].pk,
        "blind": cookie(blind[0]) if blind else ""})
"""
TOUCH = """
from krug.customers.models import Person
from krug.customers.queries import card_identity
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from django.utils import timezone
person = Person.objects.order_by("id").{which}()
at = micros(timezone.now())
append([Touch(uuid7(), at, card_identity(person), Channel.CALL, Direction.IN, Verb.CALLED)], "source:test")
"""


class Ear:
    """One listener. `said` waits for the next thing that is said."""

    def __init__(self, server: Server, path: str, cookie: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        headers = {"Accept": "text/event-stream", "Cookie": f"sessionid={cookie}"}
        self.connection.request("GET", path, headers=headers)
        self.answer = self.connection.getresponse()
        self.status = self.answer.status

    def said(self) -> str:
        lines: list[str] = []
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if line.startswith("data: "):
                lines.append(line[6:])
            elif not line and lines:
                return "\n".join(lines)

    def close(self) -> None:
        self.connection.close()


def path_of(made: dict[str, str]) -> str:
    return f"/live/person/{made['uid']}/?{urllib.parse.urlencode({'after': made['after']})}"


@pytest.fixture
def ears() -> Iterator[list[Ear]]:
    opened: list[Ear] = []
    yield opened
    for ear in opened:
        ear.close()


def test_a_listener_hears_and_hears_again_after_a_kill(server: Server, ears: list[Ear]) -> None:
    made = server.python(MAKE)

    def listen() -> Ear:
        ears.append(Ear(server, path_of(made), made["seer"]))
        return ears[-1]

    ear = listen()
    assert ear.status == 200
    assert ear.said() == ""
    server.python(TOUCH.format(which="last"))
    server.python(TOUCH.format(which="first"))
    begun = time.monotonic()
    assert "1 новое событие" in ear.said()
    assert time.monotonic() - begun < 10
    server.kill()
    server.python(TOUCH.format(which="first"))
    server.start()
    # What happened while nobody was there is told at once.
    assert "2 новых события" in listen().said()
    begun = time.monotonic()
    server.stop()
    assert time.monotonic() - begun < 20


def test_nobody_listens_without_a_right_and_nobody_too_often(server: Server, ears: list[Ear]) -> None:
    made = server.python(MAKE)
    for cookie, status in (("", 302), (made["blind"], 404)):
        if cookie or status == 302:
            ears.append(Ear(server, path_of(made), cookie))
            assert ears[-1].status == status
    many = [Ear(server, path_of(made), made["seer"]) for _ in range(9)]
    ears.extend(many)
    assert [ear.status for ear in many] == [200] * 8 + [429]
    # Whoever is signed out hears no more.
    server.python("from django.contrib.sessions.models import Session; Session.objects.all().delete()")
    assert many[0].said() == ""
    server.python(TOUCH.format(which="first"))
    while line := many[0].answer.readline():
        assert b"data" not in line


def test_an_open_card_says_it_and_keeps_what_is_typed(
    server: Server, open_profile: Callable[..., BrowserContext]
) -> None:
    made = server.python(MAKE)
    context = open_profile("office", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": made["seer"], "url": server.url}])
    page = context.pages[0]
    page.goto(f"{server.url}/customers/{made['uid']}/")
    page.locator("#fact-city button").first.click()
    page.locator("#fact-city input[name=city]").fill("Казань")
    server.python(TOUCH.format(which="first"))
    bar = page.locator("#card-live")
    expect(bar).to_contain_text("1 новое событие", timeout=20_000)
    before = page.locator(".moment").count()
    bar.get_by_role("button").click()
    expect(page.locator(".moment")).to_have_count(before + 1)
    assert page.locator("#fact-city input[name=city]").input_value() == "Казань"
    # A tab is an address: going back shows the one before.
    page.locator("#tab-profile").click()
    page.wait_for_url("**/profile/")
    expect(page.locator("#tab-profile")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.locator("#tab-story")).to_have_attribute("aria-current", "page")

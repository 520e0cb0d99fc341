"""An open card says within seconds that something happened to its customer, and keeps what is being typed."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Server

MAKE = """
from django.conf import settings
from django.test import Client
from krug.access.models import User
from krug.customers.models import Person
from tests.e2e.company import REP, make
settings.ALLOWED_HOSTS = ["*"]
make("ru")
client = Client()
client.force_login(User.objects.get(email=REP))
name = settings.SESSION_COOKIE_NAME
answer({"uid": Person.objects.order_by("id").first().uid, "name": name, "value": client.cookies[name].value})
"""
TOUCH = """
from django.utils import timezone
from krug.customers.models import Person
from krug.customers.queries import card_identity
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
at, identity = micros(timezone.now()), card_identity(Person.objects.order_by("id").first())
append([Touch(uuid7(), at, identity, Channel.CALL, Direction.IN, Verb.CALLED)], "source:test")
"""
EVERY_MS = 10_000


def test_an_open_card_says_it_and_keeps_what_is_typed(
    server: Server, open_profile: Callable[..., BrowserContext]
) -> None:
    made = server.python(MAKE)
    context = open_profile("office", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": made["name"], "value": made["value"], "url": server.url}])
    page = context.pages[0]
    page.clock.install()
    page.goto(f"{server.url}/customers/{made['uid']}/")
    page.locator("#fact-city button").first.click()
    city = page.locator("#fact-city input[name=city]")
    city.fill("Казань")
    moments, bar = page.locator(".moment"), page.locator("#card-news")
    with page.expect_response(re.compile(r"/news\?")) as nothing:
        page.clock.fast_forward(EVERY_MS)
    assert nothing.value.status == 204
    expect(bar).to_be_empty()
    server.python(TOUCH)
    page.clock.fast_forward(EVERY_MS)
    expect(bar).to_contain_text("1 новое событие")
    bar.get_by_role("button").click()
    expect(moments).to_have_count(1)
    expect(bar).to_be_empty()
    expect(city).to_have_value("Казань")
    # Whoever was signed out is not asked for again and again.
    context.clear_cookies()
    with page.expect_response(re.compile(r"/news\?")) as over:
        page.clock.fast_forward(EVERY_MS)
    assert over.value.status == 302
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(3 * EVERY_MS)
    page.evaluate("fetch('/health')")
    assert any("health" in url for url in asked)
    assert [url for url in asked if "/news?" in url] == []
    expect(bar).to_be_empty()

"""The circle: a deck goes out, the network goes, a visit happens, the network comes, figures stand."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e import company
from tests.e2e.conftest import Server
from tests.e2e.tablet import Tablet

FIGURES = """
from krug.touches.queries import of_episode
from krug.touches.words import Verb
from krug.visits.models import Visit
answer([
    {"verb": Verb(t.verb).name.lower(), "object": t.object_id, "seconds": t.seconds,
     "emotion": t.emotion, "data": t.data, "identity": t.identity}
    for t in of_episode(Visit.objects.get().uid)
])
"""
MOMENT = 2.3  # seconds a slide must stay to count, and a little


def touches(server: Server) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = server.python(FIGURES)
    return found


def hold_visit(tablet: Tablet) -> None:
    """With no network: slides out of order, a like of one listener, an answer, a finish in two taps."""
    page = tablet.page
    tablet.button("start").click()
    tablet.button("add").click()
    page.get_by_role("searchbox").fill("Smirnva")
    page.get_by_role("button", name=company.COLLEAGUE).click()
    tablet.button("show").click()
    tablet.expect_slide("Intro")
    tablet.look_at_it(MOMENT)
    tablet.jump("Dose")
    tablet.press_named(company.COLLEAGUE)
    tablet.press("like")
    tablet.look_at_it(MOMENT)
    tablet.press("back")
    tablet.expect_slide("Intro")
    page.keyboard.press("ArrowRight")
    tablet.expect_slide("Ask")
    tablet.slide().get_by_role("group").get_by_text("Beta").click()
    tablet.press("next")
    tablet.expect_slide("Intro")
    tablet.press("close")
    tablet.button("finish").click()
    tablet.expect_draft()
    page.get_by_role("radio", name=tablet.word("result")).click()
    page.get_by_role("button", name=tablet.word("step")).click()
    tablet.button("save").click()


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_circle(
    language: str, make_server: Callable[[], Server], open_profile: Callable[..., BrowserContext]
) -> None:
    server = make_server()
    uids = server.python(f"from tests.e2e.company import make; answer(make({language!r}))")
    server.start()
    locale = {"ru": "ru-RU", "en": "en-GB"}[language]
    context = open_profile(locale=locale)
    tablet = Tablet.switched_on(context, server.url, language)
    tablet.sign_in()
    tablet.kept_for_offline()
    context.close()
    server.stop()

    context = open_profile(locale=locale)
    tablet = Tablet.switched_on(context, server.url, language)
    tablet.open()
    tablet.expect_chip("offline")
    hold_visit(tablet)
    tablet.expect_chip("to_send")
    expect(tablet.page.get_by_role("heading", name=tablet.word("done"))).to_be_visible()

    server.start()
    tablet.chip().click()
    tablet.expect_chip("synced")
    check_figures(touches(server), uids)
    check_card(tablet, uids["doctor"])


def check_figures(found: list[dict[str, Any]], uids: dict[str, str]) -> None:
    visited = [touch for touch in found if touch["verb"] == "visited"]
    assert len(visited) == 2, "one a listener"
    shown = [touch for touch in found if touch["verb"] == "shown"]
    assert {touch["object"] for touch in shown} == {uids["intro"], uids["ask"], uids["dose"]}
    assert all(touch["seconds"] >= 2 for touch in shown if touch["object"] == uids["dose"])
    likes = [touch for touch in found if touch["verb"] == "reacted"]
    assert [(like["object"], like["emotion"]) for like in likes] == [(uids["dose"], 100)]
    answers = [touch for touch in found if touch["verb"] == "answered"]
    assert {touch["identity"] for touch in answers} == {likes[0]["identity"]}, "of whoever was chosen"
    assert "b" in str(answers[0]["data"])


def check_card(tablet: Tablet, doctor: str) -> None:
    """What the visit left comes back to the tablet: the doctor's card tells it."""
    tablet.page.goto(f"{tablet.url}/tablet/#/customer/{doctor}")
    card = tablet.page.locator("krug-customer")
    expect(card).to_contain_text("Dose", timeout=15_000)
    expect(card).to_contain_text(company.DECK)

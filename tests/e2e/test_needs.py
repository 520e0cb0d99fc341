"""What the office took and another had changed meanwhile, and what it could not take: said on the tablet."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.e2e.conftest import Server
from tests.e2e.tablet import Tablet

MEANWHILE = """
from krug.access.models import User
from krug.customers.actions import edit_person
from krug.customers.models import Person
from krug.visits.actions import cancel_visit
from krug.visits.models import Visit
from tests.e2e.company import MARKETER
edit_person(User.objects.get(email=MARKETER), Person.objects.get(uid="%s"), {"note": "Hers"})
cancel_visit(Visit.objects.get().staff, Visit.objects.get())
"""


def test_two_hands_and_a_refusal(server: Server, open_profile: Callable[..., BrowserContext]) -> None:
    doctor = server.python("from tests.e2e.company import make; answer(make('ru'))")["doctor"]
    context = open_profile()
    tablet = Tablet.switched_on(context, server.url, "ru")
    tablet.sign_in()
    tablet.kept_for_offline()
    page = tablet.page

    context.set_offline(True)
    tablet.button("start").click()
    page.locator("krug-visit-notes textarea").fill("Asked about the dose")
    page.get_by_role("button", name="Сохранить заметку").click()
    page.goto(f"{server.url}/tablet/#/customer/{doctor}")
    page.get_by_role("button", name=re.compile("Добавьте заметку")).click()
    page.get_by_role("textbox", name="Заметка").fill("Mine")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    server.python(MEANWHILE % doctor)
    context.set_offline(False)

    notice = page.locator("krug-customer .notice")
    expect(notice).to_contain_text("Заметка: осталось «Mine». Записано было и «Hers».", timeout=60_000)
    expect(notice.get_by_role("link", name="Решить в офисе")).to_have_attribute("href", "/conflicts/")

    # The language of the tablet, not the one that the refusal was written in.
    page.goto(f"{server.url}/tablet/#/settings")
    page.get_by_role("button", name="English").or_(page.get_by_role("radio", name="English")).click()
    page.goto(f"{server.url}/tablet/#/needs")
    needs = page.locator("krug-needs")
    expect(needs.locator(".why")).to_have_text("The visit has been cancelled.")
    expect(needs.locator(".need .btn.main")).to_have_text("Discard")
    expect(needs.get_by_role("button", name="Send again")).to_have_count(0)
    expect(needs.locator(".waits")).to_contain_text("Waits for “Start of a visit,")
    expect(needs.locator(".notice")).to_contain_text("Note: “Mine” stands. Also written: “Hers”.")
    _looked_at(tablet)

    needs.get_by_role("button", name="Got it").click()
    expect(needs.locator(".notice")).to_have_count(0)
    page.reload()
    expect(needs.locator(".why")).to_be_visible()
    expect(needs.locator(".notice")).to_have_count(0)


def _looked_at(tablet: Tablet) -> None:
    """Nothing sticks out of a phone."""
    tablet.page.set_viewport_size({"width": 390, "height": 844})
    wide = tablet.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    tablet.page.set_viewport_size({"width": 1024, "height": 768})

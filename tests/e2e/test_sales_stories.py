"""What sellers and those who lead them do in a day, in a browser, in both languages.

A skip that is asked for, a stop sign, a proposal that is accepted, the month's forecast, a lost deal.
"""

from collections.abc import Callable

import pytest
from django.utils import translation
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Server

MAKE = """
from datetime import timedelta
from decimal import Decimal
from django.conf import settings
from django.test import Client
from django.utils import timezone
from krug.access.actions.create_user import UserData, create_users
from krug.access.models import Role, User
from krug.customers.models import Person
from krug.sales.actions import open_deal, set_template
from krug.sales.data import DealData
from tests.e2e.company import DOCTOR, REP, make
settings.ALLOWED_HOSTS = ["*"]
make("{language}")
rep = User.objects.get(email=REP)
boss, head = create_users(None, [
    UserData("boss@krug.test", "Boss", Role.MANAGER, rep.unit, rep.team, language="{language}"),
    UserData("head@krug.test", "Head", Role.HEAD, rep.unit, language="{language}"),
])
set_template(head, rep.unit, {{"seller": "Ice Ltd", "intro": "Good day", "terms": "By truck", "days": 14}})
person = Person.objects.get(last_name=DOCTOR)
expected = timezone.localdate() + timedelta(days=1)
deals = [
    open_deal(rep, DealData(name, person, amount=Decimal(90_000), expected_on=expected))
    for name in ("Freezer", "Cooler", "Ladder")
]
signed = {{}}
for name, user in (("rep", rep), ("boss", boss)):
    client = Client()
    client.force_login(user)
    signed[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
answer({{"name": settings.SESSION_COOKIE_NAME, "deals": [str(one.uid) for one in deals], **signed}})
"""


class Story:
    """Two colleagues at their own browsers, and whoever has no sign-in."""

    def __init__(self, server: Server, open_profile: Callable[..., BrowserContext], language: str) -> None:
        self.server, self.language = server, language
        self.made = server.python(MAKE.format(language=language))
        self.rep, self.boss = (self._page(open_profile, name) for name in ("rep", "boss"))
        self.stranger = open_profile("stranger", viewport={"width": 390, "height": 800}).pages[0]

    def _page(self, open_profile: Callable[..., BrowserContext], name: str) -> Page:
        context = open_profile(name, viewport={"width": 1280, "height": 900})
        cookie = {"name": self.made["name"], "value": self.made[name], "url": self.server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        return context.pages[0]

    def deal(self, page: Page, number: int) -> None:
        page.goto(f"{self.server.url}/deals/{self.made['deals'][number]}")

    def word(self, text: str, context: str = "") -> str:
        """As the product says it in the story's language."""
        with translation.override(self.language):
            return translation.pgettext(context, text) if context else translation.gettext(text)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_day_of_sales(server: Server, open_profile: Callable[..., BrowserContext], language: str) -> None:
    story = Story(server, open_profile, language)
    a_skip(story)
    a_stop_sign(story)
    a_proposal(story)
    a_forecast(story)
    a_lost_deal(story)


def _fill_in(page: Page, **fields: str) -> None:
    """The dialog, and its main button."""
    dialog = page.locator("#dialog")
    for name, value in fields.items():
        dialog.locator(f"[name={name}]").fill(value)
    dialog.locator(".dialog-end .primary").click()


def a_skip(story: Story) -> None:
    """The need is left out: he asks, who leads him allows it from his Today."""
    story.deal(story.rep, 0)
    story.rep.locator("#point-need a[hx-get*='/skip/']").click()
    _fill_in(story.rep, reason="Buys it every year")
    expect(story.rep.locator("#point-need")).to_contain_text("Buys it every year")
    story.boss.goto(story.server.url)
    story.boss.locator("a[href$='#point-need']").click()
    story.boss.locator("#point-need button[hx-post$='allow']").click()
    expect(story.boss.locator("#point-need")).to_contain_text("Boss")
    story.deal(story.rep, 0)
    expect(story.rep.locator("#point-need")).to_contain_text(
        story.word("allowed by %(who)s") % {"who": "Boss"}
    )


def a_stop_sign(story: Story) -> None:
    """More was spent than the deal is likely to bring: figures, a reason, a yes."""
    page = story.rep
    page.locator("#field-chance button").click()
    page.locator("#field-chance input[name=chance]").fill("1")
    page.locator("#field-chance .primary").click()
    expect(page.locator("#field-chance button.editable")).to_contain_text("1")
    page.locator("a[hx-get$='costs/new']").click()
    page.locator("#dialog [name=resource]").select_option("money")
    _fill_in(page, quantity="5000")
    sign = page.locator("#stop-sign")
    expect(sign).to_contain_text("5")
    sign.locator("a[hx-get$='/stop']").click()
    _fill_in(page, reason="The second order is near", up_to="20000")
    expect(sign).to_contain_text("The second order is near")
    story.boss.goto(story.server.url)
    story.boss.locator("a[href$='#stop-sign']").click()
    story.boss.locator("#stop-sign .primary").click()
    expect(story.boss.locator("#stop-title")).to_have_text(story.word("Goes on in spite of the stop sign"))


def a_proposal(story: Story) -> None:
    """Made, sent, read by somebody who never signed in, accepted in one press, on the seller's Today."""
    page = story.rep
    story.deal(page, 1)
    page.locator("a[hx-get$='proposals/make']").click()
    dialog = page.locator("#dialog")
    expect(dialog.locator("[name=terms]")).to_have_value("By truck")
    dialog.locator(".dialog-end .primary").click()
    page.locator("button[hx-post$='/sent']").click()
    page.locator("a[hx-get$='/link']").click()
    address = page.locator("#offer-link").input_value()
    customer = story.stranger
    with customer.expect_request_finished(lambda request: request.url.endswith("/seen")):
        customer.goto(address)
    expect(customer.locator("main")).to_contain_text("Good day")
    customer.locator("button[value=accepted]").click()
    expect(customer.locator("main")).to_contain_text(
        story.word("You have accepted the proposal. Thank you: you will be contacted.")
    )
    expect(customer.locator("button[value=accepted]")).to_have_count(0)
    page.goto(story.server.url)
    page.locator("#notices a[href$='#proposals-title']").click()
    page.locator("button[hx-post$='/notice']").click()
    expect(page.locator(".proposal .badge")).to_have_text(story.word("Accepted", "proposal"))
    expect(page.locator("button[hx-post$='/notice']")).to_have_count(0)


def a_forecast(story: Story) -> None:
    """Filled in from the deals, said, corrected; what was said stays, and the chain holds."""
    page = story.rep
    page.goto(f"{story.server.url}/forecast/")
    page.locator("a[href$='/say']").first.click()
    for chance in ("60", "30"):
        row = page.locator(".forecast-row", has_text="Cooler")
        if not row.is_visible():
            # Of another month than the one that is open: it stands among the others.
            page.locator("details.card > summary").click()
        row.locator("[name$=chosen]").check()
        row.locator("[name$=chance]").fill(chance)
        page.locator("form.stack .primary").click()
        expect(page.locator("#content")).to_contain_text(f"{chance}\u00a0%")
        if chance == "60":
            page.locator("a[href$='/say']").first.click()
    story.boss.goto(f"{story.server.url}/forecast/")
    expect(story.boss.locator("tbody tr", has_text="Анна Иванова")).to_contain_text("₽")
    story.server.krug("forecast", "verify")


def a_lost_deal(story: Story) -> None:
    """Why not us, to whom, and beside it what had been done."""
    page = story.rep
    story.deal(page, 2)
    page.locator("a[hx-get$='/lose']").click()
    dialog = page.locator("#dialog")
    dialog.locator("[name=reason][value=price]").check()
    _fill_in(page, competitor="Their shop")
    expect(page.locator(".page-head .badge")).to_have_text(story.word("Lost", "deal"))
    expect(page.locator("#deal")).to_contain_text("Their shop")
    story.boss.goto(f"{story.server.url}/deals/list?show=lost")
    expect(story.boss.locator("#content")).to_contain_text("Ladder")

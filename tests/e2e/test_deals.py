"""A newcomer's first deal, in a browser: two fields, a move too early, what the method wants, won, paid."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Server

MAKE = """
from django.conf import settings
from django.test import Client
from krug.access.models import User
from tests.e2e.company import REP, make
settings.ALLOWED_HOSTS = ["*"]
make("ru")
client = Client()
client.force_login(User.objects.get(email=REP))
name = settings.SESSION_COOKIE_NAME
answer({"name": name, "value": client.cookies[name].value})
"""
CALL = """
from django.utils import timezone
from krug.access.models import User
from krug.customers.queries import card_identity
from krug.sales.models import Deal
from krug.sales.tasks import judge_deals
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.e2e.company import REP
deal, rep = Deal.objects.select_related("person").get(), User.objects.get(email=REP)
append([Touch(uuid7(), micros(timezone.now()), card_identity(deal.person), Channel.CALL, Direction.OUT,
              Verb.CALLED, staff=rep.pk, data={"result": "answered"})], f"user:{rep.pk}")
"""


def test_a_newcomers_first_deal(server: Server, open_profile: Callable[..., BrowserContext]) -> None:
    made = server.python(MAKE)
    context = open_profile("office", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": made["name"], "value": made["value"], "url": server.url}])
    page = context.pages[0]
    page.goto(f"{server.url}/")
    opened_in_two_fields(page)
    expect(page.locator("#win-why")).to_contain_text("Поговорили")

    page.goto(f"{server.url}/deals/")
    moved_too_early(page)

    server.python(CALL)
    page.goto(f"{server.url}/deals/")
    moved_by_mouse(page)

    page.locator(".deal-name").click()
    the_need_is_written(page)
    won(page)
    earned(page)


def opened_in_two_fields(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator("#command input").fill("Новая сделка")
    page.locator("#command .hit", has_text="Новая сделка").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Клиент").fill("Петрова")
    expect(dialog.get_by_role("radio")).to_be_checked()
    dialog.get_by_label("Сумма или название").fill("90 000")
    dialog.get_by_role("button", name="Создать").click()
    page.wait_for_url("**/deals/*-*")
    expect(page.locator("h1")).to_contain_text("Петрова")
    expect(page.locator("[aria-current=step] h3")).to_contain_text("Первый контакт")


def moved_too_early(page: Page) -> None:
    """By the keyboard; it springs back, and the dialog leads to the deal."""
    first, second = page.locator("[data-stage=contact]"), page.locator("[data-stage=need]")
    handle = first.locator("[data-lift]")
    handle.press("Enter")
    handle.press("ArrowRight")
    expect(second.locator("[data-deal]")).to_have_count(1)
    second.locator("[data-lift]").press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Поговорили")
    expect(dialog.get_by_role("link", name="Открыть сделку")).to_be_visible()
    dialog.get_by_role("button", name="Закрыть").first.click()
    expect(first.locator("[data-deal]")).to_have_count(1)
    expect(second.locator("[data-deal]")).to_have_count(0)


def moved_by_mouse(page: Page) -> None:
    target = page.locator("[data-stage=need]")
    box, handle = target.bounding_box(), page.locator("[data-lift]").bounding_box()
    assert box
    assert handle
    page.mouse.move(handle["x"] + 8, handle["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 120, steps=6)
    page.mouse.up()
    expect(page.locator("#head-need .count")).to_have_text("1")
    expect(page.locator("#head-contact .count")).to_have_text("0")
    expect(target.locator("[data-deal]")).to_have_count(1)


def the_need_is_written(page: Page) -> None:
    page.locator("#field-need button").click()
    page.locator("#field-need textarea").fill("Два холодильника к лету")
    page.locator("#field-need").get_by_role("button", name="Сохранить").click()
    for stage in ("Предложение", "Оплата"):
        page.locator("#path .primary").click()
        expect(page.locator("[aria-current=step] h3")).to_contain_text(stage)


def won(page: Page) -> None:
    dialog = page.locator("#dialog")
    page.locator("#point-paid").get_by_role("link", name="Подтвердить").click()
    dialog.get_by_label("Документ").fill("Счёт 17")
    dialog.get_by_role("button", name="Подтвердить").click()
    expect(page.locator("#point-paid")).to_contain_text("Счёт 17")
    page.get_by_role("link", name="Выиграна").click()
    expect(dialog).to_contain_text("звонков")
    dialog.get_by_label("Знает нас и доверяет").check()
    dialog.get_by_role("button", name="Выиграна").click()
    expect(page.locator("h2", has_text="Почему мы")).to_be_visible()
    expect(page.locator(".page-head .badge")).to_have_text("Выиграна")


def earned(page: Page) -> None:
    """Three percent of 90,000 by the method, for whoever registered it."""
    page.goto(page.url.rpartition("/deals/")[0] + "/deals/")
    page.locator(".tabs").get_by_role("link", name="Деньги").click()
    line = page.locator("tr", has_text="Петрова")
    expect(line).to_contain_text("Завёл сделку, 3")
    expect(line.locator("strong")).to_have_text("2 700 ₽")

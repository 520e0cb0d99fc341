"""A head of sales takes a ready-made method, makes it his own, and moves the deals that run along."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Server

MAKE = """
from django.conf import settings
from django.test import Client
from krug.access.actions.create_user import UserData, create_users
from krug.access.models import Role, User
from tests.e2e.company import REP, make
settings.ALLOWED_HOSTS = ["*"]
make("ru")
unit = User.objects.get(email=REP).unit
(head,) = create_users(None, [UserData("head@krug.test", "Галина", Role.HEAD, unit, language="ru")])
client = Client()
client.force_login(head)
name = settings.SESSION_COOKIE_NAME
answer({"name": name, "value": client.cookies[name].value})
"""
DEAL = """
from krug.access.models import User
from krug.customers.models import Person
from krug.sales.actions import open_deal
from krug.sales.data import DealData
from tests.e2e.company import REP
person = Person.objects.order_by("id").first()
answer(str(open_deal(User.objects.get(email=REP), DealData(person=person)).uid))
"""
STANDS = """
from krug.sales.models import Deal, DealEvent
deal = Deal.objects.get()
told = DealEvent.objects.filter(deal=deal, kind="method").values_list("stage_before", "stage")
answer([deal.method.number, deal.stage, list(told)])
"""


def test_from_a_ready_made_method_to_moved_deals(
    server: Server, open_profile: Callable[..., BrowserContext]
) -> None:
    made = server.python(MAKE)
    context = open_profile("office", viewport={"width": 1280, "height": 900})
    context.add_cookies([{**made, "url": server.url}])
    page = context.pages[0]
    _takes(page, server.url)
    server.python(DEAL)
    _changes(page)
    _publishes(page)
    _moves(page)
    assert server.python(STANDS) == [2, "znakomstvo", [["contact", "znakomstvo"]]]


def _takes(page: Page, url: str) -> None:
    page.goto(f"{url}/methods/")
    page.get_by_role("link", name="Выбрать готовый метод").click()
    page.get_by_role("link", name="Короткая продажа человеку").click()
    page.get_by_role("button", name="Взять как есть").click()
    expect(page.locator("h1")).to_have_text("Короткая продажа человеку")


def _changes(page: Page) -> None:
    """A limit, a checkpoint, a stage in another's place: by mouse and by keys, with a mistake on the way."""
    page.get_by_role("link", name="Изменить", exact=True).click()
    newcomer = page.locator("#outlook")
    expect(newcomer).to_contain_text("99 рабочих часов")
    page.get_by_label("Срок, рабочих часов").and_(page.locator(":visible")).fill("скоро")
    page.get_by_role("button", name="Сохранить черновик").first.click()
    expect(page.locator("#stages-0-limit-error")).to_contain_text("целое число")
    page.locator("#stages-0-limit").fill("12")
    page.locator("#stages-0-limit").press("Tab")
    expect(newcomer).to_contain_text("102 рабочих часа")
    expect(page.locator("#stages-0-limit-error")).to_have_count(0)
    page.locator("#add-0").click()
    added = page.locator("#stages-0-checkpoints-1-name")
    expect(added).to_be_focused()
    page.keyboard.type("Встретились")
    page.locator("#stages-0-checkpoints-1-evidence").select_option("met")
    page.locator("#stages-0-checkpoints-1-times").fill("2")
    expect(page.locator("#head-0")).to_contain_text("Встретились")
    # Another stage instead of the first one: deals that stand there will have to be told where they go on.
    page.locator("#head-1").click()
    expect(page.locator("#stages-1-name")).to_be_visible()
    expect(page.locator("#stages-0-name")).to_be_hidden()
    _two_change_places(page)
    page.locator("#add-stage").click()
    expect(page.locator("#stages-4-name")).to_be_focused()
    page.keyboard.type("Знакомство")
    page.locator("#stages-4-coarse").select_option("contact")
    for place in (4, 3, 2, 1):
        expect(page.locator(f"#up-{place}")).to_be_visible()
        page.locator(f"#up-{place}").press("Enter")
    expect(page.locator("#head-0")).to_contain_text("Знакомство")
    page.locator("#head-1").press("Enter")
    page.locator("#drop-1").click()
    expect(page.locator("#head-1")).to_contain_text("Что ему нужно")


def _two_change_places(page: Page) -> None:
    """What was typed a moment ago goes along with its stage, and stays in no field of the other."""
    page.locator("#head-3").click()
    page.locator("#stages-3-quiet").fill("9")
    page.locator("#up-3").click()
    expect(page.locator("#head-2")).to_contain_text("Оплата")
    expect(page.locator("#stages-2-quiet")).to_have_value("9")
    expect(page.locator("#stages-3-quiet")).to_have_value("7")
    page.locator("#down-2").click()
    expect(page.locator("#head-2")).to_contain_text("Предложение")
    expect(page.locator("#stages-3-quiet")).to_have_value("9")


def _publishes(page: Page) -> None:
    page.get_by_role("button", name="Сохранить и опубликовать…").first.click()
    told = page.locator(".method-changes")
    expect(told).to_contain_text("Этап «Первый контакт»")
    expect(told).to_contain_text("Этап «Знакомство»")
    page.get_by_label(re.compile("Что изменили и почему")).fill("Знакомимся лично")
    page.get_by_role("button", name="Опубликовать", exact=True).click()
    expect(page.locator("#content")).to_contain_text("версия № 2 действует")


def _moves(page: Page) -> None:
    page.get_by_role("link", name="Перевести…").click()
    page.get_by_label("С какого этапа пойдут сделки «Первый контакт»").select_option(label="Знакомство")
    expect(page.locator(".stats")).to_contain_text("Станут просроченными0")
    page.get_by_role("button", name="Перевести 1 сделку").click()
    expect(page.get_by_text("Все открытые сделки идут по новой версии")).to_be_visible(timeout=60_000)

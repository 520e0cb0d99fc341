"""Every office page in a real browser: axe finds nothing in either theme, no other host is asked, the pages'
own policy is never broken, nothing sticks out at the width of a phone, every menu opens with something in it.

The pages are found by the routes (tests/e2e/everywhere.py), so that a new one can't be forgotten.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize

from tests.e2e.conftest import CHROMIUM, QUIET, Server

PASSWORD = "krug-demo-2026"
ROLES = ["", "rep", "manager", "marketer", "head", "admin"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NOWHERE = "/nowhere"
FILES = re.compile(r"/export\.|\.(csv|vcf|ics|pdf)$|^/(files|thumbs)/|^/letters/.+/files/")
"""Addresses that give a file, not a page."""
OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SETTLE = """async () => {
    while (document.querySelector(".htmx-request")) await new Promise((done) => setTimeout(done, 20));
    const ends = (one) => one.effect.getComputedTiming().endTime < 1e4;
    await Promise.allSettled(document.getAnimations().filter(ends).map((one) => one.finished));
}"""
FEW = "for (const one of document.querySelectorAll('tbody > tr:nth-child(n + 13)')) one.remove()"
"""Rows of a list are alike: a dozen speak for all, and axe takes seconds for a hundred."""
DARK = "document.documentElement.dataset.theme = 'dark'"
MENUS = """async () => {
    const menus = [...document.querySelectorAll("details.menu:has(> [hx-get])")];
    for (const menu of menus) menu.open = true;
    const empty = () => menus.filter((menu) => menu.querySelector(":scope > * > .menu-head:only-child"));
    for (let turn = 0; turn < 100 && empty().length; turn++)
        await new Promise((done) => setTimeout(done, 50));
    const names = empty().map((menu) => menu.querySelector("summary").textContent.trim());
    for (const menu of menus) menu.open = false;
    return names;
}"""
"""Answers what the menus are called that open and stay empty."""


@dataclass
class Eye:
    """What a page did that it may not do."""

    origin: str
    wrong: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self._asked(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda line: self._said(line.text))

    def _asked(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "blob:")):
            self.wrong.append(f"asked {url}")

    def _said(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.wrong.append(text)


@pytest.fixture(scope="module")
def browser(playwright_here: Playwright) -> Iterator[Browser]:
    one = playwright_here.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield one
    one.close()


@pytest.fixture(scope="module")
def addresses(demo_server: Server) -> dict[str, list[str]]:
    found: dict[str, list[str]] = demo_server.python(
        "from tests.e2e.everywhere import addresses\nanswer(addresses())"
    )
    return found


def sign_in(context: BrowserContext, server: Server, email: str) -> Page:
    page = context.new_page()
    page.goto(f"{server.url}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"{server.url}/")
    return page


def complaints(page: Page, address: str) -> Iterator[str]:
    """Of one page; a part of a page is looked at on the page that it belongs to."""
    answer = page.goto(address)
    if answer and answer.status != (404 if address.endswith(NOWHERE) else 200):
        yield f"{address}: answers {answer.status}, and there is nothing to look at"
    if not page.evaluate("document.doctype !== null"):
        return
    page.evaluate(SETTLE)
    for name in page.evaluate(MENUS):
        yield f"{address}: the menu «{name}» stays empty"
    page.evaluate(FEW)
    yield from _of_axe(page, address, RULES)
    page.evaluate(DARK)
    page.evaluate(SETTLE)
    yield from _of_axe(page, f"{address} in the dark", COLOURS)
    page.set_viewport_size(PHONE)
    over = page.evaluate(OVER)
    page.set_viewport_size(WIDE)
    if over > 0:
        yield f"{address}: {over} px too wide for a phone"


def _of_axe(page: Page, where: str, rules: dict[str, list[str]]) -> Iterator[str]:
    for it in Axe().run(page, options=rules).response["violations"]:
        yield f"{where}: {it['id']} ({it['help']}): {[node['target'] for node in it['nodes']][:3]}"


@pytest.mark.parametrize("role", ROLES)
def test_pages_are_for_everyone(
    demo_server: Server, browser: Browser, addresses: dict[str, list[str]], role: str
) -> None:
    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(60_000)
    eye = Eye(demo_server.url)
    page = sign_in(context, demo_server, f"{role}@demo.krug") if role else context.new_page()
    eye.watch(page)
    pages = [path for path in addresses[role] if not FILES.search(path)]
    found = [line for path in pages for line in complaints(page, demo_server.url + path)]
    context.close()
    assert found + eye.wrong == []


def test_every_role_is_walked(addresses: dict[str, list[str]]) -> None:
    assert sorted(addresses) == sorted(ROLES)


@pytest.mark.parametrize("window", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_can_be_done_with_chosen_rows_is_in_sight(
    demo_server: Server, browser: Browser, window: ViewportSize
) -> None:
    context = browser.new_context(viewport=window)
    page = sign_in(context, demo_server, "rep@demo.krug")
    page.goto(f"{demo_server.url}/customers/")
    page.locator("td.tick input").first.check()
    territory = page.locator(".bulk summary").last
    box = territory.bounding_box()
    assert box
    assert box["y"] + box["height"] < window["height"]
    territory.click()
    page.keyboard.press("Escape")
    assert page.locator("[data-count]").inner_text() == "1"
    page.keyboard.press("Escape")
    assert page.locator(".bulk").is_hidden()
    context.close()

"""Every office page in a real browser, in both themes: axe finds nothing, no other host is asked, the
pages' own policy is never broken, nothing sticks out at the width of a phone."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.e2e.conftest import CHROMIUM, QUIET, Server

PASSWORD = "krug-demo-2026"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ASK = """
from krug.access.models import User
from krug.access.scopes import visible
from krug.customers.models import Organisation, Person
from krug.decks.models import Deck, Slide
rep = User.objects.filter(role="rep", visits__finish__isnull=False).order_by("id").first()
person = Person.objects.filter(visits__staff=rep, visits__finish__isnull=False, canonical=None).first()
slide = Slide.objects.filter(version__publishings__isnull=False).order_by("id").first()
answer({
    "rep": rep.email, "rep_uid": rep.uid, "person": person.uid, "deck": slide.version.deck.uid,
    "slide": slide.uid, "version": slide.version.uid,
    "organisation": Organisation.objects.filter(id__in=visible(rep, "organisation")).first().uid,
})
"""
STRANGER = ["/accounts/login/", "/accounts/password/reset/", "/nowhere"]
PAGES = {
    "rep": ["/", "/customers/", "/customers/{person}/", "/visits/", "/visits/?show=held", "/presentations/"],
    "manager": [
        "/",
        "/conflicts/",
        "/customers/import/",
        "/customers/{person}/merge",
        "/reports/",
        "/reports/{rep_uid}/",
    ],
    "marketer": [
        "/presentations/{deck}/",
        "/presentations/{deck}/?tab=versions",
        "/presentations/{deck}/?tab=people",
        "/presentations/slides/{slide}/showings",
        "/presentations/versions/{version}/publish",
        "/presentations/new",
        "/segments/",
        "/segments/new",
        "/presentations/folders/new",
        "/presentations/{deck}/edit",
        "/accounts/password/change/",
        "/accounts/second-factor/",
        "/accounts/second-factor/totp/activate/",
        "/accounts/sessions/",
    ],
    "head": [
        "/kit",
        "/organisations/",
        "/organisations/{organisation}/",
        "/customers/new",
        "/organisations/new",
        "/visits/new",
        "/sources/",
        "/sources/new",
    ],
    "admin": ["/", "/customers/?klass=A"],
}


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
def known(demo_server: Server) -> dict[str, str]:
    found: dict[str, str] = demo_server.python(ASK)
    return found


def sign_in(context: BrowserContext, server: Server, email: str) -> Page:
    page = context.new_page()
    page.goto(f"{server.url}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_url(f"{server.url}/")
    return page


def complaints(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    found = [
        f"{address}: {it['id']} ({it['help']}): {[node['target'] for node in it['nodes']][:3]}"
        for it in Axe().run(page, options=RULES).response["violations"]
    ]
    page.set_viewport_size({"width": 390, "height": 844})
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1440, "height": 900})
    return [*found, *([f"{address}: {over} px too wide for a phone"] if over > 0 else [])]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("role", ["", *PAGES])
def test_pages_are_for_everyone(
    demo_server: Server, browser: Browser, known: dict[str, str], role: str, theme: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": "krug_theme", "value": theme, "url": demo_server.url}])
    eye = Eye(demo_server.url)
    email = known["rep"] if role == "rep" else f"{role}@demo.krug"
    page = sign_in(context, demo_server, email) if role else context.new_page()
    eye.watch(page)
    found = [
        line
        for path in (PAGES[role] if role else STRANGER)
        for line in complaints(page, demo_server.url + path.format(**known))
    ]
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    context.close()
    assert found + eye.wrong == []

"""A customer's card on a phone: whom to call, what comes next and the story are seen; other facts unfold."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, ViewportSize, expect

from tests.e2e.conftest import Server
from tests.e2e.test_live import MAKE

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(one.value);
}).observe({ type: "layout-shift", buffered: true });
"""


def test_the_story_is_reached_without_scrolling(
    server: Server, open_profile: Callable[..., BrowserContext]
) -> None:
    made = server.python(MAKE)
    context = open_profile("office", viewport=PHONE)
    context.add_cookies([{"name": made["name"], "value": made["value"], "url": server.url}])
    context.add_init_script(SHIFTS)
    page = context.pages[0]
    page.goto(f"{server.url}/customers/{made['uid']}/")
    expect(page.locator("#tab-story")).to_be_in_viewport(ratio=1)
    expect(page.locator("#fact-phones")).to_be_visible()
    expect(page.locator("#fact-city")).to_be_hidden()
    expect(page.locator("#works")).to_be_hidden()
    fold = page.get_by_role("checkbox", name="Все сведения")
    top = fold.bounding_box()
    fold.focus()
    page.keyboard.press("Space")
    expect(page.locator("#fact-city")).to_be_visible()
    expect(page.locator("#works")).to_be_visible()
    assert fold.bounding_box() == top
    page.keyboard.press("Space")
    expect(page.locator("#works")).to_be_hidden()
    page.set_viewport_size(DESK)
    expect(fold).to_be_hidden()
    expect(page.locator("#fact-city")).to_be_visible()
    expect(page.locator("#works")).to_be_visible()
    page.reload()
    expect(page.locator("#works")).to_be_visible()
    assert sum(page.evaluate("window.shifts")) < 0.01

"""On a phone: nothing moves under a thumb while the first sync comes in, and the player's controls fit."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.conftest import Server
from tests.e2e.tablet import Tablet

MOST = 0.02
WATCH = """
window.krugShifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput)
      window.krugShifts.push([entry.value, ...entry.sources.map(({ node, previousRect, currentRect }) =>
        [node?.nodeName, node?.className, JSON.stringify([previousRect, currentRect])].join(" "))]);
}).observe({ type: "layout-shift", buffered: true });
"""


LATER = """
from datetime import timedelta
from krug.visits.models import Visit
Visit.objects.update(planned_at=Visit.objects.get().planned_at + timedelta(days=1))
"""


@pytest.mark.parametrize("later", ["", LATER], ids=["a visit today", "nothing today"])
def test_the_first_sync_moves_nothing(
    server: Server, open_profile: Callable[..., BrowserContext], later: str
) -> None:
    server.python("from tests.e2e.company import make; answer(make('ru'))")
    server.python(later)
    context = open_profile(viewport={"width": 390, "height": 844})
    context.add_init_script(WATCH)
    tablet = Tablet.switched_on(context, server.url, "ru")
    tablet.sign_in()
    tablet.kept_for_offline()
    shifts: list[list[Any]] = tablet.page.evaluate("window.krugShifts")
    assert sum(shift[0] for shift in shifts) < MOST, "\n".join(map(str, shifts))


def test_the_players_controls_fit_a_phone(
    server: Server, open_profile: Callable[..., BrowserContext]
) -> None:
    server.python("from tests.e2e.company import make; answer(make('ru'))")
    said: list[str] = []
    context = open_profile(viewport={"width": 390, "height": 844})
    tablet = Tablet.switched_on(context, server.url, "ru")
    tablet.page.on("console", lambda message: said.append(message.text))
    tablet.sign_in()
    tablet.kept_for_offline()
    tablet.button("start").click()
    tablet.button("show").click()
    tablet.expect_slide("Intro")
    tablet.page.locator("krug-player .edge").dispatch_event("click")
    # The numbers of a deck of two digits, as wide as they get.
    where = tablet.page.locator("krug-controls .where")
    where.evaluate("node => { node.textContent = '10 / 10' }")
    box, bar = where.bounding_box(), tablet.page.locator("krug-controls .bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["height"] < 30
    assert bar["x"] >= 0
    assert bar["x"] + bar["width"] <= 390
    widths = tablet.page.locator("krug-controls .line .btn").evaluate_all(
        "all => all.map(one => one.offsetWidth)"
    )
    assert min(widths) >= 40
    assert [text for text in said if "Permissions-Policy" in text] == []

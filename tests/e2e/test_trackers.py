"""Trackers in a real browser, on a site of another origin than Krug's."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Response

from tests.behaviour.stand import Collecting
from tests.e2e.conftest import ROOT
from tests.e2e.shopsite import ShopSite

pytestmark = pytest.mark.slow

UMD = ROOT / "node_modules" / "@segment" / "analytics-next" / "dist" / "umd"
SEGMENT = """<!doctype html><html lang="en"><title>Shop</title><script src="/vendor/index.js"></script>
<body><h1>Shop</h1></body></html>"""
SAY = """async ([key, url]) => {
  const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: key, cdnURL: url });
  await analytics.page("Prices");
  await analytics.identify("b1", { email: "anna@firma.ru" });
  await analytics.track("Product Viewed", { product_id: "p7", name: "Чайник" });
  await analytics.group("co-1", { name: "ООО Ромашка" });
  await analytics.alias("b1", "before");
}"""


SEND = """([key, url]) => {
  const body = JSON.stringify({ writeKey: key, anonymousId: "a", event: "E" });
  return fetch(url + "/v1/t", { method: "POST", headers: { "Content-Type": "text/plain" }, body })
    .then((answer) => answer.status);
}"""


OWN = """<!doctype html><html lang="en"><title>Shop</title>
<script src="%s/krug.js" data-key="%s" defer></script>
<body><h1>Shop</h1><a id="out" href="http://localhost:1/away">Away</a>
<form id="order" action="/thanks"><input name="secret" value="4276-hush"><button>Order</button></form></body>
</html>"""


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    made = Collecting(tmp_path_factory.mktemp("trackers"))
    yield made
    made.server.kill()


@pytest.fixture
def shop() -> Iterator[ShopSite]:
    made = ShopSite({"/": SEGMENT}, UMD)
    yield made
    made.close()


def watched(page: Page) -> list[Response]:
    """Answers of the collector that this page got."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "/v1/" in answer.url else None)
    return answers


def test_analytics_next(
    collecting: Collecting, shop: ShopSite, open_profile: Callable[..., BrowserContext]
) -> None:
    stand = collecting.source("analytics-next", [shop.url])
    page = open_profile("shopper").new_page()
    answers = watched(page)
    page.goto(shop.url + "/")
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith("/v1/a")
    ):
        page.evaluate(SAY, [stand.key, stand.url])
    found = stand.taken()
    assert {answer.status for answer in answers} == {200}
    assert found["refused"] == []
    verbs = {one["kind"]: one["verb"] for one in found["events"]}
    assert verbs == {"page": "viewed", "identify": "", "track": "viewed", "group": "", "alias": ""}
    viewed = next(one for one in found["events"] if one["kind"] == "track")
    assert viewed["data"]["title"] == "Чайник"
    assert "Chrome" in viewed["agent"]


def test_a_site_that_is_not_named_sends_nothing(
    collecting: Collecting, shop: ShopSite, open_profile: Callable[..., BrowserContext]
) -> None:
    stand = collecting.source("closed to browsers", ["https://shop.example"])
    page = open_profile("stranger").new_page()
    page.goto(shop.url + "/")
    assert page.evaluate(SEND, [stand.key, stand.url]) == 403
    found = stand.taken()
    assert (found["events"], found["refused"]) == ([], ["origin_not_allowed"])


def test_the_own_tracker(
    collecting: Collecting, shop: ShopSite, open_profile: Callable[..., BrowserContext]
) -> None:
    stand = collecting.source("own tracker", [shop.url])
    shop.pages |= {"/own": OWN % (stand.url, stand.key), "/thanks": "<!doctype html><title>Thanks</title>"}
    page = open_profile("agreeing").new_page()
    answers = watched(page)
    page.goto(shop.url + "/own?utm_source=mail")
    page.wait_for_function("() => window.krug")
    page.evaluate("() => { history.pushState({}, '', '/own/tea'); document.title = 'Tea'; }")
    page.wait_for_function("() => krug.waiting.length === 2")
    assert page.evaluate("() => [localStorage.length, document.cookie]") == [0, ""]
    assert answers == []
    with page.expect_response(lambda answer: answer.url.endswith("/v1/batch")):
        page.evaluate("() => krug.consent(true)")
    page.evaluate("() => document.addEventListener('click', (event) => event.preventDefault())")
    page.click("#out")
    page.evaluate("() => krug.track('Product Viewed', { product_id: 'p7', name: 'Чайник' })")
    with page.expect_response(lambda answer: answer.url.endswith("/v1/batch")):
        page.evaluate("() => krug.identify('o1', { email: 'anna@firma.ru' })")
    page.evaluate("() => document.querySelector('#order').requestSubmit()")
    page.wait_for_url("**/thanks*")
    events = wait_for(stand, "Form Submitted")
    named = [one["name"] or one["kind"] for one in events]
    assert named[:2] == ["Shop", "Tea"] or [one["kind"] for one in events[:2]] == ["page", "page"]
    assert {"Outbound Link Clicked", "Product Viewed", "Form Submitted", "identify"} <= set(named)
    form = next(one for one in events if one["name"] == "Form Submitted")
    assert form["payload"]["properties"] == {"form_id": "order"}
    assert "hush" not in str(events)
    assert events[0]["data"]["address"].endswith("/own?utm_source=mail")
    assert {one["payload"]["context"]["sessionId"] for one in events} == {
        events[0]["payload"]["context"]["sessionId"]
    }


def wait_for(stand: Collecting, name: str) -> list[dict[str, Any]]:
    """The last thing a page says is sent when it is gone already."""
    deadline = time.monotonic() + 30
    while True:
        events: list[dict[str, Any]] = stand.taken()["events"]
        if any(one["name"] == name for one in events):
            return events
        assert time.monotonic() < deadline, f"{name} has not come"

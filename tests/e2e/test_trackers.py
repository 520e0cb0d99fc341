"""Trackers in a real browser, on a site of another origin than Krug's."""

from collections.abc import Callable, Iterator

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

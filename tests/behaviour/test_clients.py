"""Public trackers, unmodified, against the real server; and what they sent when they were recorded."""

import gzip
import json
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from rudderstack.analytics.client import Client as Rudder
from segment.analytics.client import Client as Segment

from krug.site.clock import micros
from tests.behaviour.stand import Collecting
from tests.e2e.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("collector_clients")]

WIRE = ROOT.parent / "shared" / "inputs" / "wire"
LONG_AGO = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
NODE = """
import { Analytics } from "@segment/analytics-node";
const analytics = new Analytics({ writeKey: process.env.KEY, host: process.env.HOST });
analytics.on("error", (error) => { console.error(error); process.exitCode = 1; });
analytics.identify({ userId: "n1", traits: { email: "ivan@firma.ru", name: "Иван" } });
analytics.track({ userId: "n1", event: "Order Completed", properties: { revenue: 5, currency: "EUR" } });
analytics.page({ userId: "n1", name: "Prices", properties: { url: "https://shop.example/prices" } });
analytics.screen({ anonymousId: "phone-7", name: "Home" });
analytics.group({ userId: "n1", groupId: "g1", traits: { name: "ООО Ромашка" } });
analytics.alias({ userId: "n1", previousId: "anon" });
await analytics.closeAndFlush();
"""


@pytest.fixture(scope="module")
def collecting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collecting]:
    made = Collecting(tmp_path_factory.mktemp("clients"))
    yield made
    made.server.kill()


@pytest.fixture
def stand(collecting: Collecting, request: pytest.FixtureRequest) -> Collecting:
    return collecting.source(request.node.name)


def speak(client: Any) -> None:
    """One of everything, as the clients in Python say it."""
    client.identify("u1", {"email": "ivan@firma.ru", "name": "Иван Петров"})
    client.track("u1", "Tariff Compared", {"tariff": "Семейный", "bought_at": LONG_AGO})
    client.track("u1", "Order Completed", {"order_id": "A-1", "total": 990.5, "currency": "RUB"})
    client.page("u1", "Docs", "Prices", {"url": "https://shop.example/prices"})
    client.screen("u1", "App", "Home")
    client.group("u1", "co-1", {"name": "ООО Ромашка"})
    client.alias("anon-1", "u1")
    client.track(anonymous_id="anon-2", event="Read", timestamp=LONG_AGO)
    client.flush()
    client.join()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda stand, **more: Segment(stand.key, host=stand.url, **more), id="segment"),
        pytest.param(
            lambda stand, **more: Segment(stand.key, host=stand.url, gzip=True, **more), id="zipped"
        ),
        pytest.param(lambda stand, **more: Rudder(stand.key, host=stand.url, **more), id="rudder"),
    ],
)
def test_python(stand: Collecting, make: Callable[..., Any]) -> None:
    wrong: list[Any] = []
    speak(make(stand, on_error=lambda error, _items: wrong.append(error)))
    assert wrong == []
    found = stand.taken()
    assert found["refused"] == []
    events = found["events"]
    kinds = ["identify", "track", "track", "page", "screen", "group", "alias", "track"]
    assert [one["kind"] for one in events] == kinds
    verbs = ["", "acted", "purchased", "viewed", "viewed", "", "", "acted"]
    assert [one["verb"] for one in events] == verbs
    assert (events[2]["amount"], events[2]["data"]["number"]) == ("990.5", "A-1")
    assert events[1]["payload"]["properties"]["tariff"] == "Семейный"
    past = events[-1]
    assert past["stated_at"] == micros(LONG_AGO)
    assert past["at"] == past["stated_at"] + past["received_at"] - past["sent_at"]
    assert abs(past["at"] - past["stated_at"]) < 60_000_000


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(
            Segment, lambda yes: {"consent": {"categoryPreferences": {"Analytics": yes}}}, id="segment"
        ),
        pytest.param(
            Rudder,
            lambda yes: {
                "consentManagement": {
                    "provider": "oneTrust",
                    "allowedConsentIds": ["analytics"] if yes else [],
                    "deniedConsentIds": [] if yes else ["analytics"],
                }
            },
            id="rudder",
        ),
    ],
)
def test_consent_as_their_clients_say_it(
    stand: Collecting, make: Callable[..., Any], said: Callable[[bool], dict[str, Any]]
) -> None:
    client = make(stand.key, host=stand.url)
    client.track("u1", "Agreed", {"tariff": "Семейный"}, context=said(True))
    client.track("u1", "Declined", {"tariff": "Семейный"}, context=said(False))
    client.flush()
    client.join()
    agreed, declined = stand.taken()["events"]
    assert agreed["whose"].endswith("/u1")
    assert declined["whose"].startswith("nameless:")
    assert (agreed["payload"]["properties"], declined["payload"]["properties"]) == (
        {"tariff": "Семейный"},
        {},
    )


def test_node(stand: Collecting) -> None:
    subprocess.run(
        ["node", "--input-type=module", "-e", NODE],
        cwd=ROOT,
        env={**stand.server.environ, "KEY": stand.key, "HOST": stand.url},
        check=True,
        timeout=120,
    )
    found = stand.taken()
    assert found["refused"] == []
    kinds = {one["kind"]: one for one in found["events"]}
    assert sorted(kinds) == ["alias", "group", "identify", "page", "screen", "track"]
    assert (kinds["track"]["verb"], kinds["track"]["amount"]) == ("purchased", "5")
    assert kinds["page"]["data"] == {"address": "https://shop.example/prices", "title": "Prices"}


def recorded() -> list[dict[str, Any]]:
    """Requests of Segment's protocol in the recordings; the files hold other protocols beside it."""
    lines = [line for path in sorted(WIRE.glob("*.jsonl")) for line in path.read_text().splitlines()]
    found = [json.loads(line) for line in lines]
    return [one for one in found if one["method"] == "POST" and one["path"].startswith("/v1/")]


@pytest.mark.skipif(not WIRE.exists(), reason="the recordings are not here (../shared/inputs/wire)")
def test_recordings_are_taken_whole(stand: Collecting) -> None:
    requests = recorded()
    assert len(requests) > 5
    said = 0
    for one in requests:
        message = dict(one["body"], writeKey=stand.key)
        said += len(message.get("batch", [message]))
        body = json.dumps(message).encode()
        headers = {name.lower(): value for name, value in one["headers"].items()}
        kept = {name: headers[name] for name in ("content-type", "content-encoding") if name in headers}
        packed = gzip.compress(body) if "content-encoding" in kept else body
        request = urllib.request.Request(stand.url + one["path"], packed, kept)
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
    found = stand.taken()
    assert found["refused"] == []
    assert len(found["events"]) == said


def test_a_device_sends_by_token_what_it_collected_offline(stand: Collecting) -> None:
    hours = [{"type": "track", "event": "dose", "anonymousId": "SN-1", "messageId": f"d{hour}",
              "timestamp": f"2025-03-01T{hour:02}:00:00Z", "properties": {"value": hour}}
             for hour in range(24)]  # fmt: skip
    for part in (hours[12:], hours[:12], hours[6:18]):
        body = json.dumps({"batch": part}).encode()
        headers = {"Authorization": f"Bearer {stand.key}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{stand.url}/v1/import", body, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200
    events = stand.taken()["events"]
    assert len(events) == 24
    assert sorted(one["at"] for one in events) == [
        micros(datetime(2025, 3, 1, hour, tzinfo=UTC)) for hour in range(24)
    ]

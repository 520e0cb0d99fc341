"""Sessions: begun, ended and told where from, in whatever order events come, and folded anew to the same."""

import random
from typing import Any

import pytest
from django.utils.translation import override

from krug.behaviour import sessions, together
from krug.behaviour.models import Event, Session, Source
from krug.behaviour.origins import device_of, machine_of, origin_of
from krug.customers.actions import create_person
from krug.customers.data import PersonData
from krug.customers.queries import timeline
from tests.behaviour.asked import Collector, key_of
from tests.cast import Cast

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Mobile/15E148"
IPAD = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1"
ANDROID_TABLET = "Mozilla/5.0 (Linux; Android 15; SM-X900) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
HOUR = "2026-11-01T{:02}:{:02}:{:02}Z"


def view(minute: float, path: str = "/", **more: Any) -> dict[str, Any]:
    seconds = int(minute * 60)
    at = HOUR.format(8 + seconds // 3600, seconds // 60 % 60, seconds % 60)
    page = {"url": f"https://shop.example{path}", "referrer": more.pop("referrer", "")}
    context = {"page": page, **more.pop("context", {})}
    event = {"type": "page", "anonymousId": "c1", "timestamp": at, "messageId": f"{at}{path}"}
    return {**event, "properties": {"url": page["url"], "title": path}, "context": context, **more}


def send(collector: Collector, source: Source, *events: dict[str, Any], agent: str = CHROME) -> None:
    body = {"writeKey": key_of(source), "batch": list(events)}
    assert collector.ask("/v1/batch", body, {"User-Agent": agent}).status == 200
    collector.move()


def test_half_an_hour_of_nothing_ends_a_session(collector: Collector, shop: Source) -> None:
    send(collector, shop, view(0), view(20, "/a"), view(49, "/b"), view(80, "/c"))
    assert list(Session.objects.order_by("started_at").values_list("views", flat=True)) == [3, 1]
    episodes = list(Event.objects.order_by("at").values_list("episode", flat=True))
    assert episodes[0] == episodes[1] == episodes[2] != episodes[3]


def test_two_browsers_have_two(collector: Collector, shop: Source) -> None:
    send(collector, shop, view(0), view(1, "/a", anonymousId="c2"))
    assert Session.objects.count() == 2


def test_the_trackers_own_session_goes_before_the_clock(collector: Collector, shop: Source) -> None:
    one, two = {"context": {"sessionId": "s1"}}, {"context": {"sessionId": "s2"}}
    send(collector, shop, view(0, **one), view(1, "/a", **two), view(50, "/b", **one))
    assert sorted(Session.objects.values_list("views", flat=True)) == [1, 2]


def test_in_any_order_and_batches_it_folds_to_the_same(collector: Collector, shop: Source) -> None:
    events = [
        view(minute, f"/{minute}", referrer="https://ya.ru/x" if minute == 0 else "") for minute in range(12)
    ]
    random.Random(7).shuffle(events)
    for start in range(0, 12, 5):
        send(collector, shop, *events[start : start + 5])
    fields = ("uid", *sessions.FOLDED)
    before = list(Session.objects.order_by("id").values(*fields))
    (only,) = before
    assert (only["events"], only["origin"]) == (12, "search")
    assert only["landing"] == "https://shop.example/0"
    Session.objects.update(events=0, views=3, origin="ad", landing="", device="tablet", bot="haste")
    assert sessions.rebuild() == 1
    assert list(Session.objects.order_by("id").values(*fields)) == before


@pytest.mark.parametrize(
    ("address", "referrer", "kind", "campaign"),
    [
        ("https://s.ru/?utm_source=mail&utm_medium=email&utm_campaign=Осень", "", "campaign", "Осень"),
        ("https://s.ru/?yclid=1", "https://yandex.ru/", "ad", ""),
        ("https://s.ru/", "https://www.google.com/search", "search", ""),
        ("https://s.ru/", "https://ya.ru/", "search", ""),
        ("https://s.ru/", "https://vk.com/feed", "social", ""),
        ("https://s.ru/", "https://news.example/a", "referral", ""),
        ("https://s.ru/b", "https://www.s.ru/a", "direct", ""),
        ("https://s.ru/", "", "direct", ""),
        ("http://[broken", "http://[broken", "direct", ""),
    ],
)
def test_where_from(address: str, referrer: str, kind: str, campaign: str) -> None:
    found = origin_of({"page": {"url": address, "referrer": referrer}}, "")
    assert (found.kind, found.campaign) == (kind, campaign)


def test_devices_and_machines() -> None:
    agents = (CHROME, IPHONE, IPAD, ANDROID_TABLET, "analytics-python/2.4.0", "")
    assert [device_of(one) for one in agents] == [
        "desktop",
        "phone",
        "tablet",
        "tablet",
        "program",
        "program",
    ]
    assert machine_of("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", {}) == "agent"
    assert machine_of(CHROME.replace("Chrome", "HeadlessChrome"), {}) == "agent"
    assert machine_of(CHROME, {"automated": True}) == "automated"
    assert machine_of(CHROME, {}) == ""


def test_machines_are_marked_and_kept(collector: Collector, shop: Source) -> None:
    send(collector, shop, *[view(one / 60, f"/{one}") for one in range(30)])
    assert Session.objects.get().bot == "haste"
    assert Event.objects.count() == 30


def test_one_entry_in_the_customers_story(collector: Collector, shop: Source, cast: Cast) -> None:
    together._told.clear()
    anna = create_person(cast.rita, PersonData(last_name="Anna", emails=["anna@firma.ru"]))
    named = {**view(2), "type": "identify", "userId": "u1", "traits": {"email": "anna@firma.ru"}}
    bought = {
        **view(3, "/thanks"),
        "type": "track",
        "event": "Order Completed",
        "userId": "u1",
        "properties": {"order_id": "A-1", "total": 990.5},
    }
    send(collector, shop, view(0), view(1, "/prices"), named, bought, view(90, "/later"))
    with override("en"):
        entries = timeline(cast.rita, anna).entries
    assert [entry.kind for entry in entries] == ["viewed", "session"]
    steps = [(step.verb.name, step.what, step.amount) for step in entries[1].steps]
    assert steps == [("VIEWED", "/", ""), ("VIEWED", "/prices", ""), ("PURCHASED", "A-1", "990.50\xa0₽")]

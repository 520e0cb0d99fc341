"""From what was acknowledged to touches: each once, at its true time, by the right name."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from krug.behaviour.actions import create_source
from krug.behaviour.actions.forget_old import forget_old
from krug.behaviour.data import SourceData
from krug.behaviour.models import Event, Property, Refused, Shape, Source, SourceDay
from krug.behaviour.reading import corrected, ident, moment_of
from krug.customers.models import Identity
from krug.site.clock import micros
from krug.touches.queries import by_ids
from krug.touches.touch import StoredTouch
from krug.touches.words import Channel, Direction, Verb
from tests.behaviour.asked import Collector, key_of
from tests.cast import Cast
from tests.e2e.conftest import ROOT

SECOND = 1_000_000


def sent(collector: Collector, source: Source, *events: dict[str, Any], **around: Any) -> list[StoredTouch]:
    """The touches these events leave, in their order."""
    batch = [{"messageId": f"m{number}", "userId": "u1", **one} for number, one in enumerate(events)]
    answer = collector.ask("/v1/batch", {"writeKey": key_of(source), "batch": batch, **around})
    assert answer.status == 200
    collector.move()
    uids = list(Event.objects.order_by("id").values_list("uid", flat=True))
    held = by_ids(uids)
    return [held[uid] for uid in uids if uid in held]


def test_a_page_a_custom_event_and_a_purchase(collector: Collector, shop: Source) -> None:
    page = {"type": "page", "name": "Prices", "properties": {"url": "https://shop.example/prices"}}
    custom = {"type": "track", "event": "Tariff Compared", "properties": {"value": 3, "colour": "red"}}
    order = {
        "type": "track",
        "event": "Order Completed",
        "properties": {"order_id": 77, "revenue": "1990.50", "currency": "rub", "products": [{}, {}]},
    }
    viewed, acted, purchased = sent(collector, shop, page, custom, order)
    assert (viewed.verb, viewed.channel, viewed.direction) == (Verb.VIEWED, Channel.SITE, Direction.IN)
    assert viewed.data == {"address": "https://shop.example/prices", "title": "Prices"}
    assert (acted.verb, acted.data) == (Verb.ACTED, {"name": "Tariff Compared", "value": 3})
    assert (purchased.verb, purchased.object_kind, purchased.object_id) == (Verb.PURCHASED, "order", "77")
    assert (purchased.amount, purchased.currency) == (Decimal("1990.50"), "RUB")
    assert purchased.data == {"number": "77", "items": 2}
    assert purchased.author == f"source:{shop.uid}"
    kept = json.loads(Event.objects.get(name="Tariff Compared").payload)
    assert kept["properties"]["colour"] == "red"


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("Product Viewed", Verb.VIEWED),
        ("order_refunded", Verb.REFUNDED),
        ("Product Clicked", Verb.CLICKED),
        ("Email Opened", Verb.OPENED),
        ("Product Added", Verb.ACTED),
        ("Что-то своё", Verb.ACTED),
    ],
)
def test_names_of_the_specification(collector: Collector, shop: Source, name: str, verb: Verb) -> None:
    (touch,) = sent(collector, shop, {"type": "track", "event": name, "properties": {"product_id": "p1"}})
    assert touch.verb == verb


def test_a_connected_product_signals(collector: Collector, cast: Cast) -> None:
    pump = create_source(cast.marketer, SourceData(name="Pumps", kind="device"))
    event = {"type": "track", "event": "filter low", "anonymousId": "SN-1", "userId": None}
    (touch,) = sent(collector, pump, {**event, "properties": {"value": 0.2}})
    assert (touch.verb, touch.channel) == (Verb.SIGNALLED, Channel.DEVICE)
    assert Identity.objects.get(pk=touch.identity).kind == "device"


def test_the_same_message_again_is_known_whatever_its_sending_time(
    collector: Collector, shop: Source
) -> None:
    for sent_at in ("2026-11-01T10:00:05Z", "2026-11-01T11:30:00Z"):
        event = {"type": "track", "event": "E", "timestamp": "2026-11-01T10:00:00Z"}
        assert len(sent(collector, shop, event, sentAt=sent_at)) == 1
    event = {"type": "track", "event": "No time", "messageId": "untimed"}
    for _ in range(2):
        sent(collector, shop, event)
    assert Event.objects.count() == 2


def test_the_same_id_at_another_source_is_another_message(
    collector: Collector, shop: Source, cast: Cast
) -> None:
    other = create_source(cast.marketer, SourceData(name="Other"))
    event = {"type": "track", "event": "E", "timestamp": "2026-11-01T10:00:00Z"}
    sent(collector, shop, event)
    assert len(sent(collector, other, event)) == 2


def test_events_without_an_id_are_each_taken_once(collector: Collector, shop: Source) -> None:
    event = {"type": "track", "event": "E", "messageId": None}
    sent(collector, shop, event, event)
    assert len(sent(collector, shop, event)) == 3


def test_moving_again_after_a_crash_changes_nothing(collector: Collector, shop: Source) -> None:
    events = [{"type": "track", "event": "E"}, {"type": "track", "event": ""}]
    batch = [{"userId": "u", "messageId": str(number), **one} for number, one in enumerate(events)]
    collector.ask("/v1/batch", {"writeKey": key_of(shop), "batch": batch})
    waiting = collector.waiting()
    collector.move()
    collector.writer.stop()
    from krug.behaviour.collector.spool import Spool

    spool = Spool(collector.home)
    spool.store(waiting)
    spool.close()
    moved = collector.move()
    assert (moved.taken, moved.known, moved.refused) == (0, 1, 0)
    assert (Event.objects.count(), Refused.objects.count()) == (1, 1)
    day = SourceDay.objects.get()
    assert (day.taken, day.refused) == (1, 1)
    assert Shape.objects.get().count == 1


def test_all_three_times_are_kept_and_the_clock_is_corrected(collector: Collector, shop: Source) -> None:
    event = {"type": "track", "event": "E", "timestamp": "2020-01-01T00:00:00Z"}
    before = micros(datetime.now(UTC))
    (touch,) = sent(collector, shop, event, sentAt="2020-01-01T00:01:00Z")
    kept = Event.objects.get()
    assert kept.stated_at == micros(datetime(2020, 1, 1, tzinfo=UTC))
    assert kept.sent_at == kept.stated_at + 60 * SECOND
    assert kept.received_at >= before
    assert touch.at == kept.at == kept.received_at - 60 * SECOND


def test_a_back_fill_keeps_its_times(collector: Collector, shop: Source) -> None:
    event = {"type": "track", "event": "E", "timestamp": "2024-05-01T12:00:00+03:00", "messageId": "old"}
    body = {"writeKey": key_of(shop), "batch": [{**event, "userId": "u"}], "sentAt": "2024-05-02T00:00:00Z"}
    assert collector.ask("/v1/import", body).status == 200
    collector.move()
    assert Event.objects.get().at == micros(datetime(2024, 5, 1, 9, tzinfo=UTC))


def test_correction() -> None:
    now = micros(datetime(2026, 11, 1, tzinfo=UTC))
    assert corrected(None, None, now, historical=False) == now
    assert corrected(now - 5, None, now, historical=False) == now - 5
    assert corrected(now + 10**12, None, now, historical=False) == now, (
        "nothing happens after it was received"
    )
    assert corrected(now + 10**12, now + 10**12 + 7, now, historical=False) == now - 7
    assert corrected(now - 9, now - 3, now, historical=True) == now - 9
    assert corrected(10**15, 10**15 * 4, 10**15 + 5, historical=False) >= 946_684_800_000_000


def test_times_and_ids_as_programs_write_them() -> None:
    noon = micros(datetime(2026, 1, 1, 12, tzinfo=UTC))
    for written in ("2026-01-01T12:00:00Z", "2026-01-01T15:00:00.000+03:00", "2026-01-01 12:00:00"):
        assert moment_of(written) == noon
    assert moment_of(noon // 1000) == moment_of(noon // SECOND) == noon
    for written in ("yesterday", "", None, True, [], -1, 10**30, float("nan"), "0001-01-01T00:00:00+23:59"):
        assert moment_of(written) is None
    assert [ident(one) for one in (7, " a  b ", "null", None, True, {}, "\x00")] == ["7", "a b"] + [""] * 5
    assert ident("x" * 500).startswith("sha256:")


def test_what_one_event_does_to_the_log_does_not_hold_up_its_batch(
    collector: Collector, shop: Source
) -> None:
    strange = {"type": "track", "event": "Order Completed", "properties": {"total": 5, "currency": "РУБ"}}
    odd = {"type": "page", "properties": {"url": ["no", "text"], "engaged_seconds": float("inf")}, "name": 5}
    touches = sent(collector, shop, strange, odd, {"type": "screen"}, {"type": "track", "event": "\x00x"})
    assert [one.verb for one in touches] == [Verb.PURCHASED, Verb.VIEWED, Verb.VIEWED, Verb.ACTED]
    assert touches[0].currency == "RUB"
    assert Refused.objects.count() == 0


def test_a_refusal_of_the_log_is_kept_with_its_field(
    collector: Collector, shop: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = {"type": "track", "event": "Good"}
    bad = {"type": "track", "event": "Order Completed", "properties": {"order_id": "7", "total": 10}}
    Source.objects.filter(pk=shop.pk).update(currency="r1")
    touches = sent(collector, shop, good, bad, {"type": "track", "event": "Also good"})
    assert [one.data["name"] for one in touches] == ["Good", "Also good"]
    assert Refused.objects.get().reason == "touch:currency"


def test_properties_are_counted_with_their_types(collector: Collector, shop: Source) -> None:
    events = [
        {"type": "track", "event": "E", "properties": {"price": 5, "colour": "red"}},
        {"type": "track", "event": "E", "properties": {"price": "5", "at": "2026-01-01T00:00:00Z"}},
    ]
    sent(collector, shop, *events)
    seen = Property.objects.order_by("name", "type").values_list("name", "type", "count", "last_count")
    assert list(seen) == [
        ("at", "date", 1, 2),
        ("colour", "text", 1, 1),
        ("price", "number", 1, 1),
        ("price", "text", 1, 2),
    ]


def test_names_without_end_fill_nothing(
    collector: Collector, shop: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("krug.behaviour.shapes.MOST_SHAPES", 3)
    monkeypatch.setattr("krug.behaviour.shapes.MOST_PROPERTIES", 2)
    events = [
        {"type": "track", "event": f"E{number}", "properties": {f"p{number}-{one}": 1 for one in range(5)}}
        for number in range(6)
    ]
    assert len(sent(collector, shop, *events)) == 6
    assert Shape.objects.count() == 4
    assert Shape.objects.get(name="…").count == 3
    assert max(shape.properties.count() for shape in Shape.objects.all()) == 2


def test_a_day_counts_what_was_taken(collector: Collector, shop: Source) -> None:
    sent(collector, shop, {"type": "track", "event": "E"}, {"type": "track"})
    day = SourceDay.objects.get()
    assert (day.taken, day.refused) == (1, 1)
    assert day.day - datetime.now(UTC).date() < timedelta(days=1)


def test_our_tracker_speaks_as_the_contract_shows(collector: Collector, shop: Source) -> None:
    """How long a page was looked at takes the place of its view: one view, with its seconds."""
    message = json.loads((ROOT / "contract" / "tracker.json").read_text())
    collector.ask("/v1/batch", {**message, "writeKey": key_of(shop)})
    assert collector.move().taken == 4
    uids = list(Event.objects.order_by("id").values_list("uid", flat=True))
    live = by_ids(uids)
    assert set(live) == {uids[1], uids[3]}
    assert (live[uids[3]].verb, live[uids[3]].seconds) == (Verb.VIEWED, 12.0)
    assert live[uids[3]].data["address"] == "https://shop.example/a"
    assert by_ids(uids, live=False)[uids[0]].verb == Verb.VIEWED


def test_an_event_replaces_nothing_of_another_source(collector: Collector, shop: Source, cast: Cast) -> None:
    other = create_source(cast.marketer, SourceData(name="Other"))
    at = "2026-11-01T10:00:00Z"
    sent(collector, shop, {"type": "page", "messageId": "p1", "timestamp": at})
    engaged = {"of": {"id": "p1", "at": at}, "engaged_seconds": 9}
    sent(collector, other, {"type": "track", "event": "Page Engaged", "properties": engaged})
    assert len(by_ids(list(Event.objects.values_list("uid", flat=True)))) == 2


def test_what_was_refused_a_month_ago_is_let_go(collector: Collector, shop: Source) -> None:
    sent(collector, shop, {"type": "track"}, {"type": "track", "event": "No time"})
    now = datetime.now(UTC)
    assert forget_old(now + timedelta(days=6)) == 0
    assert forget_old(now + timedelta(days=8)) == 1
    assert forget_old(now + timedelta(days=31)) == 1
    assert (Refused.objects.count(), Event.objects.count()) == (0, 1)


def test_what_events_held_is_let_go_after_the_days_that_are_set(collector: Collector, shop: Source) -> None:
    now = datetime.now(UTC)
    page = {"type": "page", "properties": {"url": "https://shop.example/a"}, "timestamp": now.isoformat()}
    (touch,) = sent(collector, shop, page)
    assert forget_old(now + timedelta(days=900)) == 0, "kept without an end unless somebody sets one"
    assert forget_old(now + timedelta(days=29), 30) == 0
    assert forget_old(now + timedelta(days=31), 30) == 1
    assert forget_old(now + timedelta(days=31), 30) == 0
    event = Event.objects.get()
    assert (event.payload, event.agent) == ("{}", "")
    assert by_ids([event.uid])[event.uid].data == touch.data

"""What the collector answers and stores, by the protocol that the world's trackers speak."""

import base64
import gzip
import json
from typing import Any

import pytest

from krug.behaviour.actions import block_fields, close_source, rotate_key, set_origins
from krug.behaviour.collector.protocol import KINDS, MAX_BODY
from krug.behaviour.collector.spool import Spool
from krug.behaviour.models import Event, Refused, Source
from tests.behaviour.asked import Collector, key_of
from tests.cast import Cast

TRACK = {"userId": "u1", "event": "Tariff Compared", "messageId": "m1", "timestamp": "2026-11-01T10:00:00Z"}
ORIGIN = {"Origin": "https://shop.example"}


def track(source: Source, **more: Any) -> dict[str, Any]:
    return {**TRACK, "writeKey": key_of(source), **more}


@pytest.mark.parametrize("path", sorted(set(KINDS) - {"batch", "b", "import"}))
def test_each_address_takes_its_event(collector: Collector, shop: Source, path: str) -> None:
    whole = {"groupId": "g1", "previousId": "before", **track(shop)}
    answer = collector.ask(f"/v1/{path}", whole)
    assert (answer.status, answer.body) == (200, {"success": True})
    collector.move()
    assert Event.objects.get().kind == Event.Kind[KINDS[path].upper()]


@pytest.mark.parametrize("path", ["batch", "b", "import"])
def test_a_batch_holds_events_of_every_kind(collector: Collector, shop: Source, path: str) -> None:
    events = [
        {"type": kind, "userId": "u1", "event": "Tried", "groupId": "g", "previousId": "p", "messageId": kind}
        for kind in ("identify", "track", "page", "screen", "group", "alias")
    ]
    assert collector.ask(f"/v1/{path}", {"writeKey": key_of(shop), "batch": events}).status == 200
    assert collector.move().taken == 6
    assert sorted(Event.objects.values_list("kind", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_key_may_stand_in_the_header(collector: Collector, shop: Source) -> None:
    key = key_of(shop)
    basic = base64.b64encode(f"{key}:".encode()).decode()
    for number, value in enumerate((f"Basic {basic}", f"Bearer {key}")):
        headers = {"Authorization": value, "Content-Type": "text/plain"}
        assert collector.ask("/v1/t", {**TRACK, "messageId": f"m{number}"}, headers).status == 200
    assert collector.move().taken == 2


def test_a_stranger_is_told_so_and_nothing_is_stored(collector: Collector, shop: Source) -> None:
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": "Basic %%%"}):
        answer = collector.ask("/v1/track", TRACK, headers)
        assert (answer.status, answer.body["code"]) == (401, "unknown_key")
    assert collector.waiting() == []


def test_gzip(collector: Collector, shop: Source) -> None:
    body = gzip.compress(json.dumps(track(shop)).encode())
    assert collector.ask("/v1/track", body, {"Content-Encoding": "gzip"}).status == 200
    assert collector.move().taken == 1
    assert collector.ask("/v1/track", body[:-9], {"Content-Encoding": "gzip"}).body["code"] == "bad_gzip"
    bomb = gzip.compress(b"0" * 50_000_000)
    assert collector.ask("/v1/track", bomb, {"Content-Encoding": "gzip"}).body["code"] == "too_large"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_object_is_answered_400(collector: Collector, shop: Source, body: bytes) -> None:
    key = {"Authorization": f"Bearer {key_of(shop)}"}
    assert collector.ask("/v1/track", body, key).status == 400
    collector.move()
    assert Refused.objects.get().reason in ("bad_json", "not_an_object")
    assert Event.objects.count() == 0


def test_a_text_that_was_cut_through_an_emoji_is_mended(collector: Collector, shop: Source) -> None:
    body = json.dumps(track(shop, properties={"text": "cut \ud83d"})).encode()
    assert collector.ask("/v1/track", body).status == 200
    assert collector.move().taken == 1
    assert json.loads(Event.objects.get().payload)["properties"] == {"text": "cut �"}


def test_a_request_that_is_too_large_is_answered_400_and_known(collector: Collector, shop: Source) -> None:
    body = json.dumps(track(shop, properties={"long": "x" * MAX_BODY})).encode()
    answer = collector.ask("/v1/track", body, {"Authorization": f"Bearer {key_of(shop)}"})
    assert (answer.status, answer.body["code"]) == (400, "too_large")
    collector.move()
    assert Refused.objects.get().reason == "too_large"


def test_an_event_that_is_too_large_is_kept_as_refused_and_its_batch_taken(
    collector: Collector, shop: Source
) -> None:
    large = {**TRACK, "type": "track", "messageId": "large", "properties": {"long": "x" * 33_000}}
    small = {**TRACK, "type": "track"}
    answer = collector.ask("/v1/batch", {"writeKey": key_of(shop), "batch": [large, small]})
    assert answer.status == 200
    moved = collector.move()
    assert (moved.taken, moved.refused) == (1, 1)
    kept = Refused.objects.get()
    assert (kept.reason, kept.name) == ("event_too_large", "Tariff Compared")
    assert len(json.loads(kept.payload)["properties"]["long"]) == 33_000


def test_a_batch_of_too_many_is_answered_200_and_kept_whole_as_refused(
    collector: Collector, shop: Source
) -> None:
    events = [{"type": "track", "userId": "u", "event": "E"}] * 2_501
    assert collector.ask("/v1/batch", {"writeKey": key_of(shop), "batch": events}).status == 200
    moved = collector.move()
    assert (moved.taken, moved.refused) == (0, 1)
    kept = Refused.objects.get()
    assert kept.reason == "too_many_events"
    assert len(json.loads(kept.payload)["batch"]) == 2_501


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"type": "track", "event": "E"}, "nobody"),
        ({"type": "track", "event": "E", "userId": None, "anonymousId": "undefined"}, "nobody"),
        ({"type": "track", "userId": "u"}, "no_event_name"),
        ({"type": "dance", "userId": "u"}, "unknown_type"),
        ({"userId": "u"}, "unknown_type"),
        ({"type": "group", "userId": "u"}, "no_group"),
        ({"type": "alias", "userId": "u"}, "no_previous_id"),
        ("not an event", "not_an_object"),
        (None, "not_an_object"),
    ],
)
def test_an_event_that_cannot_be_taken_is_kept_with_its_reason(
    collector: Collector, shop: Source, event: Any, reason: str
) -> None:
    assert collector.ask("/v1/batch", {"writeKey": key_of(shop), "batch": [event]}).status == 200
    assert collector.move().refused == 1
    assert Refused.objects.get().reason == reason


def test_the_preflight_lets_pages_of_allowed_sites_through(collector: Collector, shop: Source) -> None:
    answer = collector.ask("/v1/t", b"", ORIGIN, "OPTIONS")
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    allowed = answer.headers["access-control-allow-headers"].split(",")
    assert {"authorization", "content-type", "x-retry-count"} <= set(allowed)
    other = collector.ask("/v1/t", b"", {"Origin": "https://other.example"}, "OPTIONS")
    assert other.status == 403
    assert "access-control-allow-origin" not in other.headers


def test_pages_of_other_sites_are_refused_and_seen(collector: Collector, shop: Source, cast: Cast) -> None:
    foreign = {"Origin": "https://other.example"}
    assert collector.ask("/v1/t", track(shop), foreign).status == 403
    answer = collector.ask("/v1/t", track(shop), ORIGIN)
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    collector.move()
    assert Refused.objects.get().reason == "origin_not_allowed"
    assert Event.objects.count() == 1
    set_origins(cast.marketer, shop, ["*"])
    assert collector.ask("/v1/t", track(shop, messageId="m2"), foreign).status == 200


def test_blocked_fields_never_reach_the_disk(collector: Collector, shop: Source, cast: Cast) -> None:
    block_fields(cast.marketer, shop, ["traits.passport.number", "properties.items.secret", "context.ip"])
    event = {
        **TRACK,
        "type": "track",
        "context": {"ip": "203.0.113.77", "locale": "ru"},
        "properties": {"items": [{"secret": "hushhush", "id": 1}]},
        "traits": {"passport": {"number": "4509-hush", "issued": 2010}},
    }
    assert collector.ask("/v1/batch", {"writeKey": key_of(shop), "batch": [event]}).status == 200
    (waiting,) = collector.waiting()
    for word in (b"203.0.113.77", b"hushhush", b"4509-hush", key_of(shop).encode()):
        assert word not in waiting.body
    collector.move()
    kept = json.loads(Event.objects.get().payload)
    assert kept["properties"] == {"items": [{"id": 1}]}
    assert kept["traits"] == {"passport": {"issued": 2010}}


def test_a_closed_source_and_a_replaced_key_are_not_taken(
    collector: Collector, shop: Source, cast: Cast
) -> None:
    old = track(shop)
    rotate_key(cast.marketer, shop)
    assert collector.ask("/v1/t", old).status == 200  # for another day
    rotate_key(cast.marketer, shop, at_once=True)
    assert collector.ask("/v1/t", old).status == 401
    new = track(shop)
    assert collector.ask("/v1/t", new).status == 200
    close_source(cast.marketer, shop)
    assert collector.ask("/v1/t", new).status == 401


def test_nothing_can_be_read_here(collector: Collector, shop: Source) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        assert collector.ask("/v1/track", b"", method=method).status == 405
    assert collector.ask("/v1/secrets", TRACK).status == 404
    answer = collector.ask(f"/v1/projects/{key_of(shop)}/settings", b"", method="GET")
    assert answer.body["integrations"]["Segment.io"]["apiHost"].endswith("/v1")
    assert collector.ask("/v1/projects/guess/settings", b"", method="GET").status == 401


def test_who_finds_it_full_is_told_to_come_again(
    collector: Collector, shop: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("krug.behaviour.collector.writer.MOST_REQUESTS", 0)
    answer = collector.ask("/v1/t", track(shop))
    assert (answer.status, answer.headers["retry-after"]) == (429, "1")


def test_what_cannot_be_stored_is_not_acknowledged(
    collector: Collector, shop: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(self: Spool, requests: Any) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Spool, "store", full_disk)
    answer = collector.ask("/v1/t", track(shop))
    assert (answer.status, answer.body["code"]) == (503, "unavailable")

"""Sources: who may make and change them, what they show."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import AuditEntry
from krug.behaviour import queries
from krug.behaviour.actions import (
    block_fields,
    close_source,
    create_source,
    open_source,
    rotate_key,
    set_origins,
)
from krug.behaviour.data import SourceData
from krug.behaviour.models import Source
from krug.behaviour.rules import Bad, fields, origins
from tests.behaviour.asked import Collector, key_of
from tests.cast import Cast, client_of


def test_create(cast: Cast) -> None:
    source = create_source(cast.marketer, SourceData(name="  Our  shop ", origins=["Shop.example/basket"]))
    assert (source.name, source.origins) == ("Our shop", ["https://shop.example"])
    assert source.unit_id == cast.pharma.unit.pk
    assert len(key_of(source)) >= 32
    assert AuditEntry.objects.filter(object_kind="source", verb="create").count() == 1


def test_create_again_or_wrong(cast: Cast) -> None:
    create_source(cast.marketer, SourceData(name="Shop"))
    with pytest.raises(Conflict):
        create_source(cast.head, SourceData(name="Shop"))
    create_source(cast.food_marketer, SourceData(name="Shop"))
    for wrong in (
        SourceData(name=" "),
        SourceData(name="x" * 81),
        SourceData(name="A", kind="radio"),
        SourceData(name="A", origins=["ftp://x"]),
        SourceData(name="A", blocked=["password"]),
    ):
        with pytest.raises(WrongInput):
            create_source(cast.marketer, wrong)


def test_outsiders(cast: Cast, shop: Source) -> None:
    for user in (cast.rita, cast.nina, cast.agent, cast.food_marketer):
        for act in (
            lambda user: create_source(user, SourceData(name="Mine"), cast.pharma.unit),
            lambda user: rotate_key(user, shop),
            lambda user: set_origins(user, shop, []),
            lambda user: block_fields(user, shop, []),
            lambda user: close_source(user, shop),
            lambda user: open_source(user, shop),
        ):
            with pytest.raises(NotAllowed):
                act(user)


def test_rotate(cast: Cast, shop: Source) -> None:
    first = key_of(shop)
    now = timezone.now()
    second = rotate_key(cast.marketer, shop, now=now).key
    key, earlier = queries.keys_of(shop, now + timedelta(hours=23))
    assert key
    assert (key.key, [one.key for one in earlier]) == (second, [first])
    assert queries.keys_of(shop, now + timedelta(hours=25))[1] == []
    rotate_key(cast.marketer, shop, at_once=True, now=now)
    assert queries.keys_of(shop, now)[1] == []


def test_close_and_open(cast: Cast, shop: Source) -> None:
    close_source(cast.marketer, shop)
    for act in (close_source, rotate_key):
        with pytest.raises(Conflict):
            act(cast.marketer, shop)
    assert not queries.sources_of(cast.marketer, timezone.now())[0].source.is_open
    open_source(cast.marketer, shop)
    open_source(cast.marketer, shop)
    assert queries.sources_of(cast.marketer, timezone.now())[0].source.is_open
    assert AuditEntry.objects.filter(object_kind="source", verb="open").count() == 1


def test_origins_as_people_write_them() -> None:
    assert origins(["shop.example", "HTTPS://Shop.Example/", "http://localhost:8080/x", "", "*"]) == [
        "https://shop.example",
        "http://localhost:8080",
        "*",
    ]
    assert origins(["https://магазин.рф:443"]) == ["https://xn--80aairftm.xn--p1ai"]
    for wrong in ("ftp://shop.example", "https://", "a b", "https://x:99999", "javascript:alert(1)"):
        with pytest.raises(Bad):
            origins([wrong])


def test_fields_as_people_write_them() -> None:
    assert fields(["traits.birthday", " context.ip ", "traits.birthday"]) == ["traits.birthday", "context.ip"]
    for wrong in ("userId", "traits", "traits.", "properties..x"):
        with pytest.raises(Bad):
            fields([wrong])


@pytest.mark.parametrize(
    ("events", "types", "first", "last", "verdict"),
    [
        (100, [("number", 100)], 1, 100, ""),
        (100, [("number", 98), ("text", 1)], 1, 100, "wrong_type"),
        (100, [("number", 60), ("text", 40)], 1, 100, ""),
        (5, [("number", 4), ("text", 1)], 1, 5, ""),
        (100, [("number", 98), ("empty", 1)], 1, 100, ""),
        (100, [("text", 10)], 91, 100, "new"),
        (1000, [("text", 900)], 91, 1000, ""),
        (200, [("text", 140)], 1, 140, "missing"),
        (200, [("text", 20)], 1, 140, ""),
    ],
)
def test_verdicts(events: int, types: list[tuple[str, int]], first: int, last: int, verdict: str) -> None:
    assert queries.verdict_of(events, types, first, last) == verdict


def test_the_pages_show_what_came(collector: Collector, shop: Source, cast: Cast) -> None:
    events = [
        {"type": "track", "event": "Tariff Compared", "userId": "u7", "properties": {"tariff": "Big <b>"}},
        {"type": "track", "userId": "u7"},
    ]
    collector.ask("/v1/batch", {"writeKey": key_of(shop), "batch": events})
    collector.move()
    browser = client_of(cast.marketer)
    shown = browser.get(f"/sources/{shop.uid}").content.decode()
    assert "Tariff Compared" in shown
    assert "u7" in shown
    assert key_of(shop) in shown
    uid = queries.last_events(shop)[0].uid
    one = browser.get(f"/sources/{shop.uid}/events/{uid}").content.decode()
    assert "Big &lt;b&gt;" in one
    assert AuditEntry.objects.filter(verb="read", object_kind="event").count() == 1
    assert "tariff" in browser.get(f"/sources/{shop.uid}/schema").content.decode()
    assert "The event has no name" in browser.get(f"/sources/{shop.uid}/refused").content.decode()
    page = {"type": "page", "anonymousId": "b", "properties": {"url": "https://shop.example/?yclid=1"}}
    collector.ask("/v1/page", {"writeKey": key_of(shop), **page}, {"User-Agent": "Mozilla/5.0 YandexBot/3.0"})
    collector.move()
    sessions = browser.get(f"/sources/{shop.uid}/sessions").content.decode()
    assert "Advertisement" in sessions
    assert "Says so itself" in sessions
    assert "Shop" in browser.get("/sources/").content.decode()


def test_forms(cast: Cast) -> None:
    browser: Client = client_of(cast.marketer)
    bad = browser.post("/sources/new", {"name": "Site", "kind": "site", "origins": "ftp://x"})
    assert bad.status_code == 422
    assert "https://shop.example, one a line" in bad.content.decode()
    made = browser.post("/sources/new", {"name": "Site", "kind": "site", "origins": "a.example\nb.example"})
    source = Source.objects.get(name="Site")
    assert made["Location"] == f"/sources/{source.uid}"
    assert source.origins == ["https://a.example", "https://b.example"]
    form = {"origins": "a.example", "blocked": "context.ip"}
    assert browser.post(f"/sources/{source.uid}/edit", form).status_code == 302
    source.refresh_from_db()
    assert (source.origins, source.blocked) == (["https://a.example"], ["context.ip"])
    closed = browser.post(f"/sources/{source.uid}/close", follow=True).content.decode()
    assert "is closed" in closed

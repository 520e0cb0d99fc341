"""Behaviour joins the customer whose it is: by identify and alias, never by what is made up or public."""

from typing import Any

import pytest

from krug.access.models import User
from krug.behaviour import together
from krug.behaviour.actions import create_source
from krug.behaviour.data import SourceData
from krug.behaviour.models import Event, Source
from krug.customers.actions import create_person
from krug.customers.data import PersonData
from krug.customers.models import Decision, Link, Person
from krug.customers.queries import timeline
from tests.behaviour.asked import Collector, key_of
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """What this process has told before was of other tests' customers."""
    together._told.clear()


def customer(author: User, name: str, **more: Any) -> Person:
    return create_person(author, PersonData(last_name=name, **more))


def story(viewer: User, person: Person) -> list[str]:
    """What the customer did, in order; a session's steps one by one."""
    told = []
    for entry in reversed(timeline(viewer, person).entries):
        told += [step.what for step in entry.steps] or [entry.title]
    return told


def say(collector: Collector, source: Source, *events: dict[str, Any]) -> None:
    """Events a second apart, in this order."""
    start = Event.objects.count()
    batch = [
        {
            "messageId": f"m{start + number}",
            "timestamp": f"2026-11-01T10:{(start + number) // 60:02}:{(start + number) % 60:02}Z",
            **one,
        }
        for number, one in enumerate(events)
    ]
    collector.ask("/v1/batch", {"writeKey": key_of(source), "batch": batch})
    collector.move()


def did(name: str, **who: Any) -> dict[str, Any]:
    return {"type": "track", "event": name, **who}


def named(user: str, cookie: str, **traits: Any) -> dict[str, Any]:
    return {"type": "identify", "userId": user, "anonymousId": cookie, "traits": traits}


def test_what_a_browser_did_before_its_user_was_known(collector: Collector, shop: Source, cast: Cast) -> None:
    anna = customer(cast.rita, "Anna", emails=["anna@firma.ru"])
    say(
        collector,
        shop,
        did("looked", anonymousId="c1"),
        named("u1", "c1", email="Anna@Firma.ru "),
        did("bought", userId="u1", anonymousId="c1"),
        did("came again", anonymousId="c1"),
        did("somebody else", anonymousId="c2"),
    )
    assert story(cast.rita, anna) == ["looked", "bought", "came again"]


def test_a_card_that_is_made_later(collector: Collector, shop: Source, cast: Cast) -> None:
    say(collector, shop, did("looked", anonymousId="c1"), named("u1", "c1", email="anna@firma.ru"))
    anna = customer(cast.rita, "Anna", emails=["anna@firma.ru"])
    assert story(cast.rita, anna) == ["looked"]


def test_two_people_at_one_browser(collector: Collector, shop: Source, cast: Cast) -> None:
    anna = customer(cast.rita, "Anna", emails=["anna@firma.ru"])
    boris = customer(cast.rita, "Boris", phones=["+7 916 734-20-18"])
    say(
        collector,
        shop,
        named("u1", "c1", email="anna@firma.ru"),
        did("a1", anonymousId="c1"),
        named("u2", "c1", phone="8 (916) 734-20-18"),
        did("b1", anonymousId="c1"),
        did("a2", userId="u1", anonymousId="c1"),
        did("a3", anonymousId="c1"),
    )
    assert story(cast.rita, anna) == ["a1", "a2", "a3"]
    assert story(cast.rita, boris) == ["b1"]


@pytest.mark.parametrize("email", ["test@firma.ru", "noreply@firma.ru", "anna@example.com"])
def test_made_up_addresses_join_nobody(collector: Collector, shop: Source, cast: Cast, email: str) -> None:
    anna = customer(cast.rita, "Anna", emails=[email])
    say(collector, shop, named("u1", "c1", email=email), did("looked", anonymousId="c1"))
    assert story(cast.rita, anna) == []


def test_an_alias_ties_a_browser_to_its_user(collector: Collector, shop: Source, cast: Cast) -> None:
    anna = customer(cast.rita, "Anna", emails=["anna@firma.ru"])
    say(
        collector,
        shop,
        did("looked", anonymousId="c1"),
        named("u1", "c9", email="anna@firma.ru"),
        {"type": "alias", "userId": "u1", "previousId": "c1"},
    )
    assert story(cast.rita, anna) == ["looked"]


def test_a_public_key_merges_nobody(collector: Collector, shop: Source, cast: Cast) -> None:
    customer(cast.rita, "Anna", emails=["anna@firma.ru"])
    customer(cast.rita, "Boris", emails=["boris@firma.ru"])
    known = [named("u1", "c1", email="anna@firma.ru"), named("u2", "c2", email="boris@firma.ru")]
    alias = {"type": "alias", "userId": "u1", "previousId": "u2"}
    say(collector, shop, *known, alias)
    assert Decision.objects.count() == 0
    server = create_source(cast.marketer, SourceData(name="Back end", kind="other"))
    say(collector, server, {**alias, "messageId": "alias"})
    assert Decision.objects.count() == 1


def test_user_numbers_of_two_units_are_two(collector: Collector, shop: Source, cast: Cast) -> None:
    anna = customer(cast.rita, "Anna", emails=["anna@firma.ru"])
    foods = create_source(cast.food_marketer, SourceData(name="Food"))
    say(collector, shop, named("7", "c1", email="anna@firma.ru"))
    say(collector, foods, did("ours", userId="7"))
    assert story(cast.rita, anna) == []


def test_the_same_said_again_writes_nothing(collector: Collector, shop: Source, cast: Cast) -> None:
    customer(cast.rita, "Anna", emails=["anna@firma.ru"])
    for _ in range(3):
        say(
            collector, shop, named("u1", "c1", email="anna@firma.ru"), did("x", userId="u1", anonymousId="c1")
        )
    told = Link.objects.exclude(rule="").count()
    say(collector, shop, *[named("u1", "c1", email="anna@firma.ru")] * 5)
    assert Link.objects.exclude(rule="").count() == told


def test_a_fault_in_joining_keeps_no_event_out(
    collector: Collector, shop: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError

    monkeypatch.setattr(together, "stitch_many", broken)
    say(collector, shop, named("u1", "c1", email="anna@firma.ru"), did("x", userId="u1"))
    assert Event.objects.count() == 2

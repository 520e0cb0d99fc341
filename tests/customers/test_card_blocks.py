"""What the tabs of a card tell: what he was shown, bought, what ties him together, who he is not."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from krug.customers.actions import (
    create_person,
    create_persons,
    ensure_identities,
    link,
    merge,
    not_same,
    undo_merge,
)
from krug.customers.data import PersonData
from krug.customers.models import Match, Person
from krug.customers.queries import card_identity, identities_of
from krug.customers.queries.taken import bought_by, taken_by
from krug.customers.queries.tied import apart_from, ties_of
from krug.customers.rules import Tab
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.cast import Cast, client_of
from tests.customers.test_card import DAY, START, visit


@pytest.fixture
def doctor(cast: Cast) -> Person:
    return create_person(cast.rita, PersonData(last_name="Petrova", phones=["+79990000001"]))


def page(user: object, person: Person, tab: Tab) -> str:
    return client_of(user).get(reverse("person-tab", args=[person.uid, tab])).content.decode()  # type: ignore[arg-type]


def purchase(identity: int, at: int, verb: Verb = Verb.PURCHASED, amount: str = "990.50") -> Touch:
    return Touch(
        uuid7(), at, identity, Channel.SHOP, Direction.IN, verb,
        amount=Decimal(amount), currency="RUB", data={"number": "A-17"},
    )  # fmt: skip


@pytest.mark.usefixtures("titled_slides")
def test_what_was_shown_is_told_deck_by_deck(cast: Cast, doctor: Person) -> None:
    for day in range(2):
        append(visit(card_identity(doctor), START + day * DAY, cast.rita.pk), "source:test")
    (deck,) = taken_by(identities_of(doctor))
    assert (deck.title, deck.episodes, deck.likes, deck.dislikes) == ("Deck", 2, 1, 0)
    assert [(slide.title, slide.times, slide.seconds) for slide in deck.slides] == [
        ("Slide s1", 2, 20.0),
        ("Slide s2", 2, 40.0),
    ]
    # The newest answer stands for the older.
    assert deck.slides[1].answers == [("share", "60")]
    html = page(cast.rita, doctor, Tab.OFFERS)
    assert "Slide s2" in html
    assert "shown 2 times" in html


def test_a_tab_that_holds_nothing_says_what_will_be_there(cast: Cast, doctor: Person) -> None:
    assert "will stand here" in page(cast.rita, doctor, Tab.OFFERS)
    assert "will stand here" in page(cast.rita, doctor, Tab.MONEY)


def test_purchases_and_money_given_back(cast: Cast, doctor: Person) -> None:
    identity = card_identity(doctor)
    append([purchase(identity, START), purchase(identity, START + DAY, Verb.REFUNDED, "100")], "source:test")
    assert [(one.amount, one.back, one.what) for one in bought_by(identities_of(doctor))] == [
        (Decimal(100), True, "A-17"),
        (Decimal("990.50"), False, "A-17"),
    ]
    html = page(cast.production, doctor, Tab.MONEY)
    assert "990.50" in html
    assert "Money back" in html


def test_ties_say_since_when_and_why(cast: Cast, doctor: Person) -> None:
    (cookie,) = ensure_identities([("cookie", "shop/c1")]).values()
    link(cast.nina, cookie, doctor, since=START, until=START + DAY, evidence={"evidence": "signed_in"})
    with override("en"):
        phone, browser = ties_of(doctor)
    assert (phone.value, phone.since, phone.author) == ("+79990000001", None, "Rita")
    assert (browser.value, browser.why) == ("shop/c1", "signed in")
    assert browser.until is not None
    html = page(cast.nina, doctor, Tab.WHO)
    assert "shop/c1" in html
    assert "Signed in" in html


def test_cards_taken_apart_and_kept_apart_are_named_to_who_sees_them(cast: Cast, doctor: Person) -> None:
    twin, other = create_persons(cast.rita, [PersonData(last_name="Petrowa"), PersonData(last_name="Else")])
    undo_merge(cast.nina, merge(cast.nina, doctor, twin))
    pair = {"left": doctor, "right": other, "probability": 0.9, "version": "1"}
    not_same(cast.nina, Match.objects.create(**pair))
    assert {one.name for one in apart_from(cast.nina, doctor)} == {"Petrowa", "Else"}
    html = page(cast.nina, doctor, Tab.WHO)
    assert "taken apart" in html
    assert "Said to be somebody else" in html
    assert "Petrowa" not in page(cast.nina, other, Tab.WHO)
    assert apart_from(cast.sam, doctor) == []

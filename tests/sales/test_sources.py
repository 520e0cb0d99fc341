"""What brought a deal: guessed from touches, told by people."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from krug.access.errors import Invalid
from krug.customers.actions import merge
from krug.sales.actions import edit_deal, load_deals
from krug.sales.actions.load import Ended, PastDeal
from krug.sales.data import DealData
from krug.sales.models import Deal
from krug.touches.words import Direction, Verb
from tests.cast import Cast
from tests.sales.made import make_customer, make_deal, make_method, say
from tests.sales.test_stays import Sign

DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("verb", "direction", "days", "source"),
    [
        (Verb.CALLED, Direction.IN, 2, "called"),
        (Verb.CALLED, Direction.OUT, 2, "found"),
        (Verb.WRITTEN, Direction.IN, 29, "wrote"),
        (Verb.WRITTEN, Direction.IN, 31, ""),
        (Verb.VISITED, Direction.BOTH, 1, "found"),
        (Verb.CALLED, Direction.IN, -1, ""),
    ],
)
def test_it_is_guessed(cast: Cast, verb: Verb, direction: Direction, days: int, source: str) -> None:
    person = make_customer(cast)
    say(person, verb, DAY - timedelta(days=days), cast.rita, direction)
    deal = make_deal(cast, person=person, opened_at=DAY)
    assert (deal.source, deal.source_guessed) == (source, bool(source))


def test_what_the_customer_did_counts_more_than_what_we_did(cast: Cast) -> None:
    person = make_customer(cast)
    say(person, Verb.WRITTEN, DAY - timedelta(days=9), None, Direction.IN)
    say(person, Verb.VISITED, DAY - timedelta(days=1), cast.rita)
    assert make_deal(cast, person=person, opened_at=DAY).source == "wrote"


def test_whoever_bought_comes_back(cast: Cast) -> None:
    """Also where his cards were two when he bought."""
    make_method(cast)
    person, double = make_customer(cast, "Buyer"), make_customer(cast, "Buyers")
    won = Ended(True, DAY - timedelta(days=100), "price")
    sold = DealData(person=double, owner=cast.rita, amount=Decimal(10), opened_at=DAY - timedelta(days=200))
    load_deals(cast.head, [PastDeal(sold, ended=won)])
    assert make_deal(cast, person=person, opened_at=DAY).source == ""
    merge(cast.head, person, double, {})
    assert make_deal(cast, person=person, opened_at=DAY).source == "before"


def test_what_people_say_stays(cast: Cast) -> None:
    person = make_customer(cast)
    say(person, Verb.CALLED, DAY - timedelta(days=2), cast.rita, Direction.IN)
    told = make_deal(cast, person=person, opened_at=DAY, source="event")
    assert (told.source, told.source_guessed) == ("event", False)
    guessed = make_deal(cast, person=person, opened_at=DAY)
    assert guessed.source_guessed
    # To say the same is to confirm it.
    edit_deal(cast.rita, guessed, {"source": "called"})
    guessed.refresh_from_db()
    assert (guessed.source, guessed.source_guessed) == ("called", False)


def test_only_words_of_the_list(cast: Cast) -> None:
    with pytest.raises(Invalid):
        edit_deal(cast.rita, make_deal(cast), {"source": "moon"})


def test_it_is_mended_on_the_card(cast: Cast, sign_in: Sign) -> None:
    person = make_customer(cast)
    say(person, Verb.CALLED, DAY - timedelta(days=2), cast.rita, Direction.IN)
    deal = make_deal(cast, person=person, opened_at=DAY)
    client: Client = sign_in(cast.rita)
    assert (
        "The customer called (guessed from touches)"
        in client.get(reverse("deal", args=[deal.uid])).content.decode()
    )
    answer = client.post(
        reverse("deal-field", args=[deal.uid, "source"]),
        {"source": "referral"},
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "Recommended to us" in page
    assert "guessed" not in page
    assert Deal.objects.get(pk=deal.pk).source == "referral"
    wrong = client.post(
        reverse("deal-field", args=[deal.uid, "source"]), {"source": "moon"}, headers={"HX-Request": "true"}
    )
    assert wrong.status_code == 422

"""The stop sign where people see it: the card, the board, the list, Today, the API."""

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from krug.sales.actions import spend
from krug.sales.models import Deal, Justification
from tests.cast import Cast, client_of
from tests.sales.pages import post, read
from tests.sales.test_stop import costly


@pytest.fixture
def rita(cast: Cast) -> Client:
    return client_of(cast.rita)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    found = costly(cast)
    spend(cast.rita, found, "hours", Decimal(2))
    return found


def test_the_card_names_figures_and_rule(deal: Deal, rita: Client) -> None:
    html = read(rita, "deal", deal.uid)
    assert "Stop: this deal costs more than it is likely to bring" in html
    assert (
        "1,400\u00a0₽ spent and 3,800\u00a0₽ expected to the end, of a likely income of 10,000\u00a0₽."
        in html
    )
    assert "The method stops a deal at 50 % of its likely income: here at 5,000\u00a0₽." in html
    assert "The probability of 10 % is the method&#x27;s." in html
    assert "Ask to go on" in html
    assert reverse("deal-lose", args=[deal.uid]) in html


def test_it_is_asked_and_answered_on_the_card(cast: Cast, deal: Deal, rita: Client) -> None:
    nina = client_of(cast.nina)
    status, html = post(rita, "deal-justify", deal.uid, reason="Big one", up_to="")
    assert (status, "Say until what day, or up to what sum." in html) == (422, True)
    status, html = post(rita, "deal-justify", deal.uid, reason="Big one", up_to="9 000")
    assert (status, "Rita asks to go on up to 9,000\u00a0₽: «Big one»" in html) == (200, True)
    assert "Let it go on" not in html
    assert "Take the question back" in html
    assert "Rita asks to go on with «Buyer»" in read(nina, "today")
    assert post(rita, "deal-stop-answer", deal.uid, "approve")[0] == 403
    assert post(nina, "deal-stop-answer", deal.uid, "maybe")[0] == 404
    status, html = post(nina, "deal-stop-answer", deal.uid, "approve")
    assert (status, "Nina lets it go on up to 9,000\u00a0₽: «Big one»" in html) == (200, True)
    assert "Stop sign" not in read(nina, "today")


def test_board_list_and_today_show_it(cast: Cast, deal: Deal, rita: Client) -> None:
    sign = '<span class="badge bad">'
    assert sign in read(rita, "deals")
    assert sign in read(rita, "deals-list", stop="1")
    assert "Stop sign: «Buyer»" in read(rita, "today")
    for stranger in (cast.sam, cast.food_head):
        assert "Buyer" not in read(client_of(stranger), "deals-list", stop="1")
    Justification.objects.create(deal=deal, reason="So", approved_at=deal.opened_at)
    assert sign not in read(rita, "deals")
    assert "Buyer" not in read(rita, "deals-list", stop="1")


def test_readers_see_it_without_buttons(cast: Cast, deal: Deal) -> None:
    html = read(client_of(cast.marketer), "deal", deal.uid)
    assert "Stop: this deal costs more" in html
    assert reverse("deal-justify", args=[deal.uid]) not in html
    assert "Stop sign" not in read(client_of(cast.marketer), "today")


def test_programs_read_and_answer_it(cast: Cast, deal: Deal, rita: Client) -> None:
    url = reverse("api:deal_stop_api", args=[deal.uid])
    seen = rita.get(url).json()
    assert (seen["stands"], Decimal(seen["spent"]), Decimal(seen["most"])) == (True, 1400, 5000)
    asked = rita.post(url, json.dumps({"reason": "Big one", "up_to": "9000"}), "application/json")
    assert asked.json()["leave"]["approved_at"] is None
    approve = reverse("api:deal_stop_approve_api", args=[deal.uid])
    assert rita.post(approve).status_code == 403
    given = client_of(cast.nina).post(approve).json()
    assert (given["stands"], given["leave"]["approver"]["name"]) == (False, "Nina")

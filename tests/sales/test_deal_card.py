"""The card of a deal: what is seen and done there. Who may not is walked in tests/access."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from krug.sales.actions import confirm, edit_deal, lose, send_proposal, skip
from krug.sales.models import Deal, Participant, Skipping
from krug.sales.sentences import figure
from tests.cast import Cast, client_of
from tests.sales.made import make_customer, make_deal, visit
from tests.sales.pages import PART, post, read


@pytest.fixture
def rita(cast: Cast) -> Client:
    return client_of(cast.rita)


def test_the_card_says_what_comes_next_and_what_is_in_the_way(cast: Cast, rita: Client) -> None:
    buyer = make_customer(cast)
    opened = timezone.now() - timedelta(days=30)
    deal = make_deal(
        cast, person=buyer, opened_at=opened, next_action="Call her", next_at=opened + timedelta(days=1)
    )
    met = visit(buyer, opened + timedelta(hours=2), cast.rita)
    html = read(rita, "deal", deal.uid)
    assert "Overdue:" in html
    assert "Call her" in html
    assert "Before it is won:" in html
    assert reverse("person-tab", args=[buyer.uid, "story"]) in html, met.id
    assert reverse("deal-skip", args=[deal.uid, "called"]) in html
    assert "may not be left out" in html
    assert reverse("deal-win", args=[deal.uid]) not in html
    assert "working hours over the 18" in html


def test_readers_see_no_buttons(cast: Cast) -> None:
    deal = make_deal(cast)
    for user in (cast.marketer, cast.agent):
        html = read(client_of(user), "deal", deal.uid)
        assert "Contact" in html
        for name in ("deal-lose", "deal-pause", "deal-propose", "deal-spend", "deal-helpers"):
            assert reverse(name, args=[deal.uid]) not in html, name
        assert "deal-new" not in read(client_of(user), "deals")


def test_fields_are_edited_where_they_stand(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    for name, data in (
        ("name", {"name": "Renamed"}),
        ("amount", {"amount": "1 200 000,50", "currency": "RUB"}),
        ("expected_on", {"expected_on": "2031-05-06"}),
        ("chance", {"chance": "40"}),
        ("need", {"need": "Two freezers"}),
        ("next", {"next_action": "Call", "day": "2031-05-06", "time": ""}),
    ):
        assert name in read(rita, "deal-field", deal.uid, name)
        assert post(rita, "deal-field", deal.uid, name, **data)[0] == 200
    deal.refresh_from_db()
    assert (deal.name, deal.amount, deal.chance) == ("Renamed", Decimal("1200000.50"), 40)
    assert deal.next_at is not None
    assert timezone.localtime(deal.next_at).hour in (18, 15)
    assert post(rita, "deal-field", deal.uid, "next", done="1")[0] == 200
    deal.refresh_from_db()
    assert (deal.next_action, deal.next_at) == ("", None)
    assert rita.get(reverse("deal-field", args=[deal.uid, "stage"])).status_code == 404


def test_a_mistake_stands_at_its_field_and_keeps_what_was_typed(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    for name, typed in (("amount", "a lot"), ("amount", "-5"), ("chance", "101")):
        answer = rita.post(
            reverse("deal-field", args=[deal.uid, name]), {name: typed, "currency": "RUB"}, headers=PART
        )
        assert answer.status_code == 422, typed
        assert answer["HX-Retarget"] == f"#field-{name}"
        assert f'value="{typed}"' in answer.content.decode()
        assert 'aria-invalid="true"' in answer.content.decode()


def test_two_hands_on_one_field_are_told(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast, amount=Decimal(100))
    edit_deal(cast.nina, deal, {"amount": Decimal(150)})
    _status, html = post(
        rita, "deal-field", deal.uid, "amount", amount="200", currency="RUB", based_on=str(deal.version)
    )
    assert "Meanwhile «150" in html


def test_a_question_is_asked_and_answered_where_it_stands(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    assert "Whoever leads you decides." in read(rita, "deal-skip", deal.uid, "met")
    status, html = post(rita, "deal-skip", deal.uid, "met", reason="  ")
    assert status == 422
    assert "Say why." in html
    assert post(rita, "deal-skip", deal.uid, "met", reason="He is abroad")[0] == 200
    assert "asks to leave it out: He is abroad" in read(rita, "deal", deal.uid)
    nina = client_of(cast.nina)
    assert "Rita asks to leave out «Met»" in read(nina, "today")
    assert "asks to leave out" not in read(client_of(cast.sam), "today")
    assert post(rita, "deal-answer", deal.uid, "met", "allow")[0] == 403
    assert post(nina, "deal-answer", deal.uid, "met", "allow")[0] == 200
    assert Skipping.objects.get().approver == cast.nina
    assert "allowed by Nina" in read(rita, "deal", deal.uid)
    assert "asks to leave out" not in read(nina, "today")


def test_confirmed_by_hand_and_taken_back(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    status, html = post(rita, "deal-confirm", deal.uid, "paper", document="")
    assert status == 422
    assert "Name the document" in html
    status, html = post(rita, "deal-confirm", deal.uid, "paper", document="Contract 17")
    assert status == 200
    assert reverse("deal-unconfirm", args=[deal.uid, "paper"]) in html
    assert "Contract 17" in html
    assert post(rita, "deal-unconfirm", deal.uid, "paper")[0] == 200
    assert not deal.passings.exists()


def test_the_clock_is_stopped_and_goes_on(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    _status, html = post(rita, "deal-pause", deal.uid, reason="On holiday")
    assert "The clock stands still" in html
    _status, html = post(rita, "deal-resume", deal.uid)
    assert "The clock stands still" not in html


def ready(cast: Cast) -> Deal:
    deal = make_deal(cast, amount=Decimal(90_000), need="A freezer")
    for code in ("called", "met"):
        skip(cast.head, deal, code, "Test")
    send_proposal(cast.rita, deal)
    confirm(cast.rita, deal, "paper", "Contract 17")
    return deal


def test_won_and_taken_back(cast: Cast, rita: Client) -> None:
    deal = ready(cast)
    html = read(rita, "deal-win", deal.uid)
    assert "days since the last word" in html
    assert post(rita, "deal-win", deal.uid)[0] == 422
    status, html = post(rita, "deal-win", deal.uid, reason="other")
    assert status == 422
    assert "Say in a few words what it was." in html
    status, html = post(rita, "deal-win", deal.uid, reason="trust", note="For years")
    assert status == 200
    undo = f"{reverse('deal-reopen', args=[deal.uid])}?undo=1"
    assert undo in html
    assert "He knows and trusts us" in html
    assert rita.post(undo)["Location"] == reverse("deal", args=[deal.uid])
    deal.refresh_from_db()
    assert deal.outcome == "open"


def test_lost_to_a_competitor_names_him(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    status, html = post(rita, "deal-lose", deal.uid, reason="competitor")
    assert status == 422
    assert "Say who it was." in html
    assert post(rita, "deal-lose", deal.uid, reason="competitor", competitor="Their shop")[0] == 200
    assert "Their shop" in read(rita, "deal", deal.uid)
    assert post(rita, "deal-reopen", deal.uid, reason="")[0] == 422
    assert post(rita, "deal-reopen", deal.uid, reason="He called back")[0] == 200


def test_people_take_part_and_go_again(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    other = make_customer(cast, "Orlova")
    assert "Orlova" in read(rita, "deal-whom", whom_text="Orlov", only="person")
    assert post(rita, "deal-person-new", deal.uid)[0] == 422
    sent = {"whom": f"person:{other.uid}", "part": "decides"}
    assert post(rita, "deal-person-new", deal.uid, **sent)[0] == 200
    assert Participant.objects.get(person=other).part == "decides"
    assert post(rita, "deal-person", deal.uid, other.uid, part="pays")[0] == 200
    _status, html = post(rita, "deal-person-drop", deal.uid, other.uid)
    undo = f"{reverse('deal-person', args=[deal.uid, other.uid])}?part=pays"
    assert undo in html
    rita.post(undo)
    assert Participant.objects.get(person=other).part == "pays"


def test_products_are_written_as_a_table(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    rows = {
        "name": ["Freezer", ""],
        "quantity": ["2", "1"],
        "price": ["1 000,50", ""],
        "discount": ["11", ""],
    }
    status, html = post(rita, "deal-lines", deal.uid, **rows)
    assert status == 422
    assert "The method allows discounts up to 10" in html
    assert 'value="1 000,50"' in html
    assert post(rita, "deal-lines", deal.uid, **(rows | {"discount": ["10", ""]}))[0] == 200
    line = deal.lines.get()
    assert (line.quantity, line.price, line.discount) == (2, Decimal("1000.50"), 10)
    assert "Make it the deal" in read(rita, "deal", deal.uid)


def test_a_quantity_stands_there_as_its_sum_is_made_of_it(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    rows = {"name": ["Ice"], "quantity": ["0.125"], "price": ["80000"], "discount": [""]}
    assert post(rita, "deal-lines", deal.uid, **rows)[0] == 200
    assert "0.125 ×" in read(rita, "deal", deal.uid)
    # The table is filled with what is kept: saved as it is, nothing changes.
    html = read(rita, "deal-lines", deal.uid)
    assert 'value="0.125"' in html
    with override("ru"):
        assert figure(Decimal("0.125")) == "0,125"
    with override("en"):
        shown = [figure(Decimal(one)) for one in ("2.500", "3.000", "0.001", "12.25", "0", "100")]
    assert shown == ["2.5", "3", "0.001", "12.25", "0", "100"]


def test_costs_proposals_competitors_helpers_and_the_owner(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast, amount=Decimal(5000))
    assert post(rita, "deal-spend", deal.uid, resource="hours", quantity="a")[0] == 422
    assert post(rita, "deal-spend", deal.uid, resource="hours", quantity="9", amount="")[0] == 200
    assert post(rita, "deal-propose", deal.uid, note="By post")[0] == 200
    assert post(rita, "deal-rival", deal.uid, name="")[0] == 422
    assert post(rita, "deal-rival", deal.uid, name="Their shop", note="Cheap")[0] == 200
    assert post(rita, "deal-helpers", deal.uid, helpers=[cast.roma.pk])[0] == 200
    html = read(client_of(cast.roma), "deal", deal.uid)
    for said in ("of 8", "over", "By post", "Their shop", "Roma"):
        assert said in html, said
    _status, html = post(rita, "deal-rival-drop", deal.uid, name="Their shop", note="Cheap")
    assert "undo=1" in html
    assert not deal.competitors.exists()
    rita.post(f"{reverse('deal-rival', args=[deal.uid])}?undo=1&name=Their+shop&note=Cheap")
    assert deal.competitors.get().note == "Cheap"
    assert reverse("deal-hand-over", args=[deal.uid]) not in read(rita, "deal", deal.uid)
    assert post(rita, "deal-hand-over", deal.uid, owner=cast.roma.pk)[0] == 422
    answer = client_of(cast.nina).post(
        reverse("deal-hand-over", args=[deal.uid]), {"owner": cast.sam.pk}, headers=PART
    )
    assert answer["HX-Redirect"] == reverse("deals"), "she sees it no longer"


def test_a_closed_deal_is_changed_by_nobody(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    lose(cast.rita, deal, "price")
    html = read(rita, "deal", deal.uid)
    assert "Why not us: Price" in html
    assert reverse("deal-field", args=[deal.uid, "amount"]) not in html
    status, html = post(rita, "deal-field", deal.uid, "amount", amount="5", currency="RUB")
    assert status == 422
    assert "The deal is closed" in html


def test_the_history_goes_on(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    for chance in range(30):
        edit_deal(cast.rita, deal, {"chance": chance})
    page = rita.get(reverse("deal", args=[deal.uid])).context["card"].journal
    assert page.next
    more = read(rita, "deal-journal", deal.uid, after=page.next)
    assert "Opened at stage «Contact»" in more

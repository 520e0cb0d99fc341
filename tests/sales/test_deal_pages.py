"""Boards, lists and new deals, and where else deals stand. Who may not is walked in tests/access."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from krug.customers.actions import create_organisation
from krug.customers.data import OrganisationData
from krug.sales.actions import advance, lose, save_draft, skip
from krug.sales.actions import publish as publish_method
from krug.sales.contract import Stage
from krug.sales.models import Deal, Method
from krug.sales.queries.listing import DealFilters, deal_list
from krug.sales.watch import watch
from tests.cast import Cast, client_of
from tests.sales.made import CONTRACT, call, make_customer, make_deal
from tests.sales.pages import PART, post, read


@pytest.fixture
def rita(cast: Cast) -> Client:
    return client_of(cast.rita)


def test_two_fields_open_a_deal(cast: Cast, rita: Client) -> None:
    buyer = make_customer(cast, "Petrova")
    whom = f"person:{buyer.uid}"
    assert "Petrova" in read(rita, "deal-new", whom=whom)
    form = rita.get(reverse("deal-new"), {"whom": whom}).context["form"]
    sent = {"whom": whom, "what": "90 000,50", "uid": form["uid"].value()}
    for _press in range(2):
        answer = rita.post(reverse("deal-new"), sent)
    made = Deal.objects.get()
    assert answer["Location"] == reverse("deal", args=[made.uid])
    assert (made.name, made.amount) == (buyer.full_name, Decimal("90000.50"))
    rita.post(reverse("deal-new"), {"whom": whom, "what": "Freezer for the shop"})
    assert Deal.objects.latest("id").name == "Freezer for the shop"
    assert "2 open deals" in read(rita, "deal-same", whom=whom)


def test_a_deal_without_a_customer_keeps_what_was_typed(rita: Client) -> None:
    status, html = post(rita, "deal-new", what="500", whom_text="Nobody")
    assert (status, Deal.objects.count()) == (422, 0)
    assert "Say who the customer is." in html
    assert 'value="500"' in html
    assert 'value="Nobody"' in html


def test_a_manager_opens_a_deal_for_his_rep_alone(cast: Cast) -> None:
    whom = f"person:{make_customer(cast).uid}"
    nina = client_of(cast.nina)
    nina.post(reverse("deal-new"), {"whom": whom, "owner": cast.rita.pk})
    assert Deal.objects.get().owner == cast.rita
    assert nina.post(reverse("deal-new"), {"whom": whom, "owner": cast.roma.pk}).status_code == 422


def test_the_board_counts_whole_columns_and_goes_on(
    cast: Cast, rita: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("krug.sales.queries.board.PAGE", 2)
    for number in range(5):
        make_deal(cast, name=f"Sale {number}", amount=Decimal(100), person=make_customer(cast))
    html = read(rita, "deals")
    column = rita.get(reverse("deals")).context["board"].columns[0]
    assert (column.count, column.sums, len(column.lines)) == (5, [("RUB", Decimal(500))], 2)
    assert "Sale 4" in html
    assert "Sale 0" not in html
    seen, after = [line.deal.name for line in column.lines], column.next
    while after:
        more = rita.get(reverse("deals-stage", args=[Method.objects.get().uid, "contact"]), {"after": after})
        seen += [line.deal.name for line in more.context["column"].lines]
        after = more.context["column"].next
    assert seen == [f"Sale {number}" for number in (4, 3, 2, 1, 0)]


def test_deals_of_an_earlier_version_stand_where_their_stage_is(cast: Cast, rita: Client) -> None:
    old = make_deal(cast, name="By the old one", need="x")
    moved = make_deal(cast, name="At a stage that is gone", need="x")
    for code in ("called", "met"):
        skip(cast.head, moved, code, "Test")
    advance(cast.rita, moved, "need")
    stages = tuple(
        Stage(code="wish", name="Wishes", coarse="need") if one.code == "need" else one
        for one in CONTRACT.stages
    )
    method = old.method.method
    save_draft(cast.head, method, CONTRACT.model_copy(update={"stages": stages}))
    publish_method(cast.head, method)
    make_deal(cast, name="By the new one")
    columns = rita.get(reverse("deals")).context["board"].columns
    assert [(one.code, one.former, one.count) for one in columns] == [
        ("contact", False, 2),
        ("wish", False, 0),
        ("need", True, 1),
        ("offer", False, 0),
        ("paid", False, 0),
    ]


def test_a_board_is_ones_own_rows(cast: Cast) -> None:
    make_deal(cast, name="Of Rita")
    make_deal(cast, owner=cast.roma, name="Of Roma", person=make_customer(cast))
    for user, names in (
        (cast.rita, {"Of Rita"}),
        (cast.roma, {"Of Roma"}),
        (cast.nina, {"Of Rita"}),
        (cast.boss, {"Of Rita", "Of Roma"}),
        (cast.head, {"Of Rita", "Of Roma"}),
        (cast.marketer, {"Of Rita", "Of Roma"}),
        (cast.admin, {"Of Rita", "Of Roma"}),
        (cast.food_head, set()),
    ):
        client = client_of(user)
        for page in ("deals", "deals-list"):
            html = read(client, page)
            assert {name for name in ("Of Rita", "Of Roma") if name in html} == names, (user.name, page)


def test_filters_of_the_board(cast: Cast) -> None:
    now = timezone.now()
    make_deal(cast, name="Fresh one")
    asleep = make_deal(cast, name="Asleep", person=make_customer(cast), opened_at=now - timedelta(days=40))
    spoken = make_customer(cast)
    make_deal(cast, name="Spoken to", person=spoken, opened_at=now - timedelta(days=40))
    call(spoken, now - timedelta(hours=1), cast.rita)
    watch(now)
    nina = client_of(cast.nina)
    names = {"Fresh one", "Asleep", "Spoken to"}
    for query, expected in (
        ({}, names),
        ({"silent": "7"}, {"Asleep"}),
        ({"late": "1"}, {"Asleep", "Spoken to"}),
        ({"who": "mine"}, set()),
        ({"who": str(cast.rita.pk)}, names),
        ({"who": str(cast.roma.pk)}, names),
        ({"silent": "x"}, names),
    ):
        html = read(nina, "deals", **query)
        assert {name for name in names if name in html} == expected, query
    assert asleep.outcome == "open"


def test_a_card_dragged_too_early_springs_back_and_says_why(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast)
    status, html = post(rita, "deal-move", deal.uid, to="need", board=reverse("deals"))
    assert status == 409
    assert "Called" in html
    assert "Met" in html
    assert reverse("deal", args=[deal.uid]) in html
    status, html = post(rita, "deal-move", deal.uid, to="need")
    assert status == 409
    assert "«Called», «Met»" in html


def test_a_card_dragged_on_tells_both_columns(cast: Cast, rita: Client) -> None:
    deal = make_deal(cast, amount=Decimal(700))
    for code in ("called", "met"):
        skip(cast.head, deal, code, "Test")
    status, html = post(rita, "deal-move", deal.uid, to="need", board=reverse("deals"))
    assert status == 200
    assert 'id="head-contact" hx-swap-oob="true"' in html
    assert 'id="head-need" hx-swap-oob="true"' in html
    assert f'id="deal-{deal.uid}"' in html
    status, html = post(rita, "deal-move", deal.uid, to="contact", board=reverse("deals"))
    assert status == 422, "back asks why"
    status, _html = post(rita, "deal-back", deal.uid, to="contact", reason="")
    assert status == 422
    answer = rita.post(
        reverse("deal-back", args=[deal.uid]) + "?to=contact",
        {"reason": "They wait", "board": reverse("deals")},
        headers=PART,
    )
    assert answer["HX-Redirect"] == reverse("deals")
    deal.refresh_from_db()
    assert deal.stage == "contact"


def test_the_list_is_sorted_and_goes_on(cast: Cast) -> None:
    for number, amount in enumerate([Decimal(5), None, Decimal(9), Decimal(7), None]):
        make_deal(cast, name=f"Sale {number}", amount=amount, person=make_customer(cast))
    for sort, expected in (("amount", "23041"), ("name", "01234"), ("", "43210"), ("next", "43210")):
        names, after = "", None
        while True:
            page = deal_list(cast.rita, DealFilters(), sort, after, timezone.now(), limit=2)
            names += "".join(line.deal.name[-1] for line in page.lines)
            after = page.next
            if after is None:
                break
        assert names == expected, sort


def test_the_list_has_shelves_and_filters(cast: Cast, rita: Client) -> None:
    lost = make_deal(cast, name="Sale 3", amount=Decimal(7))
    make_deal(cast, name="Sale 4", amount=Decimal(5), person=make_customer(cast))
    assert "2 deals" in read(rita, "deals-list")
    lose(cast.rita, lost, "price")
    assert "Sale 3" not in read(rita, "deals-list")
    assert "Sale 3" in read(rita, "deals-list", show="lost")
    assert "Sale 3" in read(rita, "deals-list", show="all")
    assert "No deal fits" in read(rita, "deals-list", stage="contract")
    assert "No deal fits" in read(rita, "deals-list", month="2031-01")


def test_next_actions_stand_on_today(cast: Cast, rita: Client) -> None:
    now = timezone.now()
    for number, days in enumerate((-2, 0, 3)):
        make_deal(
            cast,
            person=make_customer(cast),
            next_action=f"Action {number}",
            next_at=now + timedelta(days=days),
        )
    html = read(rita, "today")
    assert [f"Action {number}" in html for number in range(3)] == [True, True, False]
    assert "Action 0" not in read(client_of(cast.nina), "today")


def test_deals_stand_on_the_cards_of_who_buys(cast: Cast, rita: Client) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic"))
    buyer = make_customer(cast, organisation=clinic.pk)
    deal = make_deal(cast, person=buyer, organisation=clinic, name="Two freezers", amount=Decimal(700))
    ended = make_deal(cast, person=buyer, name="One before")
    lose(cast.rita, ended, "price")
    for address in (reverse("person", args=[buyer.uid]), reverse("organisation", args=[clinic.uid])):
        html = rita.get(address).content.decode()
        assert "Two freezers" in html
        assert reverse("deal", args=[deal.uid]) in html
    assert "1 closed deal" in rita.get(reverse("person", args=[buyer.uid])).content.decode()


def test_queries_do_not_grow_with_what_is_shown(cast: Cast, rita: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as context:
            for page in ("deals", "deals-list"):
                read(rita, page)
        return len(context)

    make_deal(cast)
    asked()
    before = asked()
    for number in range(7):
        make_deal(cast, name=f"Sale {number}", person=make_customer(cast))
    assert asked() == before

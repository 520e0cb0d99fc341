"""Won and lost always have a reason, beside what was done."""

from decimal import Decimal

import pytest

from krug.access.errors import Invalid
from krug.customers.queries import identities_of
from krug.sales.actions import (
    advance,
    confirm,
    edit_deal,
    lose,
    open_deal,
    reopen,
    send_proposal,
    set_lines,
    spend,
    win,
)
from krug.sales.data import DealData, LineData
from krug.sales.errors import Closed, InTheWay, NotYours
from krug.sales.models import Closing, Deal, Method
from krug.touches.queries import of_identities
from tests.cast import Cast
from tests.sales.made import MONDAY, after, call, make_customer, make_deal, visit


def ready(cast: Cast) -> Deal:
    """Everything its method asks for is there but the last paper."""
    buyer = make_customer(cast)
    deal = make_deal(cast, person=buyer, opened_at=MONDAY, amount=Decimal(90_000), need="A freezer")
    call(buyer, after(1), cast.rita)
    visit(buyer, after(2), cast.rita)
    send_proposal(cast.rita, deal)
    return advance(cast.rita, deal, "paid")


def test_won_only_with_all_that_the_method_asks_for(cast: Cast) -> None:
    deal = ready(cast)
    with pytest.raises(InTheWay):
        win(cast.rita, deal, "trust")
    confirm(cast.rita, deal, "paper", "Contract 17")
    with pytest.raises(Invalid):
        win(cast.rita, deal, "")
    with pytest.raises(Invalid):
        win(cast.rita, deal, "other")
    closing = win(cast.rita, deal, "trust", note="Knows us for years")
    deal.refresh_from_db()
    assert (deal.outcome, closing.won, closing.effort["meetings"], closing.effort["calls"]) == (
        "won",
        True,
        1,
        1,
    )
    with pytest.raises(Closed):
        edit_deal(cast.rita, deal, {"amount": 1})
    with pytest.raises(Closed):
        win(cast.rita, deal, "trust")


def test_lost_with_a_reason_and_the_effort_beside_it(cast: Cast) -> None:
    deal = make_deal(cast, opened_at=MONDAY)
    with pytest.raises(Invalid) as refused:
        lose(cast.rita, deal, "competitor")
    assert refused.value.errors[0].field == "competitor"
    with pytest.raises(Invalid):
        lose(cast.rita, deal, "trust")
    closing = lose(cast.rita, deal, "price")
    assert closing.effort["silent_call_days"] is None
    assert closing.effort["silent_days"] > 200


def test_opened_again_it_goes_on_where_it_stood(cast: Cast) -> None:
    deal = make_deal(cast)
    lose(cast.rita, deal, "silent")
    with pytest.raises(Invalid):
        reopen(cast.rita, deal, "")
    again = reopen(cast.rita, deal, "He called back")
    assert (again.outcome, again.closed_at, again.stage) == ("open", None, "contact")
    assert reopen(cast.rita, deal, "He called back").version == again.version
    lose(cast.rita, deal, "price")
    assert Closing.objects.filter(deal=deal).count() == 2


def test_a_won_deal_has_an_amount(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        win(cast.rita, make_deal(cast), "trust")
    assert refused.value.errors[0].field == "amount"


def test_a_proposal_is_a_touch_of_whom_it_went_to(cast: Cast) -> None:
    deal = make_deal(cast, amount=Decimal(5))
    sent = send_proposal(cast.rita, deal, note="By courier")
    assert (sent.number, sent.amount) == (1, 5)
    assert deal.person is not None
    touch = of_identities(identities_of(deal.person))[0]
    assert (touch.object_id, touch.cause_id, touch.verb.name) == (str(sent.uid), str(deal.uid), "WRITTEN")
    assert send_proposal(cast.rita, deal).number == 2


def test_products_and_their_discounts_within_the_method(cast: Cast) -> None:
    deal = make_deal(cast)
    with pytest.raises(Invalid) as refused:
        set_lines(cast.rita, deal, [LineData("Freezer"), LineData("", discount=Decimal(11))])
    assert {(it.field, it.row) for it in refused.value.errors} == {("name", 2), ("discount", 2)}
    set_lines(cast.rita, deal, [LineData("Freezer", price=Decimal(1000), discount=Decimal(10))])
    assert [line.name for line in deal.lines.all()] == ["Freezer"]


def test_costs_add_up_by_the_methods_prices(cast: Cast) -> None:
    deal = make_deal(cast)
    spend(cast.rita, deal, "hours", Decimal("2.5"))
    spend(cast.rita, deal, "money", Decimal(300), note="Taxi")
    deal.refresh_from_db()
    assert deal.spent == Decimal("2050.00")
    for wrong in ("NaN", "-1", "0", "1e40"):
        with pytest.raises(Invalid):
            spend(cast.rita, deal, "hours", Decimal(wrong))


def test_two_fields_open_a_deal_even_where_there_is_no_method_yet(cast: Cast) -> None:
    buyer = make_customer(cast)
    deal = open_deal(cast.rita, DealData(person=buyer, amount=Decimal(10)))
    assert (deal.name, deal.method.method.unit_id) == (buyer.full_name, cast.pharma.unit.pk)
    assert Method.objects.count() == 1
    assert open_deal(cast.rita, DealData(person=buyer, uid=deal.uid)).pk == deal.pk


def test_what_cannot_be_a_deal(cast: Cast) -> None:
    buyer = make_customer(cast)
    for wrong in (
        DealData(),
        DealData(person=buyer, owner=cast.food_rep),
        DealData(person=buyer, owner=cast.marketer),
        DealData(person=buyer, owner=cast.admin),
        DealData(person=buyer, amount=Decimal(-1)),
    ):
        with pytest.raises(Invalid):
            open_deal(cast.rita, wrong)
    assert not Deal.objects.exists()


def test_a_seller_sends_proposals_now_and_not_in_the_past(cast: Cast) -> None:
    deal = make_deal(cast, opened_at=MONDAY, amount=Decimal(5))
    with pytest.raises(NotYours):
        send_proposal(cast.rita, deal, sent_at=after(1))
    assert send_proposal(cast.nina, deal, sent_at=after(1)).sent_at == after(1)
    assert send_proposal(cast.integrator, deal, sent_at=after(2)).number == 2

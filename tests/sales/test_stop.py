"""The stop sign: put up when a deal costs more than it is likely to bring, and what follows."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from krug.access.errors import Conflict, Invalid, NotAllowed
from krug.access.models import AuditEntry
from krug.sales.actions import (
    approve_justification,
    edit_deal,
    judge,
    justify,
    lose,
    refuse_justification,
    reopen,
    spend,
)
from krug.sales.contract import Contract
from krug.sales.errors import NotYours
from krug.sales.judging import Facts
from krug.sales.learning import learn_costs
from krug.sales.models import Closing, Deal, DealEvent, Justification, StopSign, UsualCost
from krug.sales.queries.listing import DealFilters, deal_list
from krug.sales.queries.narrowing import Narrow
from krug.sales.queries.reach import reach_deal
from krug.sales.queries.stops import stops_today
from krug.sales.stopping import Terms, Usual, weigh
from krug.sales.watch import watch
from tests.cast import Cast
from tests.sales.made import CONTRACT, MONDAY, call, make_customer, make_deal, make_method, visit


def contract(**stop: Any) -> Contract:
    """Its stages are given 18, 27, none and none hours; a visit costs 1000, an hour 700."""
    whole = CONTRACT.model_dump(mode="json")
    for stage, chance in zip(whole["stages"], (10, 30, 60, 90), strict=True):
        stage["chance"] = chance
    return Contract.model_validate(whole | {"stop": {"percent": 50} | stop})


def costly(cast: Cast, amount: int = 100_000, **stop: Any) -> Deal:
    """At its first stage: expected costs 3,800 of what the method allows, likely income 10,000 at 10 %."""
    make_method(cast, contract(**stop))
    return make_deal(cast, amount=Decimal(amount))


def kinds(deal: Deal) -> list[str]:
    return list(DealEvent.objects.filter(deal=deal).order_by("id").values_list("kind", flat=True))


@pytest.mark.parametrize(("stage", "place"), [("contact", 0), ("need", 1), ("offer", 2), ("paid", 3)])
def test_costs_are_weighed_as_by_hand(stage: str, place: int) -> None:
    """An independent computation, in fractions."""
    facts = Facts(MONDAY, stage, MONDAY, counted={"visits": Decimal(3), "calls": Decimal(9)})
    usual = Usual(15, Decimal(2_000))
    found = weigh(contract(), facts, Terms(Decimal(90_000), "RUB", None, Decimal(1_200)), usual)
    hours = [Fraction(18), Fraction(27), Fraction(45, 2), Fraction(45, 2)]
    allowed = Fraction(2 * 1000 + 8 * 700)
    whole = (Fraction(2000) * 15 + allowed / 2 * 5) / 20
    assert found is not None
    assert found.spent == 1200 + 3 * 1000
    assert found.ahead == round(Decimal(float(whole * sum(hours[place:]) / sum(hours))), 2)
    assert found.value == Decimal(90_000) * (10, 30, 60, 90)[place] / 100
    assert found.stops == (found.spent + found.ahead > found.value / 2)


def test_without_amount_chance_or_one_currency_nothing_is_weighed() -> None:
    facts = Facts(MONDAY, "contact", MONDAY)
    assert weigh(contract(), facts, Terms(None, "RUB", 10), Usual()) is None
    assert weigh(CONTRACT, facts, Terms(Decimal(1), "RUB", None), Usual()) is None
    assert weigh(contract(), facts, Terms(Decimal(1), "EUR", 10), Usual()) is None
    own = weigh(contract(), facts, Terms(Decimal(100), "RUB", 0), Usual())
    assert own is not None
    assert own.own_chance
    assert own.stops


def test_a_cost_puts_it_up_at_once_and_a_larger_amount_takes_it_down(cast: Cast) -> None:
    deal = costly(cast)
    assert not StopSign.objects.exists()
    spend(cast.rita, deal, "hours", Decimal(2))
    sign = StopSign.objects.get(deal=deal, gone_at=None)
    assert sign.figures["spent"] == "1400.00"
    assert sign.figures["ahead"] == "3800.00"
    judge([deal.pk])
    assert StopSign.objects.count() == 1
    edit_deal(cast.rita, deal, {"amount": Decimal(500_000)})
    sign.refresh_from_db()
    assert sign.gone_at
    assert [kind for kind in kinds(deal) if "stop" in kind] == ["stop", "unstop"]


def test_visits_put_it_up_through_the_worker(cast: Cast) -> None:
    make_method(cast, contract())
    buyer = make_customer(cast)
    deal = make_deal(cast, person=buyer, amount=Decimal(100_000))
    visit(buyer, timezone.now(), cast.rita)
    call(buyer, timezone.now(), cast.rita)
    visit(buyer, timezone.now(), cast.rita)
    watch(timezone.now())
    assert StopSign.objects.get(deal=deal).figures["spent"] == "2000.00"


def test_a_seller_asks_and_his_manager_lets_it_go_on(cast: Cast) -> None:
    deal = costly(cast)
    with pytest.raises(Conflict):
        justify(cast.rita, deal, "A big customer", up_to=Decimal(9000))
    spend(cast.rita, deal, "hours", Decimal(2))
    tomorrow = timezone.localdate() + timedelta(days=1)
    asked = justify(cast.rita, deal, "A big customer", tomorrow, Decimal(9000))
    assert asked.approved_at is None
    assert justify(cast.rita, deal, "A big customer", tomorrow, Decimal(9000)) == asked
    with pytest.raises(NotYours):
        approve_justification(cast.rita, deal)
    assert [one.deal for one in stops_today(cast.nina, timezone.now()).standing] == [deal]
    approve_justification(cast.nina, deal)
    assert approve_justification(cast.nina, deal).approver == cast.nina
    assert not stops_today(cast.nina, timezone.now()).standing
    assert kinds(deal)[-1] == "justified"
    assert AuditEntry.objects.filter(verb="justified", object_id=deal.pk).count() == 1
    with pytest.raises(Conflict):
        justify(cast.nina, deal, "Once more", tomorrow)


def test_it_comes_back_when_the_sum_is_spent(cast: Cast) -> None:
    deal = costly(cast)
    spend(cast.rita, deal, "hours", Decimal(2))
    justify(cast.nina, deal, "Let us see", up_to=Decimal(2000))
    narrow = DealFilters(narrow=Narrow(stop=True))
    assert deal_list(cast.nina, narrow, "", None, timezone.now()).count == 0
    spend(cast.rita, deal, "hours", Decimal(1))
    assert Justification.objects.get().ended_at
    assert [one.deal for one in stops_today(cast.rita, timezone.now()).standing] == [deal]
    page = deal_list(cast.nina, narrow, "", None, timezone.now())
    assert (page.count, page.lines[0].stops) == (1, True)
    assert deal_list(cast.sam, narrow, "", None, timezone.now()).count == 0


def test_it_comes_back_when_the_day_is_over(cast: Cast) -> None:
    deal = costly(cast)
    spend(cast.rita, deal, "hours", Decimal(2))
    justify(cast.nina, deal, "Let us see", timezone.localdate())
    deal.refresh_from_db()
    assert deal.due_at
    watch(timezone.now() + timedelta(days=2))
    assert Justification.objects.get().ended_at
    assert kinds(deal)[-1] == "stop"


def test_by_a_method_that_takes_the_sellers_word_his_manager_reads_it(cast: Cast) -> None:
    deal = costly(cast, who="seller")
    spend(cast.rita, deal, "hours", Decimal(2))
    justify(cast.rita, deal, "He pays on Monday", up_to=Decimal(9000))
    seen = stops_today(cast.nina, timezone.now())
    assert [one.leave.reason for one in seen.own_word if one.leave] == ["He pays on Monday"]
    assert not stops_today(cast.rita, timezone.now()).own_word
    assert not stops_today(cast.sam, timezone.now()).own_word


def test_refused_the_sign_stands(cast: Cast) -> None:
    deal = costly(cast)
    spend(cast.rita, deal, "hours", Decimal(2))
    refuse_justification(cast.nina, deal)
    justify(cast.rita, deal, "A big customer", up_to=Decimal(9000))
    refuse_justification(cast.nina, deal)
    justify(cast.rita, deal, "A very big customer", up_to=Decimal(9000))
    refuse_justification(cast.rita, deal)
    assert not Justification.objects.filter(ended_at=None).exists()
    assert [one.waits for one in stops_today(cast.nina, timezone.now()).standing] == [False]


def test_closed_it_ends_and_opened_again_it_stands_again(cast: Cast) -> None:
    deal = costly(cast)
    spend(cast.rita, deal, "hours", Decimal(2))
    justify(cast.nina, deal, "Let us see", up_to=Decimal(2000))
    lose(cast.rita, deal, "no_money")
    assert not StopSign.objects.filter(gone_at=None).exists()
    assert Justification.objects.get().ended_at
    reopen(cast.rita, deal, "He called")
    assert StopSign.objects.filter(deal=deal, gone_at=None).count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "", "up_to": Decimal(9000)}, "reason"),
        ({"reason": "x" * 301, "up_to": Decimal(9000)}, "reason"),
        ({"reason": "So"}, "until"),
        ({"reason": "So", "up_to": Decimal(1)}, "up_to"),
        ({"reason": "So", "up_to": Decimal("NaN")}, "up_to"),
        ({"reason": "So", "until": MONDAY.date()}, "until"),
    ],
)
def test_wrong_input_is_named(cast: Cast, given: dict[str, Any], field: str) -> None:
    deal = costly(cast)
    spend(cast.rita, deal, "hours", Decimal(2))
    with pytest.raises(Invalid) as refused:
        justify(cast.rita, deal, **given)
    assert [one.field for one in refused.value.errors] == [field]


def test_outsiders_do_not_reach_it(cast: Cast) -> None:
    deal = costly(cast)
    spend(cast.rita, deal, "hours", Decimal(2))
    for stranger in (cast.roma, cast.sam, cast.food_head):
        with pytest.raises(Http404):
            reach_deal(stranger, deal.uid)
    with pytest.raises(NotAllowed):
        justify(cast.marketer, deal, "So", up_to=Decimal(9000))


def test_what_won_deals_cost_is_learned(cast: Cast) -> None:
    deal = costly(cast)
    effort = {"meetings": 2, "calls": 7, "spent": "700.00"}
    for spent in ("700.00", "1700.00"):
        won = make_deal(cast, amount=Decimal(1))
        Deal.objects.filter(pk=won.pk).update(outcome="won", closed_at=timezone.now())
        Closing.objects.create(
            deal=won, won=True, at=timezone.now(), reason="trust", effort=effort | {"spent": spent}
        )
    learn_costs(timezone.now())
    usual = UsualCost.objects.get()
    assert (usual.deals, usual.money) == (2, Decimal(3200))
    assert learn_costs(timezone.now()) == set()
    spend(cast.rita, deal, "hours", Decimal(3))
    expected = (Decimal(3200) * 2 + Decimal(3800) * 5) / 7
    assert StopSign.objects.get(deal=deal).figures["ahead"] == str(round(expected, 2))

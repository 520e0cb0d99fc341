"""Nothing but its method's path moves a deal: evidence, skips with reason and price, ways back."""

from decimal import Decimal

import pytest

from krug.access.errors import Conflict, Invalid, NotAllowed
from krug.access.scopes import may_see
from krug.sales.actions import (
    advance,
    approve_skip,
    confirm,
    edit_deal,
    hand_over,
    pause,
    put_back,
    refuse_skip,
    resume,
    set_helpers,
    skip,
    unconfirm,
)
from krug.sales.errors import InTheWay, MayNotSkip, NotYours
from krug.sales.models import Deal, DealDeviation, DealEvent, Passing, Skipping
from krug.touches.actions import retract
from tests.cast import Cast
from tests.sales.made import MONDAY, after, call, make_customer, make_deal, visit


def kinds(deal: Deal) -> list[str]:
    return list(deal.events.order_by("id").values_list("kind", flat=True))


def test_a_deal_waits_until_its_evidence_is_there(cast: Cast) -> None:
    buyer = make_customer(cast)
    deal = make_deal(cast, person=buyer, opened_at=MONDAY)
    with pytest.raises(InTheWay) as refused:
        advance(cast.rita, deal, "need")
    assert refused.value.where["checkpoints"] == ["called", "met"]
    assert "«Called»" in str(refused.value)

    call(buyer, after(1), cast.rita)
    visit(buyer, after(3), cast.rita)
    moved = advance(cast.rita, deal, "need")

    assert (moved.stage, moved.coarse) == ("need", "need")
    assert kinds(deal) == ["opened", "proven", "proven", "advanced"]
    assert set(Passing.objects.filter(deal=deal).values_list("checkpoint", flat=True)) == {"called", "met"}
    assert advance(cast.rita, deal, "need").version == moved.version


def test_a_later_stage_asks_for_everything_on_the_way(cast: Cast) -> None:
    deal = make_deal(cast, need="A freezer", opened_at=MONDAY)
    with pytest.raises(InTheWay) as refused:
        advance(cast.rita, deal, "paid")
    assert refused.value.where["checkpoints"] == ["called", "met", "price", "sent"]


def test_a_touch_of_before_the_deal_or_of_another_deal_proves_nothing(cast: Cast) -> None:
    buyer = make_customer(cast)
    call(buyer, after(-5), cast.rita)
    deal = make_deal(cast, person=buyer, opened_at=MONDAY)
    other = make_deal(cast, person=buyer, opened_at=MONDAY)
    call(buyer, after(1), cast.rita, result="missed")
    visit(buyer, after(2), cast.rita, cause_kind="deal", cause_id=str(other.uid))
    with pytest.raises(InTheWay) as refused:
        advance(cast.rita, deal, "need")
    assert refused.value.where["checkpoints"] == ["called", "met"]


def test_evidence_that_is_taken_back_opens_the_checkpoint_again(cast: Cast) -> None:
    buyer = make_customer(cast)
    deal = make_deal(cast, person=buyer, opened_at=MONDAY)
    called = call(buyer, after(1), cast.rita)
    visit(buyer, after(2), cast.rita)
    edit_deal(cast.rita, deal, {"need": "A freezer"})
    assert Passing.objects.filter(deal=deal).count() == 3
    retract([called.id], "user:1", "mistaken")
    with pytest.raises(InTheWay):
        advance(cast.rita, deal, "need")
    # What was refused is rolled back whole; the worker writes down what fell away.
    from krug.sales.actions import judge

    judge([deal.pk])
    assert kinds(deal)[-1] == "unproven"


def test_who_may_skip_skips_and_it_is_a_deviation_with_a_price(cast: Cast) -> None:
    buyer = make_customer(cast)
    deal = make_deal(cast, person=buyer, opened_at=MONDAY)
    skip(cast.rita, deal, "called", "He asked not to be called")
    asked = skip(cast.rita, deal, "met", "He lives abroad")
    assert asked.approved_at is None
    with pytest.raises(InTheWay):
        advance(cast.rita, deal, "need")
    with pytest.raises(NotYours):
        approve_skip(cast.rita, deal, "met")

    approve_skip(cast.nina, deal, "met")
    advance(cast.rita, deal, "need")

    found = DealDeviation.objects.filter(deal=deal, kind="skipped").order_by("key")
    assert [(it.checkpoint, it.figures["price"], it.staff_id) for it in found] == [
        ("called", "0.00", cast.rita.pk),
        ("met", "500.00", cast.rita.pk),
    ]
    again = skip(cast.rita, deal, "met", "He lives abroad")
    assert again.approver_id == cast.nina.pk
    assert Skipping.objects.filter(deal=deal).count() == 2


def test_what_the_method_never_allows_is_never_skipped(cast: Cast) -> None:
    deal = make_deal(cast)
    with pytest.raises(MayNotSkip):
        skip(cast.head, deal, "need", "No time")
    with pytest.raises(Invalid):
        skip(cast.head, deal, "nothing", "No time")
    with pytest.raises(Invalid):
        skip(cast.head, deal, "met", "   ")


def test_a_manager_is_the_seller_of_his_own_deal(cast: Cast) -> None:
    own = make_deal(cast, owner=cast.nina)
    skip(cast.nina, own, "met", "No time")
    with pytest.raises(NotYours):
        approve_skip(cast.nina, own, "met")
    assert approve_skip(cast.boss, own, "met").approver_id == cast.boss.pk


def test_a_question_is_refused_by_who_may_answer_it_or_taken_back_by_who_asked(cast: Cast) -> None:
    deal = make_deal(cast)
    skip(cast.rita, deal, "met", "No time")
    refuse_skip(cast.nina, deal, "met")
    assert not Skipping.objects.filter(deal=deal).exists()
    skip(cast.rita, deal, "sent", "He knows the price")
    with pytest.raises(NotYours):
        refuse_skip(cast.nina, deal, "sent")
    refuse_skip(cast.rita, deal, "sent")
    refuse_skip(cast.rita, deal, "sent")
    assert not Skipping.objects.filter(deal=deal).exists()


def test_back_and_forth(cast: Cast) -> None:
    buyer = make_customer(cast)
    deal = make_deal(cast, person=buyer, opened_at=MONDAY)
    call(buyer, after(1))
    visit(buyer, after(2))
    with pytest.raises(Conflict):
        put_back(cast.rita, deal, "need", "Wrong way")
    advance(cast.rita, deal, "need")
    with pytest.raises(Conflict):
        advance(cast.rita, deal, "contact")
    put_back(cast.rita, deal, "contact", "Another buyer took over")
    assert DealDeviation.objects.get(deal=deal, kind="went_back").figures == {"from": "need"}
    assert advance(cast.rita, deal, "need").stage == "need"


def test_a_word_counts_only_where_the_method_takes_one(cast: Cast) -> None:
    deal = make_deal(cast)
    with pytest.raises(Invalid):
        confirm(cast.rita, deal, "met", "I swear")
    with pytest.raises(Invalid) as refused:
        confirm(cast.rita, deal, "paper")
    assert refused.value.errors[0].field == "document"
    first = confirm(cast.rita, deal, "paper", "Contract 17")
    assert confirm(cast.rita, deal, "paper", "Contract 18").pk == first.pk
    unconfirm(cast.rita, deal, "paper")
    unconfirm(cast.rita, deal, "paper")
    assert kinds(deal) == ["opened", "proven", "unproven"]


def test_a_pause_stops_the_clock_once(cast: Cast) -> None:
    deal = make_deal(cast)
    assert deal.due_at is not None
    paused = pause(cast.rita, deal, "On holiday")
    pause(cast.rita, deal, "On holiday")
    assert deal.pauses.count() == 1
    resume(cast.rita, paused)
    resume(cast.rita, paused)
    assert kinds(deal) == ["opened", "paused", "resumed"]


def test_who_leads_him_hands_a_deal_over(cast: Cast) -> None:
    deal = make_deal(cast)
    with pytest.raises(NotYours):
        hand_over(cast.rita, deal, cast.roma)
    with pytest.raises(Invalid):
        hand_over(cast.nina, deal, cast.food_rep)
    with pytest.raises(Invalid):
        hand_over(cast.nina, deal, cast.marketer)
    hand_over(cast.nina, deal, cast.roma, "Rita is ill")
    assert not may_see(cast.rita, "deal", deal.pk)
    assert may_see(cast.roma, "deal", deal.pk)
    event = DealEvent.objects.get(deal=deal, kind="owner")
    assert (event.owner_id, event.note) == (cast.roma.pk, "Rita is ill")


def test_who_sees_a_deal(cast: Cast) -> None:
    deal = make_deal(cast)
    seeing = {user.name for user in cast.everyone if may_see(user, "deal", deal.pk)}
    assert seeing == {
        "Admin", "Rita", "Nina", "Boss", "Marketer", "Head", "Agent", "Production", "Integrator",
    }  # fmt: skip
    for reader in (cast.marketer, cast.agent, cast.production):
        with pytest.raises(NotAllowed):
            advance(reader, deal, "need")


def test_an_integrator_meets_the_same_method(cast: Cast) -> None:
    deal = make_deal(cast)
    with pytest.raises(InTheWay):
        advance(cast.integrator, deal, "need")
    assert skip(cast.integrator, deal, "met", "Imported").approved_at is None


def test_two_amounts_and_dates(cast: Cast) -> None:
    deal = make_deal(cast, amount=Decimal(100))
    changed = edit_deal(cast.rita, deal, {"amount": Decimal(150)}, based_on=1)
    assert (changed.deal.amount, changed.conflicts) == (150, [])
    other = edit_deal(cast.nina, deal, {"amount": Decimal(200)}, based_on=1)
    assert [(it.field, it.kept, it.other) for it in other.conflicts] == [("amount", 200, 150)]
    with pytest.raises(Invalid) as refused:
        edit_deal(cast.rita, deal, {"amount": "1e30", "chance": 101, "name": " ", "stage": "paid"})
    assert {(it.field, it.code) for it in refused.value.errors} == {
        ("amount", "wrong_sum"),
        ("chance", "out_of_range"),
        ("name", "empty"),
        ("stage", "unknown_field"),
    }


def test_a_manager_who_helps_is_not_the_sellers_manager(cast: Cast) -> None:
    """A seller takes in the manager of another team; he allows nothing that Nina would have to."""
    deal = make_deal(cast)
    skip(cast.rita, deal, "met", "Far away")
    set_helpers(cast.rita, deal, [cast.sam])
    assert may_see(cast.sam, "deal", deal.pk)
    for attempt in (
        lambda: approve_skip(cast.sam, deal, "met"),
        lambda: hand_over(cast.sam, deal, cast.sam),
        lambda: refuse_skip(cast.sam, deal, "met"),
    ):
        with pytest.raises(NotYours):
            attempt()
    assert skip(cast.sam, deal, "met", "Far away").approved_at is None
    assert approve_skip(cast.boss, deal, "met").approver == cast.boss


def test_a_manager_who_sees_it_through_his_helping_man_leads_nobody_here(cast: Cast) -> None:
    deal = make_deal(cast)
    skip(cast.rita, deal, "met", "Far away")
    set_helpers(cast.rita, deal, [cast.roma])
    assert may_see(cast.sam, "deal", deal.pk)
    with pytest.raises(NotYours):
        approve_skip(cast.sam, deal, "met")

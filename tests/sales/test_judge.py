"""What happens is found within seconds, and what time brings when its clock runs out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from krug.customers.actions import merge
from krug.sales.actions import edit_deal, judge, pause, set_participant
from krug.sales.models import Deal, DealDeviation, DealMark, Passing, Pause
from krug.sales.watch import watch
from krug.touches.actions import retract
from tests.cast import Cast
from tests.sales.made import MONDAY, after, call, make_customer, make_deal, visit


def found(deal: Deal) -> set[tuple[str, str]]:
    rows = DealDeviation.objects.filter(deal=deal, gone_at=None)
    return {(it.kind, it.checkpoint or it.stage) for it in rows}


def passed(deal: Deal) -> set[str]:
    return set(Passing.objects.filter(deal=deal).values_list("checkpoint", flat=True))


def test_a_touch_is_seen_by_the_worker(cast: Cast) -> None:
    buyer = make_customer(cast)
    deal = make_deal(cast, person=buyer, opened_at=MONDAY)
    call(buyer, after(1), cast.rita)
    assert DealMark.objects.exists()
    watch(after(2))
    assert passed(deal) == {"called"}
    assert not DealMark.objects.exists()
    assert watch(after(2)) == 0


def test_somebody_who_takes_part_brings_his_words_along(cast: Cast) -> None:
    deal = make_deal(cast, opened_at=MONDAY)
    chief = make_customer(cast, "Chief")
    call(chief, after(1), cast.rita)
    visit(chief, after(2), cast.rita)
    set_participant(cast.rita, deal, chief, "decides")
    assert passed(deal) == {"called", "met", "decider"}


def test_who_is_merged_brings_his_words_along(cast: Cast) -> None:
    buyer, twin = make_customer(cast), make_customer(cast, "Twin")
    deal = make_deal(cast, person=buyer, opened_at=MONDAY)
    call(twin, after(1), cast.rita)
    watch(after(2))
    assert passed(deal) == set()
    merge(cast.nina, twin, buyer, {"rule": "test"})
    watch(after(3))
    assert passed(deal) == {"called"}


def test_a_clock_that_runs_out_is_found_by_time_alone(cast: Cast) -> None:
    deal = make_deal(cast, opened_at=MONDAY)
    DealDeviation.objects.all().delete()
    judge([deal.pk], after(1))
    deal.refresh_from_db()
    assert deal.due_at == after(9)
    assert found(deal) == set()
    assert watch(after(8)) == 0

    watch(after(9) + timedelta(seconds=1))
    assert found(deal) == {("late", "called")}
    deal.refresh_from_db()
    assert deal.due_at == MONDAY + timedelta(days=1, hours=9)

    watch(MONDAY + timedelta(days=8))
    assert found(deal) == {("late", "called"), ("late", "contact"), ("no_contact", "contact")}


def test_what_is_taken_back_counts_no_more_and_stays_readable(cast: Cast) -> None:
    buyer = make_customer(cast)
    deal = make_deal(cast, person=buyer, opened_at=MONDAY)
    touches = [visit(buyer, after(number), cast.rita) for number in (1, 2, 3)]
    watch(after(4))
    assert ("over_budget", "contact") in found(deal)
    retract([touches[1].id], "user:1", "twice")
    watch(after(5))
    assert ("over_budget", "contact") not in found(deal)
    assert DealDeviation.objects.get(deal=deal, kind="over_budget").gone_at is not None


def test_judging_again_writes_nothing(cast: Cast) -> None:
    deal = make_deal(cast, opened_at=MONDAY)
    moment = MONDAY + timedelta(days=20)
    assert judge([deal.pk], moment) > 0
    assert judge([deal.pk], moment) == 0


def test_many_deals_cost_a_constant_number_of_queries(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    deals = [make_deal(cast, opened_at=MONDAY).pk for _number in range(12)]
    moment = MONDAY + timedelta(days=3)
    judge(deals, moment)
    with django_assert_max_num_queries(28):  # type: ignore[operator]
        judge(deals, moment)


def test_a_pause_holds_the_clock(cast: Cast) -> None:
    deal = make_deal(cast)
    pause(cast.rita, deal, "On holiday")
    deal.refresh_from_db()
    judge([deal.pk], deal.opened_at + timedelta(days=60))
    assert ("late", "contact") not in found(deal)


def test_dates_that_move_are_counted(cast: Cast) -> None:
    deal = make_deal(cast, expected_on=MONDAY.date())
    for days in (10, 20, 5):
        edit_deal(cast.rita, deal, {"expected_on": MONDAY.date() + timedelta(days=days)})
    rows = DealDeviation.objects.filter(deal=deal, kind="date_moved").order_by("at")
    assert [(row.figures["days"], row.figures["times"]) for row in rows] == [(10, 1), (10, 2), (-15, 3)]


def test_a_word_of_a_clock_that_runs_ahead_counts_when_its_time_has_come(cast: Cast) -> None:
    now, buyer = timezone.now(), make_customer(cast)
    deal = make_deal(cast, person=buyer, opened_at=now - timedelta(hours=1))
    call(buyer, now + timedelta(hours=5), cast.rita)
    watch(now + timedelta(minutes=1))
    assert passed(deal) == set()
    watch(now + timedelta(hours=5, minutes=1))
    assert passed(deal) == {"called"}


def test_a_pause_makes_silence_longer_and_does_not_forgive_it(cast: Cast) -> None:
    deal = make_deal(cast, opened_at=MONDAY)
    Pause.objects.create(deal=deal, since=after(24), until=after(48), reason="A day off")
    judge([deal.pk], after(24 * 8) - timedelta(seconds=1))
    assert ("no_contact", "contact") not in found(deal)
    judge([deal.pk], after(24 * 8) + timedelta(seconds=1))
    assert ("no_contact", "contact") in found(deal)


def test_one_that_cannot_be_judged_keeps_no_other_from_it(cast: Cast) -> None:
    broken, sound = (make_deal(cast, opened_at=MONDAY) for _number in range(2))
    Deal.objects.filter(pk=broken.pk).update(stage="nowhere")
    for deal in (broken, sound):
        assert deal.person is not None
        call(deal.person, after(1), cast.rita)
    watch(MONDAY + timedelta(days=3))
    assert passed(sound) == {"called"}
    assert ("late", "contact") in found(sound)
    assert not DealMark.objects.exists()


def test_what_is_late_already_is_counted_anew_each_night(cast: Cast) -> None:
    deal = make_deal(cast, opened_at=MONDAY)
    judge([deal.pk], after(1))
    over = []
    for days in (2, 3):
        watch(MONDAY + timedelta(days=days, hours=10))
        row = DealDeviation.objects.get(deal=deal, kind="late", key__startswith="stage:")
        over.append(row.figures["over"])
    assert over[0] < over[1]
    deal.refresh_from_db()
    midnight_in_moscow = MONDAY.replace(hour=21) + timedelta(days=3)
    assert deal.due_at == midnight_in_moscow

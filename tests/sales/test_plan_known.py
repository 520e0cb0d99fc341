"""What a plan knows of deals, customers and people when it is made, and by what it is measured."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from krug.access.models import User
from krug.sales.actions import (
    Ended,
    PastDeal,
    approve_plan,
    begin_plan,
    drop_figure,
    load_deals,
    renew_plan,
    set_figure,
    submit_plan,
)
from krug.sales.data import DealData
from krug.sales.forecasting import periods
from krug.sales.forecasting.chances import Course, Model, Table, dumped
from krug.sales.models import ChanceModel, Deal, Plan, PlanLine
from krug.sales.periods import shifted
from krug.sales.planning.basis import Basis, Frame, built, customers, loaded
from krug.sales.planning.checking import frame_before
from krug.sales.planning.data import PlanData, Whose
from krug.sales.planning.figures import figures
from krug.sales.planning.lines import Places, Why, lines
from krug.sales.planning.naive import Rule
from krug.sales.planning.pace import Known, learnt, people, seasons
from krug.sales.queries.plan_known import _chances, _Said, won_by_month
from krug.sales.queries.plan_lines import line_of, lines_of
from krug.sales.queries.plan_made import made_of
from krug.sales.queries.plan_parts import Sorted
from krug.sales.queries.plan_seen import expected
from krug.sales.queries.plan_story import measured
from tests.cast import Cast, client_of
from tests.sales.made import make_customer, make_deal, make_method
from tests.sales.pages import post, read
from tests.sales.test_money import SHORT
from tests.sales.test_plan import FIRST, deals, newest, plan_of, seen  # noqa: F401 - a fixture
from tests.sales.test_planning import AT, DAY, FRAME, MONTHS, deal

ZONE = timezone.get_default_timezone()
MARCH = datetime(2026, 3, 2, tzinfo=UTC)
AHEAD = Frame(MARCH, MONTHS, [(30.0, 60.0), (60.0, 91.0), (91.0, 121.0)], [4.0, 4.0, 4.0], [1], {})


def sure(by_day: dict[int, int]) -> Model:
    """Of a hundred deals so many are won by the day."""
    tables = {day: Table({(): (98.0, won - 1.0)}) for day, won in by_day.items()}
    return Model(MARCH, 98, 50.0, Table({(): (98.0, 60.0)}), tables, 0.1, 0.2)


def chances(model: Model | None, day: date, frame: Frame) -> list[float]:
    course = Course(1, MARCH - DAY * 300, None, False, [(MARCH - DAY * 300, "need")])
    told = _chances(Deal(), course, model, _Said(day, 0.7), frame)
    return [round(one, 6) for one in told]


def test_the_quarter_before_knows_when_deals_were_expected() -> None:
    frame = frame_before(MARCH + DAY * 91, [1])
    assert frame.at == MARCH
    model = sure({91: 60})
    # In its first month, in its last, and after it.
    assert [chances(model, date(2026, month, 15), frame) for month in (3, 4, 5, 6)] == [[0.6]] * 3 + [[0.0]]
    assert [chances(None, date(2026, month, 15), frame) for month in (2, 4, 6)] == [[0.0], [0.7], [0.0]]


def test_what_would_come_before_the_plan_comes_in_the_month_it_is_expected_in() -> None:
    model = sure({30: 45, 60: 55, 91: 60, 121: 70})
    assert chances(model, date(2026, 5, 15), AHEAD) == [0.0, 0.6, 0.1]
    assert chances(model, date(2026, 4, 15), AHEAD) == [0.55, 0.05, 0.1]
    assert chances(model, date(2026, 3, 15), AHEAD) == [0.1, 0.05, 0.1]
    assert chances(model, date(2026, 7, 1), AHEAD) == [0.0, 0.0, 0.0]


def test_open_deals_expected_within_the_plan_come_in_it(cast: Cast) -> None:
    make_method(cast, SHORT)
    since = shifted(FIRST, 3)
    for name, month in (("Within", since), ("Before", FIRST)):
        person = make_customer(cast, name)
        made = make_deal(cast, name=name, person=person, amount=Decimal(100))
        Deal.objects.filter(pk=made.pk).update(expected_on=month)
    plan = begin_plan(cast.head, PlanData(cast.pharma.unit, since, 3))
    model = sure({30: 45, 365: 60})
    ChanceModel.objects.create(unit=cast.pharma.unit, at=timezone.now(), held=dumped(model))
    now = timezone.now()
    first, last = ((periods.start(one, ZONE) - now) / DAY for one in (since, shifted(since, 3)))
    by = [model.won_between((), 0.0, day) for day in (first, last)]
    basis = loaded(newest(plan).basis)
    assert expected(plan, None, basis, now) == pytest.approx(10_000 * (by[1] + by[1] - by[0]), abs=2)


def test_a_month_opens_its_own_figures_and_each_month_opens(cast: Cast, deals: list[Deal]) -> None:  # noqa: F811
    second = periods.start(shifted(FIRST, 1), ZONE) + timedelta(days=9)
    for one in deals[:2]:
        Deal.objects.filter(pk=one.pk).update(expected_on=second.date())
        one.events.filter(kind="opened").update(time_after=second)
    plan = plan_of(cast)
    set_figure(cast.head, plan, Whose(owner=cast.roma.pk), [9_000, 500, 0], "More", newest(plan).edits)
    whole, head = seen(cast.head, plan), client_of(cast.head)
    parts = Sorted(cast.head, whole, "month").parts
    assert [(one.key, one.planned) for one in parts] == [
        (f"{month:%Y-%m}", cents) for month, cents in zip(whole.months, (9_000, 55_500, 0), strict=True)
    ]
    for at, part in enumerate(parts):
        made = made_of(cast.head, whole, part, "month")
        by_hand = sum(one.cents for one in made.adjustments)
        assert sum(one.planned for one in made.deals) + by_hand == pytest.approx(part.planned, abs=1)
        assert all(len(one.cells) == 1 for one in made.hands)
        html = read(head, "sales-plan-part", plan.uid, "month", part.key)
        assert ("Lamps" in html, "Freezers" in html) == (at == 0, at == 1)


def test_rows_of_older_plans_part_their_one_chance_as_their_sum() -> None:
    row = PlanLine(why="pipeline", cents=[10, 30, 0], could=[10, 30, 0], deals=[[7, 80, 0.5]])
    ((_deal, _cents, told),) = line_of(row).deals
    assert list(told) == [0.125, 0.375, 0.0]


def of_last_quarter(cast: Cast, at: datetime) -> Plan:
    """Approved when it was made; of each of its months 1000.00 came."""
    make_method(cast, SHORT)
    since = shifted(FIRST, -3)
    rows = []
    for number in range(3):
        opened = periods.start(shifted(since, number), ZONE) + timedelta(days=2)
        data = DealData(person=make_customer(cast), owner=cast.rita, amount=Decimal(1000), opened_at=opened)
        rows.append(PastDeal(data, ended=Ended(True, opened + timedelta(days=9), "trust")))
    load_deals(cast.head, rows)
    plan = begin_plan(cast.head, PlanData(cast.pharma.unit, since, 3), at)
    submit_plan(cast.head, plan, "", newest(plan).edits, at)
    approve_plan(cast.head, plan, "", newest(plan).edits, at)
    return plan


def test_months_that_had_begun_say_nothing_of_a_plan(cast: Cast) -> None:
    second = periods.start(shifted(FIRST, -2), ZONE)
    plan = of_last_quarter(cast, second + timedelta(days=1))
    story = measured(seen(cast.head, plan))
    assert [one.late for one in story.months] == [True, True, False]
    assert story.overs == 1
    assert "planned when it had begun" in read(client_of(cast.head), "sales-plan", plan.uid)
    # A newer one of the third month, whose figures were set while it ran, is not measured by it either.
    third = shifted(FIRST, -1)
    for day in (3, 9):
        at = periods.start(third, ZONE) + timedelta(days=day)
        renew_plan(cast.head, plan, "Better known", at)
        set_figure(
            cast.head, plan, Whose(owner=cast.rita.pk), [0, 0, day * 100], "Known", newest(plan).edits, at
        )
        submit_plan(cast.head, plan, "", newest(plan).edits, at)
        approve_plan(cast.head, plan, "", newest(plan).edits, at)
    assert [(one.number, one.late) for one in measured(seen(cast.head, plan)).months] == [
        (1, True),
        (1, True),
        (1, False),
    ]


def test_a_plan_made_in_its_last_month_or_later_is_not_measured(cast: Cast) -> None:
    plan = of_last_quarter(cast, timezone.now())
    story = measured(seen(cast.head, plan))
    assert (story.overs, story.force, story.beaten) == (0, None, None)
    assert client_of(cast.head).get(reverse("sales-plans")).context["held"].measured == []


def test_without_a_line_to_beat_nothing_is_compared(cast: Cast) -> None:
    plan = of_last_quarter(cast, periods.start(shifted(FIRST, -3), ZONE) - timedelta(days=1))
    whole = seen(cast.head, plan)
    story = measured(whole)
    assert whole.naive.rule == Rule.NONE
    assert story.force is not None
    assert story.naive is not None
    assert (story.overs, story.naive.by_month, story.beaten, whole.line) == (3, None, None, None)
    for route, args in (
        ("sales-plan", (plan.uid,)),
        ("sales-plans", ()),
        ("sales-plan-scenarios", (plan.uid,)),
    ):
        assert "Last year" not in read(client_of(cast.head), route, *args)


def again(who: int, *ago: int, customer: int = 1) -> list[Known]:
    return [
        deal(100 * who + away, owner=who, opened=away + 5, days=5, customer=(customer, None), bought=True)
        for away in ago
    ]


def test_customers_of_who_has_left_buy_again_and_nobody_new_comes() -> None:
    known = [*again(1, 300, 250, 40, 30), *again(2, 350, 300, 60, 30, customer=2)]
    known += [deal(at, owner=2, opened=300 + at, days=9, customer=(50 + at, None)) for at in range(9)]
    frame = replace(FRAME, left={2})
    basis = built(known, frame)
    told = figures(basis)
    assert [(one.id, one.left, one.entries) for one in basis.people] == [(1, False, 0.0), (2, True, 0.0)]
    rows = lines(known, basis, told, Places({}, {}))
    assert {row.key.why for row in rows if row.key.owner == 2} == {Why.REPEAT}
    assert sum(cell.repeat for cell in told.cells[2]) > 0


def sold(cast: Cast, who: User, *ago: int) -> None:
    person, now = make_customer(cast, f"Of {who.name}"), timezone.now()
    rows = []
    for days in ago:
        at = now - timedelta(days=days)
        data = DealData(
            person=person, owner=who, amount=Decimal(1000), opened_at=at - timedelta(days=9), name="Sold"
        )
        rows.append(PastDeal(data, ended=Ended(True, at, "trust")))
    load_deals(cast.head, rows)


def test_a_seller_who_left_leaves_his_customers_in_the_plan(cast: Cast) -> None:
    make_method(cast, SHORT)
    sold(cast, cast.roma, 340, 300, 100, 60)
    User.objects.filter(pk=cast.roma.pk).update(is_active=False)
    plan = plan_of(cast)
    held: Basis = loaded(newest(plan).basis)
    (gone,) = [one for one in held.people if one.id == cast.roma.pk]
    assert (gone.left, gone.entries) == (True, 0.0)
    own = [row for row in lines_of(newest(plan)) if row.key.owner == cast.roma.pk]
    assert sum(sum(row.cents) for row in own if row.key.why == Why.REPEAT) > 0
    assert not [row for row in own if row.key.why == Why.NEW]


def test_a_yearly_contract_counts_once() -> None:
    known = [*again(1, 370, 3), deal(9, opened=500, days=20, customer=(2, None))]
    pace = replace(learnt(known, AT), returns=1.0)
    assert pace.months == pytest.approx(12, abs=0.01)
    assert customers(known, pace, AT)[1, (1, None)] * pace.months == pytest.approx(100_000)


def test_who_began_two_months_ago_is_counted_by_two_months() -> None:
    known = [deal(at, opened=400 - at) for at in range(6)]
    known += [deal(10 + at, owner=2, opened=61 - at, days=None) for at in range(4)]
    known.append(deal(20, owner=3, opened=5, days=None))
    pace = learnt(known, AT)
    first, second, third = people(known, pace, AT, [1, 2, 3])
    assert (first.entries, third.entries) == (0.0, 1.0)
    assert second.entries == pytest.approx(2, rel=0.01)


def test_the_months_before_are_whole_and_without_gaps() -> None:
    known = [deal(1, opened=100, days=5), deal(2, opened=40, days=20), deal(3, opened=9, days=9)]
    assert won_by_month(known, date(2026, 4, 1)) == {
        date(2025, 12, 1): 100_000,
        date(2026, 1, 1): 0,
        date(2026, 2, 1): 0,
        date(2026, 3, 1): 100_000,
    }
    # Every January nothing is sold: it is below the mean month.
    dates = [date(2024, 2, 1), *(shifted(date(2024, 2, 1), at) for at in range(1, 26))]
    sold_ = [
        deal(at, closed_at=datetime.combine(one, time(12), UTC) + DAY * 9)
        for at, one in enumerate(dates)
        if one.month != 1
    ]
    history = won_by_month(sold_, date(2026, 4, 1))
    assert seasons(history, [date(2027, 1, 1)])[0] == pytest.approx(0.5)


def test_taking_back_what_was_added_never_leaves_less_than_nothing(
    cast: Cast,
    deals: list[Deal],  # noqa: F811
) -> None:
    plan, rita = plan_of(cast), Whose(owner=cast.rita.pk)
    first = set_figure(cast.head, plan, rita, [100_000, 7_000, 0], "A chain", newest(plan).edits)
    set_figure(cast.head, plan, rita, [5_000, 7_000, 300], "It is closed", newest(plan).edits)
    assert first is not None
    drop_figure(cast.head, plan, first, newest(plan).edits)
    (part,) = [one for one in Sorted(cast.head, seen(cast.head, plan), "person").parts if one.label == "Rita"]
    assert part.cents == [0, 0, 300]
    assert list(newest(plan).cents) == [7_000, 0, 300]
    net: dict[object, int] = {}
    for row in lines_of(newest(plan)):
        net[row.key.owner, row.key.customer] = net.get((row.key.owner, row.key.customer), 0) + row.cents[0]
    assert min(net.values()) == 0


def test_what_was_not_seen_is_neither_submitted_nor_approved(
    cast: Cast,
    deals: list[Deal],  # noqa: F811
) -> None:
    plan, head = plan_of(cast), client_of(cast.head)
    shown = f"{reverse('sales-plan-do', args=[plan.uid, 'submit'])}?version=1&edits={newest(plan).edits}"
    assert shown.replace("&", "&amp;") in read(head, "sales-plan", plan.uid)
    set_figure(cast.head, plan, Whose(owner=cast.rita.pk), [1, 1, 1], "Meanwhile", 1)
    form = head.get(shown).context["form"]
    said = {name: form[name].value() for name in ("number", "based_on")}
    status, text = post(head, "sales-plan-do", plan.uid, "submit", **said)
    assert (status, "Somebody else has changed the plan meanwhile" in text) == (422, True)
    assert newest(plan).status == "draft"
    submit_plan(cast.head, plan, "", newest(plan).edits)
    # Of another version that was changed as often.
    status, text = post(head, "sales-plan-do", plan.uid, "approve", number=2, based_on=newest(plan).edits)
    assert (status, "Somebody else has changed the plan meanwhile" in text) == (422, True)
    current = {"number": 1, "based_on": newest(plan).edits}
    assert post(head, "sales-plan-do", plan.uid, "approve", **current)[0] == 204


def test_the_line_of_a_part_knows_the_year_before(cast: Cast) -> None:
    make_method(cast, SHORT)
    middle = periods.start(shifted(FIRST, -14), ZONE) + timedelta(days=9)
    now = timezone.now()
    sold(cast, cast.rita, (now - middle).days, (now - periods.start(shifted(FIRST, -11), ZONE)).days - 9)
    plan = plan_of(cast)
    line = seen(cast.rita, plan).naive
    assert (line.rule, list(line.cents)) == (Rule.YEAR, [0, 115_000, 0])


def test_asked_for_in_another_currency_it_says_what_is_there(cast: Cast) -> None:
    head = client_of(cast.head)
    form = head.get(reverse("sales-plan-new")).context["form"]
    whose, period = form.fields["whose"].choices[0][0], form.fields["period"].choices[0][0]
    given = {"whose": whose, "period": period, "growth": "20", "currency": "RUB"}
    for more, told in (({}, False), ({}, False), ({"currency": "USD"}, True), ({"growth": "5"}, True)):
        assert post(head, "sales-plan-new", **given | more)[0] == 204
        html = read(head, "sales-plan", Plan.objects.get().uid)
        assert ("These months are planned already" in html) == told
    assert "in RUB, its line to beat +20" in html

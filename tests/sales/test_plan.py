"""Plans as people make them: proposed, changed by hand, approved, renewed; by whom, and twice at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from krug.access.errors import Invalid, NotAllowed
from krug.access.models import AuditEntry
from krug.customers.actions import merge
from krug.sales.actions import (
    approve_plan,
    begin_plan,
    drop_figure,
    propose_plan,
    renew_plan,
    return_plan,
    set_figure,
    submit_plan,
    win,
)
from krug.sales.errors import PlanChanged, PlanStands
from krug.sales.models import Deal, Plan, PlanLine, PlanVersion
from krug.sales.planning.data import PlanData, Whose
from krug.sales.planning.lines import Why
from krug.sales.queries.plan_parts import BY, Sorted
from krug.sales.queries.plan_seen import PlanSeen, plan_seen, version_of
from krug.sales.queries.plans import plans_seen
from tests.cast import Cast
from tests.sales.made import make_customer, make_deal, make_method
from tests.sales.test_money import SHORT

TODAY = timezone.localdate()
FIRST = TODAY.replace(day=1)


@pytest.fixture
def deals(cast: Cast) -> list[Deal]:
    """Two of Rita's and one of Roma's, expected in this month; nothing is asked for before they are won."""
    make_method(cast, SHORT)
    made = [
        make_deal(cast, name="Freezers", amount=Decimal("900.01"), expected_on=TODAY + timedelta(days=3)),
        make_deal(cast, name="Shelves", person=make_customer(cast, "Other"), amount=Decimal(500)),
        make_deal(
            cast, owner=cast.roma, name="Lamps", person=make_customer(cast, "Third"), amount=Decimal(70)
        ),
    ]
    for one, chance in zip(made, (50, 20, 100), strict=True):
        Deal.objects.filter(pk=one.pk).update(expected_on=TODAY)
        one.events.filter(kind="opened").update(time_after=timezone.now())
        one.events.create(
            kind="chance", at=timezone.now(), number_after=chance, stage=one.stage, owner=one.owner
        )
    return made


def plan_of(cast: Cast, **more: object) -> Plan:
    return begin_plan(cast.head, PlanData(cast.pharma.unit, FIRST, 3, **more))  # type: ignore[arg-type]


def newest(plan: Plan) -> PlanVersion:
    return plan.versions.order_by("-number")[0]


def seen(cast_user: object, plan: Plan) -> PlanSeen:
    return plan_seen(cast_user, plan, newest(plan), timezone.now())  # type: ignore[arg-type]


def test_it_is_proposed_from_open_deals_and_every_breakdown_comes_to_it(
    cast: Cast, deals: list[Deal]
) -> None:
    plan = plan_of(cast)
    whole = seen(cast.head, plan)
    # Half of 900.01, a fifth of 500, all of 70: as their managers say, for there is no model.
    assert whole.total == 45_000 + 10_000 + 7_000
    for by in BY:
        parts = Sorted(cast.head, whole, by).parts
        assert sum(one.planned for one in parts) == whole.total
    people = {one.label: one.planned for one in Sorted(cast.head, whole, "person").parts}
    assert people == {"Rita": 55_000, "Roma": 7_000}
    assert AuditEntry.objects.filter(object_kind="plan", verb="begin").count() == 1


def test_what_is_won_is_its_fact(cast: Cast, deals: list[Deal]) -> None:
    plan = plan_of(cast)
    lost = seen(cast.head, plan)
    assert (lost.won, lost.gap) == (0, lost.total)
    win(None, deals[0], "trust")
    now = seen(cast.head, plan)
    assert now.won == 90_001
    assert Sorted(cast.head, now, "source").part("pipeline").fact == 90_001  # type: ignore[union-attr]
    assert sum(one.fact for one in Sorted(cast.head, now, "customer").parts) == 90_001


def test_a_figure_is_changed_with_a_reason_and_kept_when_it_is_proposed_anew(
    cast: Cast, deals: list[Deal]
) -> None:
    plan = plan_of(cast)
    rita = Whose(owner=cast.rita.pk)
    made = set_figure(cast.head, plan, rita, [100_000, 0, 5_000], "A new chain", newest(plan).edits)
    assert made is not None
    assert (made.cents, sum(newest(plan).cents)) == ([45_000, 0, 5_000], 112_000)
    whole = seen(cast.head, plan)
    assert whole.by_hand == 50_000
    for by in BY:
        assert sum(one.planned for one in Sorted(cast.head, whole, by).parts) == 112_000
    Deal.objects.filter(pk=deals[2].pk).update(amount=0)
    deals[2].events.create(
        kind="amount", at=timezone.now(), number_after=0, stage=deals[2].stage, owner=cast.roma
    )
    propose_plan(cast.head, plan, newest(plan).edits)
    assert sum(newest(plan).cents) == 105_000
    drop_figure(cast.head, plan, newest(plan).adjustments.get(), newest(plan).edits)
    assert sum(newest(plan).cents) == 55_000
    assert not PlanLine.objects.filter(version=newest(plan), why=Why.HAND).exists()


@pytest.mark.parametrize(
    ("cents", "reason", "field"),
    [([1, 2], "Why", "cents"), ([-1, 0, 0], "Why", "cents"), ([1, 2, 3], "  ", "reason")],
)
def test_wrong_figures_are_named(cast: Cast, cents: list[int], reason: str, field: str) -> None:
    plan = plan_of(cast)
    with pytest.raises(Invalid) as refused:
        set_figure(cast.head, plan, Whose(owner=cast.rita.pk), cents, reason, newest(plan).edits)
    assert refused.value.errors[0].field == field
    with pytest.raises(Invalid):
        set_figure(cast.head, plan, Whose(owner=cast.food_rep.pk), [1, 1, 1], "Why", newest(plan).edits)


def test_submitted_sent_back_approved_and_never_changed(cast: Cast, deals: list[Deal]) -> None:
    data = PlanData(cast.pharma.unit, FIRST, 3, team=cast.pharma.north)
    plan = begin_plan(cast.nina, data)
    assert sum(newest(plan).cents) == 55_000
    with pytest.raises(PlanStands):
        approve_plan(cast.head, plan, "", newest(plan).edits)
    submit_plan(cast.nina, plan, "Look", newest(plan).edits)
    with pytest.raises(PlanStands):
        submit_plan(cast.nina, plan, "Look", newest(plan).edits)
    for act in (approve_plan, return_plan):
        with pytest.raises(NotAllowed):
            act(cast.nina, plan, "Mine", newest(plan).edits)
    with pytest.raises(Invalid):
        return_plan(cast.head, plan, " ", newest(plan).edits)
    return_plan(cast.head, plan, "More of Rita", newest(plan).edits)
    submit_plan(cast.nina, plan, "Here", newest(plan).edits)
    approve_plan(cast.head, plan, "Good", newest(plan).edits)
    version = newest(plan)
    rows = list(version.lines.order_by("id").values())
    for change in (
        lambda: set_figure(cast.nina, plan, Whose(owner=cast.rita.pk), [1, 1, 1], "No", version.edits),
        lambda: propose_plan(cast.nina, plan, version.edits),
        lambda: submit_plan(cast.nina, plan, "", version.edits),
        lambda: return_plan(cast.head, plan, "No", version.edits),
    ):
        with pytest.raises(PlanStands):
            change()
    with pytest.raises(Invalid):
        renew_plan(cast.nina, plan, "")
    again = [renew_plan(cast.nina, plan, "A competitor has gone") for _press in range(2)]
    assert [one.number for one in again] == [2, 2]
    set_figure(cast.nina, plan, Whose(owner=cast.rita.pk), [0, 0, 0], "Ill", newest(plan).edits)
    assert list(version.lines.order_by("id").values()) == rows
    version.refresh_from_db()
    assert sum(version.cents) == 55_000
    assert version_of(plan) == version
    assert [one.kind for one in version.steps.order_by("id")] == [
        "submitted",
        "returned",
        "submitted",
        "approved",
    ]


def test_two_at_once_do_not_write_over_each_other(cast: Cast, deals: list[Deal]) -> None:
    plan = plan_of(cast)
    based_on = newest(plan).edits
    set_figure(cast.head, plan, Whose(owner=cast.rita.pk), [1, 1, 1], "First", based_on)
    with pytest.raises(PlanChanged):
        set_figure(cast.head, plan, Whose(owner=cast.roma.pk), [1, 1, 1], "Second", based_on)
    with pytest.raises(PlanChanged):
        submit_plan(cast.head, plan, "", based_on)
    assert plan_of(cast) == plan
    assert Plan.objects.count() == 1


def test_who_may_begin_and_who_sees(cast: Cast, deals: list[Deal]) -> None:
    unit, north = cast.pharma.unit, cast.pharma.north
    for who, of, team in (
        (cast.rita, unit, north),
        (cast.nina, unit, None),
        (cast.nina, unit, cast.pharma.south),
        (cast.marketer, unit, None),
        (cast.food_head, unit, None),
        (cast.integrator, unit, None),
    ):
        with pytest.raises(NotAllowed):
            begin_plan(who, PlanData(of, FIRST, 3, team=team))
    for field, data in (
        ("since", PlanData(unit, date(2026, 3, 2), 3)),
        ("months", PlanData(unit, FIRST, 5)),
        ("growth", PlanData(unit, FIRST, 3, growth=900)),
        ("team", PlanData(unit, FIRST, 3, team=cast.food.north)),
    ):
        with pytest.raises(Invalid) as refused:
            begin_plan(None, data)
        assert refused.value.errors[0].field == field
    whole, part = plan_of(cast), begin_plan(cast.nina, PlanData(unit, FIRST, 3, team=north))
    visible = {
        user.name: set(plans_seen(user))
        for user in (
            cast.rita,
            cast.roma,
            cast.nina,
            cast.sam,
            cast.boss,
            cast.head,
            cast.food_head,
            cast.admin,
        )
    }
    assert visible == {
        "Rita": {whole, part},
        "Roma": {whole},
        "Nina": {whole, part},
        "Sam": {whole},
        "Boss": {whole, part},
        "Head": {whole, part},
        "Food head": set(),
        "Admin": {whole, part},
    }
    totals = {
        user.name: seen(user, whole).total for user in (cast.rita, cast.nina, cast.roma, cast.sam, cast.head)
    }
    assert totals == {"Rita": 55_000, "Nina": 55_000, "Roma": 7_000, "Sam": 7_000, "Head": 62_000}


def test_a_merged_customer_keeps_one_line(cast: Cast, deals: list[Deal]) -> None:
    plan = plan_of(cast)
    assert deals[0].person is not None
    assert deals[1].person is not None
    merge(cast.nina, deals[0].person, deals[1].person)
    labels = [one.label for one in Sorted(cast.head, seen(cast.head, plan), "customer").parts]
    assert len(labels) == 2

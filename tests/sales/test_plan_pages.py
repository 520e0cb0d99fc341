"""The pages of plans: begun, changed, answered; each sees his own part; what is wrong stays at its field."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from krug.access.models import User
from krug.sales.actions import approve_plan, keep_scenario, submit_plan
from krug.sales.models import Deal, Plan, PlanScenario
from krug.sales.planning.levers import Levers
from tests.cast import Cast, client_of
from tests.sales.made import make_customer, make_deal
from tests.sales.pages import post, read
from tests.sales.test_api import Program
from tests.sales.test_plan import deals, newest, plan_of  # noqa: F401 - a fixture


class Plans(Program):
    under = "plans"


pytestmark = pytest.mark.usefixtures("deals")


def figure(plan: Plan, sums: tuple[str, str, str], reason: str = "A new chain") -> dict[str, Any]:
    return {
        "based_on": newest(plan).edits,
        **{f"month{at}": one for at, one in enumerate(sums)},
        "reason": reason,
    }


def test_from_begun_to_approved_by_pages(cast: Cast) -> None:
    head = client_of(cast.head)
    assert "Nobody has planned yet" in read(head, "sales-plans")
    form = head.get(reverse("sales-plan-new")).context["form"]
    whose, period = form.fields["whose"].choices[0][0], form.fields["period"].choices[0][0]
    given = {"whose": whose, "period": period, "growth": "20", "currency": "RUB"}
    for _press in range(2):
        status, _text = post(head, "sales-plan-new", **given)
        assert status == 204
    plan = Plan.objects.get()
    html = read(head, "sales-plan", plan.uid)
    assert "Propose anew" in html
    assert "Rita" in html
    args = (plan.uid, "person", cast.rita.uid)
    assert post(head, "sales-plan-figure", *args, **figure(plan, ("1 000", "0", "0,50")))[0] == 204
    html = read(head, "sales-plan-part", *args)
    assert "A new chain" in html
    assert "Freezers" in html
    assert (
        post(head, "sales-plan-do", plan.uid, "submit", based_on=newest(plan).edits, words="Look")[0] == 204
    )
    assert "Approve" in read(head, "sales-plan", plan.uid)
    based_on = newest(plan).edits
    assert post(head, "sales-plan-do", plan.uid, "approve", based_on=based_on)[0] == 204
    status, text = post(head, "sales-plan-do", plan.uid, "approve", based_on=based_on)
    assert (status, "is not a draft" in text) == (422, True)
    assert (
        "Change" not in read(head, "sales-plan", plan.uid).split("plan-parts-card")[1].split("</section>")[0]
    )
    assert post(head, "sales-plan-do", plan.uid, "renew", words="Prices rise")[0] == 204
    assert newest(plan).number == 2
    assert "Prices rise" in read(head, "sales-plan", plan.uid, version=2)
    assert "there is a newer one" in read(head, "sales-plan", plan.uid)


@pytest.mark.parametrize(
    ("sums", "reason", "message"),
    [
        (("a lot", "0", "0"), "Why", "A sum is expected."),
        (("-5", "0", "0"), "Why", "A sum from zero is expected."),
        (("1", "0", "0"), "", "This field is required."),
        (("9" * 30, "0", "0"), "Why", "A sum from zero is expected."),
    ],
)
def test_what_is_wrong_stands_in_the_dialog(cast: Cast, sums: Any, reason: str, message: str) -> None:
    plan = plan_of(cast)
    args = (plan.uid, "person", cast.rita.uid)
    status, text = post(client_of(cast.head), "sales-plan-figure", *args, **figure(plan, sums, reason))
    assert (status, message in text, f'value="{sums[0]}"' in text) == (422, True, True)
    assert newest(plan).edits == 1


def test_who_was_slower_is_told(cast: Cast) -> None:
    plan, head = plan_of(cast), client_of(cast.head)
    args, late = (plan.uid, "person", cast.rita.uid), figure(plan_of(cast), ("5", "0", "0"))
    assert post(head, "sales-plan-figure", *args, **late)[0] == 204
    status, text = post(head, "sales-plan-figure", *args, **late | {"month0": "6"})
    assert (status, "Somebody else has changed the plan meanwhile" in text) == (422, True)


def test_each_sees_his_own_part_and_how_it_was_made(cast: Cast) -> None:
    plan = plan_of(cast)
    theirs = {"Rita": "Freezers", "Roma": "Lamps"}
    for user, other in ((cast.rita, cast.roma), (cast.roma, cast.rita)):
        client = client_of(user)
        html = read(client, "sales-plan", plan.uid)
        assert theirs[user.name] not in html
        assert other.name not in html
        assert theirs[user.name] in read(client, "sales-plan-part", plan.uid, "person", user.uid)
        assert client.get(reverse("sales-plan-part", args=[plan.uid, "person", other.uid])).status_code == 404
        assert "figure/" not in html
    mine = client_of(cast.nina).get(reverse("sales-plan-part", args=[plan.uid, "person", cast.rita.uid]))
    own = client_of(cast.rita).get(reverse("sales-plan-part", args=[plan.uid, "person", cast.rita.uid]))
    assert mine.context["part"].cents == own.context["part"].cents
    assert client_of(cast.food_head).get(reverse("sales-plan", args=[plan.uid])).status_code == 404


def test_hostile_addresses_are_not_there(cast: Cast) -> None:
    plan, head = plan_of(cast), client_of(cast.head)
    for by, key in (
        ("person", "none-such"),
        ("password", "x"),
        ("month", "2026-99"),
        ("source", "__class__"),
    ):
        assert head.get(reverse("sales-plan-part", args=[plan.uid, by, key])).status_code == 404
    for version in ("99", "-1", "abc", "9" * 30):
        assert head.get(reverse("sales-plan", args=[plan.uid]), {"version": version}).status_code in (
            200,
            404,
        )
    assert head.get(reverse("sales-plan-do", args=[plan.uid, "burn"])).status_code == 404
    keep_scenario(cast.head, plan, "<script>alert(1)</script>", Levers(price=10))
    html = read(head, "sales-plan-scenarios", plan.uid)
    assert "<script>alert(1)" not in html


def test_levers_are_judged_at_once_and_kept(cast: Cast) -> None:
    plan, head = plan_of(cast), client_of(cast.head)
    levers = {"month": "0", "price": "10", "people": "", "ramp": "2"}
    status, html = post(head, "sales-plan-judged", plan.uid, **levers)
    assert (status, "682" in html) == (200, True)
    assert post(head, "sales-plan-judged", plan.uid, **levers | {"price": "900"})[0] == 422
    for _press in range(2):
        assert post(head, "sales-plan-scenario-keep", plan.uid, name="Dearer", **levers)[0] == 204
    made = PlanScenario.objects.get()
    assert Levers.model_validate(made.levers).price == 10
    change = levers | {"scenario": str(made.uid), "based_on": "1", "price": "20", "name": "Dearer"}
    assert post(head, "sales-plan-scenario-keep", plan.uid, **change)[0] == 204
    assert post(head, "sales-plan-scenario-keep", plan.uid, **change)[0] == 409
    assert post(head, "sales-plan-scenario-do", plan.uid, made.uid, "show")[0] == 204
    assert "Dearer" in read(head, "sales-plan", plan.uid)
    assert "Dearer" not in read(client_of(cast.rita), "sales-plan", plan.uid)
    assert client_of(cast.nina).get(reverse("sales-plan-scenarios", args=[plan.uid])).status_code == 404
    assert post(head, "sales-plan-scenario-do", plan.uid, made.uid, "remove")[0] == 204
    assert not PlanScenario.objects.exists()


def test_the_page_asks_the_same_for_one_and_for_many(cast: Cast) -> None:
    plan, head = plan_of(cast), client_of(cast.head)

    def asked(user: User = cast.head) -> int:
        with CaptureQueriesContext(connection) as held:
            head.get(reverse("sales-plan", args=[plan.uid]), {"by": "customer"})
        return len(held)

    asked()
    before = asked()
    for number in range(5):
        person = make_customer(cast, f"More {number}")
        make_deal(cast, person=person, amount=Decimal(5))
    Deal.objects.update(chance=10)
    assert asked() <= before + 1


def test_a_seller_finds_his_part_on_his_own_page_as_his_manager_does(cast: Cast) -> None:
    plan = plan_of(cast)
    rita, nina, head = client_of(cast.rita), client_of(cast.nina), client_of(cast.head)
    assert "My part of the plan" not in read(rita, "deals-money")
    submit_plan(cast.head, plan, "", newest(plan).edits)
    assert "The plan waits for your word" in read(head, "today")
    assert "The plan waits for your word" not in read(nina, "today")
    approve_plan(cast.head, plan, "", newest(plan).edits)
    own = rita.get(reverse("deals-money")).context["own_plans"]
    assert [(one.month, one.planned, one.came) for one in own] == [(55_000, 55_000, 0)]
    assert nina.get(reverse("deals-money"), {"who": str(cast.rita.uid)}).context["own_plans"] == own
    assert client_of(cast.roma).get(reverse("deals-money")).context["own_plans"][0].planned == 7_000
    assert not client_of(cast.sam).get(reverse("deals-money")).context["own_plans"]


def test_programs_read_what_the_pages_say(cast: Cast) -> None:
    plan = plan_of(cast)
    head, rita = Plans(cast.head), Plans(cast.rita)
    status, told = head("GET", f"/{plan.uid}?by=person")
    assert (status, told["whole"], told["status"], told["needed"]) == (200, True, "draft", "620.00")
    assert {one["name"]: one["planned"] for one in told["parts"]} == {"Rita": "550.00", "Roma": "70.00"}
    assert [one["planned"] for one in told["by_month"]] == ["620.00", "0.00", "0.00"]
    status, mine = rita("GET", f"/{plan.uid}")
    assert (mine["whole"], [one["name"] for one in mine["parts"]]) == (False, ["Rita"])
    assert [one["uid"] for one in rita("GET", "")[1]] == [str(plan.uid)]
    assert Plans(cast.food_head)("GET", f"/{plan.uid}")[0] == 404
    assert Plans(cast.food_head)("GET", "")[1] == []
    assert head("GET", f"/{plan.uid}?version=7")[0] == 404
    assert head("GET", f"/{plan.uid}?by=password")[0] == 422

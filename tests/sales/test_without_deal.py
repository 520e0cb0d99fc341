"""Customers worked on with no deal: who is listed, what was spent, and that nobody is shown another's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from krug.access.models import User
from krug.customers.actions import create_organisation, create_person, merge
from krug.customers.actions.affiliations import add_affiliation
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Person
from krug.sales.actions import lose, set_participant
from krug.sales.models import Deal
from krug.sales.queries.deviated import Cut
from krug.sales.queries.without_deal import Found, without_deal
from krug.touches.words import Verb
from tests.cast import Cast, client_of
from tests.sales.made import call, make_customer, make_deal, make_method, say, visit
from tests.sales.pages import read

Asked = Callable[[User], dict[str, tuple[int, int, int]]]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def ask(viewer: User, *staff: User, kind: str = "person", days: int = 28) -> Found:
    today = timezone.localdate()
    cut = Cut(today - timedelta(days=days), today)
    return without_deal(viewer, [one.pk for one in staff], cut, kind)


def told(found: Found) -> dict[str, tuple[int, int, int]]:
    return {line.name: (line.spent.visits, line.spent.calls, line.spent.letters) for line in found.lines}


def test_what_was_spent_on_whom(cast: Cast, now: datetime) -> None:
    make_method(cast)
    idle, busy = make_customer(cast, "Idle"), make_customer(cast, "Busy")
    for days in (1, 2, 3):
        visit(idle, now - timedelta(days=days), cast.rita)
    call(idle, now - timedelta(days=4), cast.rita)
    say(idle, Verb.WRITTEN, now - timedelta(days=5), cast.rita)
    visit(idle, now - timedelta(days=90), cast.rita)
    make_deal(cast, person=busy, opened_at=now - timedelta(days=10))
    visit(busy, now - timedelta(days=3), cast.rita)
    found = ask(cast.rita, cast.rita)
    assert told(found) == {"Idle": (3, 1, 1)}
    line = found.lines[0]
    # A visit costs 1,000 by the method, of calls it says nothing; each visit took a quarter of an hour.
    assert (line.spent.cost, line.spent.minutes, found.count) == (Decimal(3000), 45, 1)
    assert list(line.staff) == [cast.rita]
    assert found.total == line.spent


def test_only_while_no_deal_runs(cast: Cast, now: datetime) -> None:
    buyer = make_customer(cast, "Buyer")
    visit(buyer, now - timedelta(days=9), cast.rita)
    deal = make_deal(cast, person=buyer, opened_at=now - timedelta(days=8))
    visit(buyer, now - timedelta(days=7), cast.rita)
    lose(cast.rita, deal, "price")
    Deal.objects.filter(pk=deal.pk).update(closed_at=now - timedelta(days=6))
    visit(buyer, now - timedelta(days=5), cast.rita)
    assert told(ask(cast.rita, cast.rita)) == {"Buyer": (2, 0, 0)}


def test_a_deal_of_his_firm_or_in_which_he_takes_part_counts(cast: Cast, now: datetime) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic"))
    doctor = create_person(cast.rita, PersonData(last_name="Doctor"))
    add_affiliation(cast.rita, doctor, clinic, {}, main=True)
    helper = make_customer(cast, "Helper")
    for one in (doctor, helper):
        visit(one, now - timedelta(days=2), cast.rita)
    assert set(told(ask(cast.rita, cast.rita))) == {"Doctor", "Helper"}
    assert told(ask(cast.rita, cast.rita, kind="organisation")) == {"Clinic": (1, 0, 0)}
    other = make_customer(cast, "Other")
    deal = make_deal(cast, person=other, organisation=clinic, opened_at=now - timedelta(days=4))
    assert set(told(ask(cast.rita, cast.rita))) == {"Helper"}
    assert told(ask(cast.rita, cast.rita, kind="organisation")) == {}
    set_participant(cast.rita, deal, helper)
    assert told(ask(cast.rita, cast.rita)) == {}


def test_a_visit_to_three_at_one_place_is_one_visit(cast: Cast, now: datetime) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic"))
    at = now - timedelta(days=2)
    for name in ("A", "B", "C"):
        doctor = create_person(cast.rita, PersonData(last_name=name))
        add_affiliation(cast.rita, doctor, clinic, {}, main=True)
        visit(doctor, at, cast.rita)
    found = ask(cast.rita, cast.rita, kind="organisation")
    assert told(found) == {"Clinic": (1, 0, 0)}
    assert found.lines[0].spent.minutes == 15


def test_merged_cards_are_one_customer(cast: Cast, now: datetime) -> None:
    one, other = make_customer(cast, "Petrova"), make_customer(cast, "Petrowa")
    for person in (one, other):
        call(person, now - timedelta(days=2, hours=person.pk % 5), cast.rita)
    merge(cast.nina, one, other, "the same phone")
    assert told(ask(cast.rita, cast.rita)) == {"Petrova": (0, 2, 0)}
    make_deal(cast, person=Person.objects.get(pk=one.pk), opened_at=now - timedelta(days=9))
    assert told(ask(cast.rita, cast.rita)) == {}


def test_each_sees_his_own_work_and_of_whom_he_leads(cast: Cast, now: datetime) -> None:
    buyer = make_customer(cast, "Buyer")
    visit(buyer, now - timedelta(days=2), cast.rita)
    for viewer, seen in ((cast.rita, True), (cast.nina, True), (cast.head, True), (cast.roma, False)):
        assert ("Buyer" in read(client_of(viewer), "deals-without")) == seen, viewer.name
    for viewer in (cast.sam, cast.food_head, cast.food_rep):
        assert "Buyer" not in read(client_of(viewer), "deals-without", who=str(cast.rita.pk))
    assert client_of(cast.marketer).get(reverse("deals-without")).status_code == 403


def test_a_deal_is_opened_from_the_line(cast: Cast, now: datetime) -> None:
    buyer = make_customer(cast, "Buyer")
    rita: Client = client_of(cast.rita)
    assert "Nobody was worked on without a deal" in read(rita, "deals-without")
    visit(buyer, now - timedelta(hours=2), cast.rita)
    html = read(rita, "deals-without")
    address = f"{reverse('deal-new')}?whom=person:{buyer.uid}"
    assert address in html
    assert reverse("person", args=[buyer.uid]) in html
    rita.post(reverse("deal-new"), {"whom": f"person:{buyer.uid}", "what": "500"})
    assert Deal.objects.get().person == buyer
    visit(buyer, timezone.now(), cast.rita)
    assert told(ask(cast.rita, cast.rita)) == {"Buyer": (1, 0, 0)}

"""Customers are merged, leave their work, are erased: their deals follow."""

from krug.access.models import ScopeMember
from krug.customers.actions import create_organisation, edit_person, erase_person, merge
from krug.customers.data import OrganisationData
from krug.customers.models import Affiliation
from krug.sales.actions import judge, open_deal, remove_participant, set_participant
from krug.sales.data import DealData
from krug.sales.models import Passing
from krug.sales.watch import watch
from tests.cast import Cast
from tests.sales.made import MONDAY, after, call, make_customer, make_deal, make_method
from tests.sales.test_api import Program


def test_of_a_name_that_is_erased_no_copy_sorts_lists(cast: Cast) -> None:
    buyer = make_customer(cast, "Zimmerling")
    make_deal(cast, person=buyer)
    erase_person(cast.admin, buyer, reason="request")
    assert not ScopeMember.objects.filter(kind="deal", sort__contains="zimmerling").exists()


def test_programs_find_the_deals_of_both_who_were_merged(cast: Cast) -> None:
    first, second = make_customer(cast, "Alpha"), make_customer(cast, "Beta")
    deals = {str(make_deal(cast, person=one).uid) for one in (first, second)}
    merge(cast.nina, first, second, {"rule": "test"})
    for one in (first, second):
        page = Program(cast.rita)("GET", f"?person={one.uid}")[1]
        assert {deal["uid"] for deal in page["items"]} == deals


def test_who_was_merged_takes_part_once(cast: Cast) -> None:
    for number in (0, 1):
        deal = make_deal(cast)
        pair = make_customer(cast, "Alpha"), make_customer(cast, "Beta")
        set_participant(cast.rita, deal, pair[number], "decides")
        merge(cast.nina, *pair, {"rule": "test"})
        for one in pair:
            one.refresh_from_db()
        root = pair[0].canonical or pair[0]
        set_participant(cast.rita, deal, root, "pays")
        assert deal.participants.count() == 2
        remove_participant(cast.rita, deal, root)
        assert deal.participants.count() == 1


def test_of_two_rows_of_one_that_which_says_something_counts(cast: Cast) -> None:
    deal = make_deal(cast, opened_at=MONDAY)
    pair = make_customer(cast, "Alpha"), make_customer(cast, "Beta")
    set_participant(cast.rita, deal, pair[0], "decides")
    set_participant(cast.rita, deal, pair[1])
    merge(cast.nina, *pair, {"rule": "test"})
    for one in pair:
        call(one, after(1), cast.rita)
    judge([deal.pk], after(2))
    assert Passing.objects.filter(deal=deal, checkpoint="decider").exists()


def test_who_left_the_customer_proves_no_more(cast: Cast) -> None:
    make_method(cast)
    place = create_organisation(
        cast.nina, OrganisationData(name="Clinic", territory=cast.pharma.north_land.pk)
    )
    worker = make_customer(cast, "Worker", organisation=place.pk)
    data = DealData(organisation=place, opened_at=MONDAY)
    deal = open_deal(cast.rita, data)
    call(worker, after(1), cast.rita)
    watch(after(2))
    assert Passing.objects.filter(deal=deal, checkpoint="called").exists()
    edit_person(cast.rita, worker, {"organisation": None})
    assert not Affiliation.objects.filter(person=worker, until=None).exists()
    watch(after(3))
    assert not Passing.objects.filter(deal=deal, checkpoint="called").exists()


def test_organisations_that_are_merged_have_the_people_of_both(cast: Cast) -> None:
    make_method(cast)
    land = cast.pharma.north_land.pk
    names = ("Clinic", "Clinic of the North")
    pair = [create_organisation(cast.nina, OrganisationData(name=name, territory=land)) for name in names]
    worker = make_customer(cast, "Worker", organisation=pair[1].pk)
    deal = open_deal(cast.rita, DealData(organisation=pair[0], opened_at=MONDAY))
    call(worker, after(1), cast.rita)
    watch(after(2))
    assert not Passing.objects.filter(deal=deal).exists()
    merge(cast.nina, pair[1], pair[0], {"rule": "test"})
    watch(after(3))
    assert Passing.objects.filter(deal=deal, checkpoint="called").exists()

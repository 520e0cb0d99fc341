"""`group` events: whoever names his company by its number works there; by its name alone it is a question."""

from typing import Any

import pytest
from django.core.cache import cache
from django.http import Http404
from django.urls import reverse

from krug.behaviour import companies, together
from krug.behaviour.actions import (
    block_fields,
    create_source,
    decide_company,
    reopen_company,
    undo_company,
)
from krug.behaviour.belongings import belonging_of, companies_of
from krug.behaviour.data import SourceData
from krug.behaviour.models import Belonging, Deciding, Event, Source
from krug.customers.actions import (
    create_organisation,
    create_person,
    edit_organisation,
    erase_person,
    merge,
    withdraw_consent,
)
from krug.customers.actions.affiliations import change_affiliation
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Affiliation, Organisation, Person, Purpose
from krug.customers.privacy.subject import subject_of
from krug.customers.rules import Tab
from tests.behaviour.asked import Collector
from tests.behaviour.test_together import named, say
from tests.cast import Cast, client_of

INN, OTHER_INN = "7707083893", "7736050003"
EMAIL = "anna@firma.ru"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    together._told.clear()


@pytest.fixture
def anna(cast: Cast) -> Person:
    return create_person(cast.rita, PersonData(last_name="Anna", emails=[EMAIL]))


@pytest.fixture
def firm(cast: Cast) -> Organisation:
    return create_organisation(cast.rita, OrganisationData(name="ООО «Ромашка»", tax_number=INN, city="Тула"))


@pytest.fixture
def till(cast: Cast) -> Source:
    return create_source(cast.marketer, SourceData(name="CRM", kind="other"))


def group(user: str = "u1", key: str = "co-7", **traits: Any) -> dict[str, Any]:
    """As the published clients in JavaScript, Python and Go say it."""
    return {
        "type": "group", "userId": user, "anonymousId": f"c-{user}", "groupId": key, "traits": traits,
        "context": {"library": {"name": "analytics.js", "version": "2.1.0"}}, "integrations": {},
    }  # fmt: skip


def places(person: Person) -> list[tuple[str, str, bool]]:
    rows = Affiliation.objects.filter(person=person).order_by("id")
    return [(row.organisation.name, row.source, row.until is None) for row in rows]


def test_by_its_number(
    collector: Collector, till: Source, cast: Cast, anna: Person, firm: Organisation
) -> None:
    said = group(name="Romashka LLC", inn=INN, city="Москва", phone="+7 495 000-11-22")
    say(collector, till, named("u1", "c-u1", email=EMAIL), said)
    assert places(anna) == [(firm.name, "site", True)]
    anna.refresh_from_db()
    assert anna.organisation == firm
    # What a page says of a company is written on no card, as with what it says of a person.
    before = (firm.name, firm.city, firm.contact_points.count())
    firm.refresh_from_db()
    assert (firm.name, firm.city, firm.contact_points.count()) == before
    # Said again with every page, it is the same.
    say(collector, till, said, said)
    assert len(places(anna)) == Deciding.objects.count() == 1
    html = client_of(cast.rita).get(reverse("person-tab", args=[anna.uid, Tab.KNOWN])).content.decode()
    assert "Romashka LLC" in html
    assert reverse("organisation", args=[firm.uid]) in html


def test_the_same_events_again(collector: Collector, till: Source, anna: Person, firm: Organisation) -> None:
    events = [named("u1", "c-u1", email=EMAIL), group(inn=INN)]
    say(collector, till, *events)
    Event.objects.all().delete()
    say(collector, till, *events)
    assert places(anna) == [(firm.name, "site", True)]
    assert Belonging.objects.count() == 1


@pytest.mark.parametrize(
    "traits",
    [
        {"name": "ООО «Ромашка»"},
        {"name": "Ромашка", "inn": "7707083890"},
        {"name": "Ромашка", "inn": OTHER_INN},
        {"inn": {"value": INN}},
        {"name": "Ромашка", "website": "https://romashka.example", "domain": "romashka.example"},
        {},
    ],
)
def test_what_is_weak_joins_nothing(
    collector: Collector, shop: Source, anna: Person, firm: Organisation, traits: dict[str, Any]
) -> None:
    say(collector, shop, named("u1", "c-u1", email=EMAIL), group(**traits))
    assert places(anna) == []
    assert Belonging.objects.get().key == "co-7"
    assert firm.version == 1


def test_two_branches_of_one_number_are_a_question(
    collector: Collector, till: Source, cast: Cast, anna: Person, firm: Organisation
) -> None:
    edit_organisation(cast.rita, firm, {"tax_reason": "770701001"})
    branch = OrganisationData(name="Ромашка-2", tax_number=INN, tax_reason="770702001")
    second = create_organisation(cast.rita, branch)
    say(collector, till, named("u1", "c-u1", email=EMAIL), group(inn=INN))
    assert places(anna) == []
    say(collector, till, group(inn=INN, kpp="770702001"))
    assert places(anna) == [(second.name, "site", True)]


def test_a_question_is_answered_and_taken_back(
    collector: Collector, shop: Source, cast: Cast, anna: Person, firm: Organisation
) -> None:
    say(collector, shop, named("u1", "c-u1", email=EMAIL), group(name="Ромашка"))
    (told,) = companies_of(cast.rita, anna)
    assert (told.deciding, list(told.offered)) == (None, [firm])
    decide_company(cast.rita, told.of, anna, None)
    assert companies_of(cast.rita, anna)[0].deciding
    reopen_company(cast.rita, told.of, anna)
    decide_company(cast.rita, told.of, anna, firm)
    decide_company(cast.rita, told.of, anna, None)
    assert places(anna) == [(firm.name, "site", True)]
    undo_company(cast.rita, told.of, anna)
    undo_company(cast.rita, told.of, anna)
    assert places(anna) == [(firm.name, "site", False)]
    say(collector, shop, group(name="Ромашка", inn=INN))
    assert places(anna) == [(firm.name, "site", False)]


def test_whom_people_know_by_an_id_the_next_is_joined_by(
    collector: Collector, shop: Source, cast: Cast, anna: Person, firm: Organisation
) -> None:
    boris = create_person(cast.rita, PersonData(last_name="Boris", emails=["boris@firma.ru"]))
    say(collector, shop, named("u1", "c-u1", email=EMAIL), group(name="Ромашка"))
    decide_company(cast.rita, belonging_of(anna, Belonging.objects.get().uid), anna, firm)
    say(collector, shop, named("u2", "c-u2", email="boris@firma.ru"), group("u2"), group("u2", inn=OTHER_INN))
    assert places(boris) == [(firm.name, "site", True)]
    # The id is known, and another number is told with it: people decide.
    vera = create_person(cast.rita, PersonData(last_name="Vera", emails=["vera@firma.ru"]))
    say(collector, shop, named("u3", "c-u3", email="vera@firma.ru"), group("u3", inn=OTHER_INN))
    assert places(vera) == []


@pytest.mark.parametrize("secret", [True, False])
def test_a_public_key_teaches_nobody_an_id(
    collector: Collector,
    shop: Source,
    till: Source,
    cast: Cast,
    anna: Person,
    firm: Organisation,
    secret: bool,
) -> None:
    boris = create_person(cast.rita, PersonData(last_name="Boris", emails=["boris@firma.ru"]))
    say(collector, till if secret else shop, named("u1", "c-u1", email=EMAIL), group(inn=INN))
    say(collector, shop, named("u2", "c-u2", email="boris@firma.ru"), group("u2"))
    there = [(firm.name, "site", True)] if secret else []
    assert places(anna) == places(boris) == there


def test_whoever_becomes_known_later_is_joined_then(
    collector: Collector, till: Source, cast: Cast, firm: Organisation
) -> None:
    say(collector, till, named("u1", "c-u1", email=EMAIL), group(inn=INN), group("u2", "co-8", inn=OTHER_INN))
    assert companies.look_again() == 0
    anna = create_person(cast.rita, PersonData(last_name="Anna", emails=[EMAIL]))
    assert companies.look_again() == 1
    assert companies.look_again() == 0
    assert places(anna) == [(firm.name, "site", True)]


def test_who_left_is_not_brought_back(
    collector: Collector, till: Source, cast: Cast, anna: Person, firm: Organisation
) -> None:
    say(collector, till, named("u1", "c-u1", email=EMAIL), group(inn=INN))
    held = Affiliation.objects.get(person=anna)
    change_affiliation(cast.rita, held, {"until": held.created_at.date()})
    say(collector, till, named("u9", "c-u9", email=EMAIL), group("u9", inn=INN))
    assert places(anna) == [(firm.name, "site", False)]


def test_who_works_there_already_and_who_was_merged(
    collector: Collector, till: Source, cast: Cast, anna: Person, firm: Organisation
) -> None:
    other = create_person(cast.rita, PersonData(last_name="Anna", organisation=firm.pk))
    merge(cast.nina, other, anna)
    say(collector, till, named("u1", "c-u1", email=EMAIL), group(inn=INN))
    assert places(other) == [(firm.name, "", True)]
    assert places(anna) == []
    assert Deciding.objects.get().affiliation is None


def test_another_units_company_and_customer_are_not_reached(
    collector: Collector, shop: Source, cast: Cast, anna: Person
) -> None:
    theirs = create_organisation(cast.food_rep, OrganisationData(name="Ромашка", tax_number=INN))
    say(collector, shop, named("u1", "c-u1", email=EMAIL), group(name="Ромашка", inn=INN))
    assert places(anna) == []
    assert companies_of(cast.rita, anna)[0].offered == []
    bakery = create_source(cast.food_marketer, SourceData(name="Bakery"))
    say(collector, bakery, named("u1", "c-b", email=EMAIL), group(inn=INN))
    assert places(anna) == []
    assert not theirs.affiliations.exists()
    address = reverse("company-decide", args=[anna.uid, Belonging.objects.earliest("id").uid, "yes"])
    said = {"organisation": str(theirs.uid)}
    assert client_of(cast.rita).post(address, said).status_code == 404
    assert client_of(cast.roma).post(address, said).status_code == 404
    assert client_of(cast.food_head).post(address, said).status_code == 404


def test_blocked_fields_and_refusals_say_nothing(
    collector: Collector, shop: Source, cast: Cast, anna: Person, firm: Organisation
) -> None:
    block_fields(cast.marketer, shop, ["traits.inn", "traits.name"])
    say(collector, shop, named("u1", "c-u1", email=EMAIL), group(name="Ромашка", inn=INN))
    held = Belonging.objects.get()
    assert (held.name, held.tax_number, places(anna)) == ("", "", [])
    withdraw_consent(cast.rita, anna, Purpose.objects.get(unit=anna.unit_id, site=True), "paper", "-")
    later = {**group(key="co-9", inn=INN), "timestamp": "2027-11-01T10:00:00Z"}
    say(collector, shop, later)
    assert not Belonging.objects.filter(key="co-9").exists()


def test_a_companys_phone_is_not_its_users(
    collector: Collector, till: Source, cast: Cast, firm: Organisation
) -> None:
    boss = create_person(cast.rita, PersonData(last_name="Boss", phones=["+7 916 734-20-18"]))
    say(collector, till, group(inn=INN, phone="+7 916 734-20-18", email="office@firma.ru"))
    assert places(boss) == []


def test_an_erased_customer_leaves_no_company(
    collector: Collector, till: Source, cast: Cast, anna: Person, firm: Organisation
) -> None:
    say(collector, till, named("u1", "c-u1", email=EMAIL), group(inn=INN))
    row = Belonging.objects.get()
    subject_of(anna).remember()
    erase_person(cast.head, anna, "request")
    assert not Belonging.objects.exists()
    with pytest.raises(Http404):
        belonging_of(anna, row.uid)


def test_a_number_told_by_a_public_key_is_a_question(
    collector: Collector, shop: Source, till: Source, cast: Cast, anna: Person, firm: Organisation
) -> None:
    """Whoever reads the key of a site could tell any company's number of anybody."""
    say(collector, shop, named("u1", "c-u1", email=EMAIL), group(name="Another name", inn=INN))
    assert places(anna) == []
    (told,) = companies_of(cast.rita, anna)
    assert (told.deciding, list(told.offered)) == (None, [firm])
    assert companies.look_again() == 0
    # A program with a secret key says it too, and nothing more has to be asked.
    say(collector, till, named("u1", "c-u1", email=EMAIL), group(inn=INN))
    assert places(anna) == [(firm.name, "site", True)]


def test_old_questions_are_looked_at_too(
    collector: Collector, till: Source, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many newer ones nobody ever answers."""
    monkeypatch.setattr(companies, "AT_ONCE", 2)
    cache.delete(companies.LOOKED)
    say(collector, till, named("u1", "c-u1", email=EMAIL), group(inn=INN))
    say(collector, till, *(group(f"v{number}", f"co-{number}", name="Nobody's") for number in range(5)))
    firm = create_organisation(cast.rita, OrganisationData(name="Late", tax_number=INN))
    anna = create_person(cast.rita, PersonData(last_name="Anna", emails=[EMAIL]))
    assert [companies.look_again() for _ in range(4)] == [1, 0, 0, 0]
    boris = create_person(cast.rita, PersonData(last_name="Boris", emails=["boris@firma.ru"]))
    say(collector, till, named("u7", "c-u7", email="boris@firma.ru"))
    assert places(anna) == [(firm.name, "site", True)]
    assert places(boris) == []
    assert companies.look_again() == 0

"""Where a person works: several places, one of them the main, and what he has to say there."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from krug.access.errors import NotAllowed
from krug.customers.actions import (
    create_organisation,
    create_person,
    edit_organisation,
    edit_person,
    merge,
    undo_merge,
)
from krug.customers.actions.affiliations import add_affiliation, change_affiliation, make_main
from krug.customers.data import Conflict, OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.models import Affiliation, Organisation, Person
from krug.customers.queries import PersonFilters, organisation_list, person_list, search
from krug.customers.queries.affiliations import roles_at, works_of
from krug.customers.queries.identity import group_of
from tests.cast import Cast, client_of

PART = {"HX-Request": "true"}


@pytest.fixture
def clinic(cast: Cast) -> Organisation:
    return create_organisation(cast.rita, OrganisationData(name="Zarechnaya clinic", kind="clinic"))


@pytest.fixture
def school(cast: Cast) -> Organisation:
    return create_organisation(cast.rita, OrganisationData(name="Medical school"))


@pytest.fixture
def doctor(cast: Cast, clinic: Organisation) -> Person:
    return create_person(cast.rita, PersonData(last_name="Petrova", organisation=clinic.pk))


def works(person: Person) -> list[tuple[str, bool, bool]]:
    """(place, main, in force) as the card tells them."""
    fresh = Person.objects.get(pk=person.pk)
    shown = works_of(group_of(fresh), fresh.organisation_id)
    return [(work.place, work.main, work.of.until is None) for work in shown]


def names(cast: Cast, place: Organisation) -> list[str]:
    page = person_list(cast.rita, PersonFilters(organisation=place.pk))
    return [line.name for line in page.lines]


def test_a_new_card_works_where_it_says(doctor: Person) -> None:
    assert works(doctor) == [("Zarechnaya clinic", True, True)]


def test_a_second_place_is_on_the_card_in_lists_and_in_search(
    cast: Cast, doctor: Person, clinic: Organisation, school: Organisation
) -> None:
    add_affiliation(cast.rita, doctor, school, {"position": "Lecturer", "part": "decides"})
    assert works(doctor) == [("Zarechnaya clinic", True, True), ("Medical school", False, True)]
    assert names(cast, school) == names(cast, clinic) == ["Petrova"]
    assert doctor.pk in {hit.id for hit in search(cast.rita, "school")}
    assert {line.name: line.people for line in organisation_list(cast.rita).lines} == {
        "Medical school": 1,
        "Zarechnaya clinic": 1,
    }
    role = roles_at(school.pk, [doctor.pk])[doctor.pk]
    assert (role.position, role.part, role.part_at is not None) == ("Lecturer", "decides", True)


def test_an_end_hands_the_main_place_over_and_can_be_taken_back(
    cast: Cast, doctor: Person, clinic: Organisation, school: Organisation
) -> None:
    add_affiliation(cast.rita, doctor, school)
    first = Affiliation.objects.get(organisation=clinic)
    change_affiliation(cast.rita, first, {"until": timezone.localdate()})
    assert works(doctor) == [("Medical school", True, True), ("Zarechnaya clinic", False, False)]
    assert names(cast, clinic) == []
    assert search(cast.rita, "zarechnaya petrova")[0].kind != "person"
    change_affiliation(cast.rita, first, {"until": None})
    assert works(doctor) == [("Medical school", True, True), ("Zarechnaya clinic", False, True)]
    make_main(cast.rita, doctor, first)
    assert works(doctor)[0] == ("Zarechnaya clinic", True, True)


def test_an_edit_of_the_card_moves_him(
    cast: Cast, doctor: Person, clinic: Organisation, school: Organisation
) -> None:
    edit_person(cast.rita, doctor, {"organisation": school.pk})
    assert works(doctor) == [("Medical school", True, True), ("Zarechnaya clinic", False, False)]
    edit_person(cast.rita, doctor, {"organisation": None})
    assert [main for _place, main, _now in works(doctor)] == [False, False]


def test_taking_a_merge_back_leaves_both_as_they_were(
    cast: Cast, doctor: Person, clinic: Organisation, school: Organisation
) -> None:
    double = create_person(cast.rita, PersonData(last_name="Petrowa", organisation=school.pk))
    before = list(Affiliation.objects.order_by("id").values())
    decision = merge(cast.nina, doctor, double)
    assert works(doctor) == [("Zarechnaya clinic", True, True), ("Medical school", False, True)]
    assert names(cast, school) == ["Petrova"]
    assert roles_at(school.pk, [doctor.pk]).keys() == {doctor.pk}
    undo_merge(cast.nina, decision)
    assert list(Affiliation.objects.order_by("id").values()) == before
    assert names(cast, school) == ["Petrowa"]
    again = merge(cast.nina, doctor, double)
    make_main(cast.rita, doctor, Affiliation.objects.get(person=double))
    assert works(doctor)[0] == ("Medical school", True, True)
    undo_merge(cast.nina, again)
    assert works(doctor) == [("Medical school", True, True), ("Zarechnaya clinic", False, True)]
    assert works(double) == [("Medical school", True, True)]


def test_what_is_refused(cast: Cast, doctor: Person, clinic: Organisation, school: Organisation) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    held = Affiliation.objects.get()
    for fields in ({"until": tomorrow}, {"since": tomorrow}, {"part": "king"}, {"person": 1}):
        with pytest.raises(Invalid):
            change_affiliation(cast.rita, held, fields)
    with pytest.raises(Invalid):
        add_affiliation(cast.rita, doctor, clinic)
    foreign = create_organisation(cast.food_rep, OrganisationData(name="Else"))
    with pytest.raises(Invalid):
        add_affiliation(cast.rita, doctor, foreign)
    with pytest.raises(NotAllowed):
        add_affiliation(cast.production, doctor, school)
    assert works(doctor) == [("Zarechnaya clinic", True, True)]


def test_the_block_of_the_card(cast: Cast, doctor: Person, school: Organisation) -> None:
    rita: Client = client_of(cast.rita)
    new = reverse("works-new", args=[doctor.uid])
    assert b'name="position"' in rita.get(new, headers=PART).content
    nothing = rita.post(new, {"position": "Lecturer"}, headers=PART)
    assert (nothing.status_code, nothing["HX-Retarget"]) == (422, "#work-form")
    assert b"Lecturer" in nothing.content
    shown = rita.post(new, {"organisation": school.pk, "position": "Lecturer", "since": ""}, headers=PART)
    assert b"Medical school" in shown.content
    held = Affiliation.objects.get(organisation=school)
    edit = reverse("work-edit", args=[doctor.uid, held.uid])
    assert b'value="Lecturer"' in rita.get(edit, headers=PART).content
    wrong = rita.post(edit, {"since": "yesterday"}, headers=PART)
    assert (wrong.status_code, b"not a date" in wrong.content) == (422, True)
    rita.post(edit, {"position": "Dean", "part": "decides", "part_source": "said", "since": "2020-01-31"})
    held.refresh_from_db()
    assert (held.position, held.part, str(held.since)) == ("Dean", "decides", "2020-01-31")
    page = rita.get(reverse("organisation", args=[school.uid])).content.decode()
    assert "Dean" in page
    assert "decides" in page
    for verb, until in (("main", None), ("end", timezone.localdate()), ("resume", None)):
        url = reverse("work-do", args=[doctor.uid, held.uid, verb])
        assert rita.post(url, headers=PART).status_code == 200
        held.refresh_from_db()
        assert held.until == until
    assert client_of(cast.roma).post(url).status_code == 404
    assert rita.post(reverse("work-do", args=[doctor.uid, held.uid, "burn"])).status_code == 404


def test_a_chain_and_no_circles(cast: Cast, clinic: Organisation, school: Organisation) -> None:
    edit_organisation(cast.rita, clinic, {"parent": school.pk})
    for above, below in ((clinic, school), (clinic, clinic)):
        with pytest.raises(Invalid):
            edit_organisation(cast.rita, below, {"parent": above.pk})
    foreign = create_organisation(cast.food_rep, OrganisationData(name="Else"))
    with pytest.raises(Invalid):
        edit_organisation(cast.rita, clinic, {"parent": foreign.pk})
    rita = client_of(cast.rita)
    above = rita.get(reverse("organisation", args=[school.uid])).content.decode()
    assert "Belong to it" in above
    assert "Zarechnaya clinic" in above
    assert "Medical school" in rita.get(reverse("organisation", args=[clinic.uid])).content.decode()
    field = reverse("organisation-field", args=[school.uid, "parent"])
    assert b"<form" in rita.get(field, headers=PART).content
    refused = rita.post(field, {"parent": clinic.pk}, headers=PART)
    assert (refused.status_code, b"stands above" in refused.content) == (422, True)


def test_cards_from_before_are_taken_over(cast: Cast, doctor: Person, clinic: Organisation) -> None:
    create_person(cast.rita, PersonData(last_name="Nowhere"))
    Affiliation.objects.all().delete()
    import_module("krug.customers.migrations.0010_affiliations").fill(apps, None)
    assert works(doctor) == [("Zarechnaya clinic", True, True)]
    assert Affiliation.objects.count() == 1


def test_two_hands_on_one_place_of_work(cast: Cast) -> None:
    person, held = works_somewhere(cast)
    seen = Person.objects.get(pk=person.pk).version
    change_affiliation(cast.nina, held, {"position": "Head", "part": "decides"}, seen)
    mine = change_affiliation(cast.rita, held, {"position": "Nurse", "since": date(2024, 2, 1)}, seen)
    assert mine.conflicts == [Conflict("position", "Nurse", "Head", cast.nina.pk)]
    assert Affiliation.objects.get(pk=held.pk).position == "Nurse", "the later hand decides"
    again = change_affiliation(cast.rita, held, {"position": "Doctor"}, seen)
    assert again.conflicts == [], "nobody stands in his own way"
    now = Person.objects.get(pk=person.pk).version
    assert change_affiliation(cast.nina, held, {"position": "Head"}, now).conflicts == []


def test_the_page_says_what_another_had_written_meanwhile(cast: Cast) -> None:
    person, held = works_somewhere(cast)
    seen = Person.objects.get(pk=person.pk).version
    address = reverse("work-edit", args=[person.uid, held.uid])
    page = client_of(cast.rita).get(address, headers={"HX-Request": "true"})
    assert f'name="version" value="{seen}"' in page.content.decode()
    change_affiliation(cast.nina, held, {"part": "decides"}, seen)
    answer = client_of(cast.rita).post(
        address, {"part": "blocks", "version": seen}, headers={"HX-Request": "true"}
    )
    assert "Nina had meanwhile written «decides»" in answer.content.decode()


def works_somewhere(cast: Cast) -> tuple[Person, Affiliation]:
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic"))
    person = create_person(cast.rita, PersonData(last_name="Petrova"))
    return person, add_affiliation(cast.rita, person, clinic)

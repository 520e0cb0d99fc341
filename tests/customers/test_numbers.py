"""INN, KPP, OGRN and foreign tax numbers on organisations, birth dates on persons: at every door."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from krug.access.models import AuditEntry
from krug.customers.actions import create_organisation, create_person, edit_organisation, edit_person
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.models import Organisation, Person
from krug.customers.numbers import any_tax_number, tax_reason
from krug.customers.queries import search
from tests.cast import Cast, client_of

SBER = {"tax_number": "7707083893", "tax_reason": "773601001", "state_number": "1027700132195"}


def wrong(error: Invalid) -> dict[str, str]:
    return {one.field: one.code for one in error.errors}


def test_numbers_abroad_begin_with_a_country() -> None:
    assert any_tax_number("de 136 695 976") == "DE136695976"
    assert any_tax_number("EL094014201") == "EL094014201"
    for nothing in ("DE", "ZZ136695976", "RU7707083893", "136695976", "7707083894", "ДЕ136695976"):
        assert any_tax_number(nothing) is None
    assert tax_reason("7736 01 001") == "773601001"
    assert tax_reason("77360100") is None


def test_they_are_kept_as_they_are_compared_and_found_by(cast: Cast) -> None:
    written = OrganisationData(
        name="Сбер", tax_number="7707 083 893", tax_reason="773601001", state_number="102-7700-132195"
    )
    bank = create_organisation(cast.rita, written)
    assert {name: getattr(bank, name) for name in SBER} == SBER
    for typed in ("7707083893", "77070838", "1027700132195"):
        assert [hit.uid for hit in search(cast.rita, typed)] == [bank.uid]
    assert search(cast.roma, "7707083893") == []
    abroad = edit_organisation(cast.rita, bank, {"tax_number": "DE136695976"}).card
    assert [hit.id for hit in search(cast.rita, "de136695976")] == [abroad.pk]
    assert search(cast.rita, "7707083893") == []


def test_a_slip_is_told_apart_from_no_number(cast: Cast) -> None:
    with pytest.raises(Invalid) as slip:
        create_organisation(
            cast.rita,
            OrganisationData(name="X", tax_number="7707083894", tax_reason="1", state_number="1027700132196"),
        )
    assert wrong(slip.value) == {
        "tax_number": "wrong_tax_number",
        "tax_reason": "wrong_tax_reason",
        "state_number": "wrong_state_number",
    }
    with translation.override("ru"):
        assert "опечатка" in str(slip.value.errors[0].message)
    with pytest.raises(Invalid, match="tax_number") as short:
        create_organisation(cast.rita, OrganisationData(name="X", tax_number="77"))
    with translation.override("ru"):
        assert "10 цифр" in str(short.value.errors[0].message)


@pytest.mark.parametrize(
    ("written", "day"),
    [("12.03.1975", date(1975, 3, 12)), ("1975-03-12", date(1975, 3, 12)), ("", None), (None, None)],
)
def test_a_birth_date_is_read_as_people_write_it(cast: Cast, written: str | None, day: date | None) -> None:
    person = create_person(cast.rita, PersonData(last_name="Kim", birth=written))
    assert Person.objects.get(pk=person.pk).birth == day
    same = edit_person(cast.rita, person, {"birth": written})
    assert same.card.version == 1


@pytest.mark.parametrize("written", ["31.02.1975", "yesterday", "12.03.75", "2999-01-01", "1700-01-01", 5])
def test_what_is_no_birth_date_is_refused(cast: Cast, written: str) -> None:
    with pytest.raises(Invalid) as error:
        create_person(cast.rita, PersonData(last_name="Kim", birth=written))
    assert set(wrong(error.value).values()) <= {"not_a_date", "out_of_range"}


def test_a_birth_date_is_edited_in_place_and_seen_by_those_who_may(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Kim"))
    door = reverse("person-field", args=[person.uid, "birth"])
    assert b'type="date"' in client_of(cast.rita).get(door).content
    said = client_of(cast.rita).post(door, {"birth": "1975-03-12", "based_on": 1})
    assert "1975" in said.content.decode()
    assert client_of(cast.rita).post(door, {"birth": "1975-31-12", "based_on": 2}).status_code == 422
    entry = AuditEntry.objects.get(object_kind="person", object_id=str(person.pk), verb="edited")
    assert "birth" in entry.fields
    card = f"/api/v1/persons/{person.uid}"
    assert client_of(cast.rita).get(card).json()["birth"] == "1975-03-12"
    assert client_of(cast.production).get(card).json()["birth"] is None
    page = client_of(cast.production).get(reverse("person", args=[person.uid])).content.decode()
    assert "1975" not in page
    assert client_of(cast.roma).get(door).status_code == 404


def test_the_card_s_numbers_are_edited_in_place(cast: Cast) -> None:
    bank = create_organisation(cast.rita, OrganisationData(name="Сбер"))
    door = reverse("organisation-field", args=[bank.uid, "tax_number"])
    rita = client_of(cast.rita)
    bad = rita.post(door, {"tax_number": "7707083894", "based_on": 1})
    assert bad.status_code == 422
    assert "7707083894" in bad.content.decode()
    assert "7707083893" in rita.post(door, {"tax_number": "7707 083893", "based_on": 1}).content.decode()
    page = rita.get(f"{reverse('organisations')}?tax_number=7707083893").content.decode()
    assert "Сбер" in page
    assert "Сбер" not in rita.get(f"{reverse('organisations')}?tax_number=500100732259").content.decode()


def test_programs_make_find_and_change_organisations(cast: Cast) -> None:
    rita = client_of(cast.rita)
    given = {"name": "Сбер", "kind": "company", "phones": ["+7 495 5005550"], **SBER}
    made = rita.post("/api/v1/organisations", json.dumps(given), content_type="application/json")
    assert made.status_code == 201, made.content
    uid = made.json()["uid"]
    assert {name: made.json()[name] for name in SBER} == SBER
    found = rita.get("/api/v1/organisations?tax_number=7707 083893").json()["items"]
    assert [line["uid"] for line in found] == [uid]
    assert rita.get("/api/v1/organisations?tax_number=nothing").json()["items"] == []
    changed = rita.patch(
        f"/api/v1/organisations/{uid}",
        json.dumps({"city": "Москва", "parent": None, "based_on": 1}),
        content_type="application/json",
    )
    assert (changed.json()["organisation"]["city"], changed.json()["organisation"]["version"]) == (
        "Москва",
        2,
    )
    bad = rita.post("/api/v1/organisations", json.dumps(given | {"tax_number": "1"}), "application/json")
    assert bad.status_code in (400, 422)
    for outsider in (cast.roma, cast.food_head):
        assert client_of(outsider).get(f"/api/v1/organisations/{uid}").status_code == 404
        assert Organisation.objects.get(uid=uid).city == "Москва"

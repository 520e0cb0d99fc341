"""Own fields on cards: shown in groups, edited in place, asked for on a new card, columns of lists."""

from uuid import uuid4

import pytest
from django.urls import reverse

from krug.access.errors import Invalid
from krug.customers.actions import create_organisation, create_person, merge
from krug.customers.actions.export import export_list
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Organisation, Person
from krug.customers.queries import PersonFilters
from krug.fields.actions import edit_field, retire_field, set_values
from krug.fields.models import Value
from tests.cast import Cast, client_of
from tests.fields.people import doctor_of, field, held

PART = {"HX-Request": "true"}


def value_of(person: Person, key: str) -> str:
    return reverse("own-value", args=["person", person.uid, key])


def test_the_card_shows_what_is_filled_in_by_groups(cast: Cast) -> None:
    doctor = doctor_of(cast)
    beds = field(cast, "Beds", "whole")
    edit_field(cast.head, beds, {"section": "The clinic"})
    field(cast, "Size", "one", options=["Small"])
    field(cast, "Empty", "text")
    field(cast, "Home", "link", personal=True)
    set_values(cast.rita, "person", doctor.pk, {"beds": 12000, "size": "small", "home": "krug.example/a"})
    page = f"/customers/{doctor.uid}/"
    html = client_of(cast.rita).get(page).content.decode()
    for words in ("The clinic", "12,000", "Small", "krug.example/a", "1 field is not filled in"):
        assert words in html
    seen = client_of(cast.production).get(page).content.decode()
    assert "12,000" in seen
    assert "krug.example" not in seen
    assert value_of(doctor, "beds") not in seen
    retire_field(cast.head, beds)
    assert "12,000" not in client_of(cast.rita).get(page).content.decode()


def test_no_fields_no_block(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Beds", "whole", kind="organisation")
    assert "own-title" not in client_of(cast.rita).get(f"/customers/{doctor.uid}/").content.decode()
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic"))
    html = client_of(cast.rita).get(f"/organisations/{clinic.uid}/").content.decode()
    assert reverse("own-value", args=["organisation", clinic.uid, "beds"]) in html


def test_edited_where_it_stands(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Likes", "several", options=["Tea", "Coffee"])
    rita, address = client_of(cast.rita), value_of(doctor, "likes")
    assert 'value="tea"' in rita.get(address).content.decode()
    html = rita.post(address, {"value": ["tea", "coffee"], "based_on": "0"}, headers=PART).content.decode()
    assert ("Tea" in html, "Coffee" in html, "form" in html) == (True, True, False)
    assert held(cast.rita, doctor) == {"likes": ["tea", "coffee"]}
    assert "Tea" in rita.get(address, {"show": "1"}).content.decode()
    wrong = rita.post(address, {"value": "beer"})
    assert (wrong.status_code, "is not in the list" in wrong.content.decode()) == (422, True)
    # Another hand had seen nothing yet.
    html = client_of(cast.nina).post(address, {"value": "tea", "based_on": "0"}).content.decode()
    assert "Rita had meanwhile written «Tea, Coffee»" in html
    assert held(cast.rita, doctor) == {"likes": ["tea"]}


def test_who_may_edit_it(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Score", "whole", roles={"rep": "see"})
    address = value_of(doctor, "score")
    assert client_of(cast.rita).get(address).status_code == 404
    assert client_of(cast.nina).post(address, {"value": "5"}).status_code == 200
    for user, status in ((cast.roma, 404), (cast.food_head, 404), (cast.production, 403), (None, 302)):
        assert client_of(user).post(address, {"value": "6"}).status_code == status
    assert client_of(cast.nina).get(value_of(doctor, "gone")).status_code == 404
    assert client_of(cast.nina).get(reverse("own-value", args=["deck", uuid4(), "a"])).status_code == 404
    assert held(cast.nina, doctor) == {"score": 5}


def test_a_new_card_asks_for_what_is_required(cast: Cast) -> None:
    field(cast, "Beds", "whole", required=True)
    field(cast, "Type", "one", required=True, kind="organisation", options=["Shop"])
    rita = client_of(cast.rita)
    assert 'name="own.beds"' in rita.get("/customers/new").content.decode()
    for typed in ({}, {"own.beds": "many"}):
        answer = rita.post("/customers/new", {"name": "Petrova Anna"} | typed)
        assert (answer.status_code, "Petrova Anna" in answer.content.decode()) == (422, True)
    assert 'value="many"' in answer.content.decode()
    assert not Person.objects.exists()
    rita.post("/customers/new", {"name": "Petrova Anna", "own.beds": "40"})
    assert held(cast.rita, Person.objects.get()) == {"beds": 40}
    assert rita.post("/organisations/new", {"name": "Shop", "kind": "company"}).status_code == 422
    made = rita.post("/organisations/new", {"name": "Shop", "kind": "company", "own.type": "shop"})
    assert (made.status_code, Organisation.objects.count()) == (302, 1)


def test_a_card_and_its_own_fields_are_made_together(cast: Cast) -> None:
    field(cast, "Beds", "whole", required=True)
    for own in ({}, {"beds": "many"}, {"beds": 1, "gone": 2}):
        with pytest.raises(Invalid) as refused:
            create_person(cast.rita, PersonData(last_name="Petrova"), own=own)
        assert refused.value.errors[0].field.startswith("own.")
    # What files and other systems bring comes in all the same, and the card asks.
    doctor = create_person(cast.rita, PersonData(last_name="Petrova"))
    assert Person.objects.count() == 1
    assert "Fill in" in client_of(cast.rita).get(f"/customers/{doctor.uid}/").content.decode()
    assert not Value.objects.exists()


def test_columns_of_lists_and_files(cast: Cast) -> None:
    doctor, double, other = (doctor_of(cast, name) for name in ("Petrova", "Petrowa", "Ivanova"))
    field(cast, "Price", "money")
    field(cast, "Likes", "several", options=["Tea", "Coffee"])
    field(cast, "Home", "date", personal=True)
    field(cast, "Theirs", "text", kind="organisation")
    said = {"price": "1200.5", "likes": "tea, coffee", "home": "2026-12-31"}
    set_values(cast.rita, "person", double.pk, said)
    set_values(cast.rita, "person", other.pk, {"price": 7})
    merge(cast.nina, doctor, double)
    wanted = ["own.price", "own.likes", "own.home", "own.theirs"]
    html = client_of(cast.rita).get(f"/customers/?columns={','.join(wanted)}").content.decode()
    assert "1200.50" in html
    assert "31 December 2026" in html
    export = export_list(cast.head, PersonFilters(), "csv", ["name", *wanted])
    assert list(export.headings) == ["Name", "Price", "Likes", "Home"]
    assert [list(line) for line in export.lines] == [
        ["Ivanova", "7.00", "", ""],
        ["Petrova", "1200.50", "Tea; Coffee", "2026-12-31"],
    ]
    seen = client_of(cast.production).get(f"/customers/?columns={','.join(wanted)}").content.decode()
    assert ("Price" in seen, "Home" in seen) == (True, False)

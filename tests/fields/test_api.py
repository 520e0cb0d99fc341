"""Own fields for programs: definitions, values of any kind, beside what a card has itself."""

from typing import Any

from django.urls import reverse
from pytest_django.fixtures import Settings

from krug.access import watch
from krug.access.models import AuditEntry, MassViewing
from krug.customers.actions import create_organisation
from krug.customers.data import OrganisationData
from krug.customers.models import Person
from krug.fields.actions import set_values
from tests.cast import Cast, client_of
from tests.fields.people import doctor_of, field

JSON: dict[str, Any] = {"content_type": "application/json"}


def test_definitions(cast: Cast) -> None:
    field(cast, "Beds", "whole", least="1", required=True)
    field(cast, "Score", "one", options=["Good"], roles={"rep": "see", "manager": "none"})
    told = client_of(cast.rita).get("/api/v1/fields/person").json()
    assert [(one["key"], one["type"], one["editable"]) for one in told] == [
        ("beds", "whole", True),
        ("score", "one", False),
    ]
    assert (told[0]["least"], told[0]["required"]) == ("1", True)
    assert told[1]["options"] == [{"key": "good", "name": "Good", "offered": True}]
    assert len(client_of(cast.nina).get("/api/v1/fields/person").json()) == 1
    assert client_of(cast.food_head).get("/api/v1/fields/person").json() == []
    assert client_of(cast.rita).get("/api/v1/fields/deck").status_code == 404
    assert client_of(cast.agent).get("/api/v1/fields/visit").status_code == 403


def test_values_are_read_and_changed(cast: Cast) -> None:
    doctor = doctor_of(cast)
    for name, type in (("Price", "money"), ("Since", "date"), ("Vip", "yes")):
        field(cast, name, type)
    address = reverse("api:own_values_api", args=["person", doctor.uid])
    rita = client_of(cast.rita)
    given = {"values": {"price": "1200.5", "since": "2026-12-31", "vip": True}, "based_on": {"price": 0}}
    told = rita.patch(address, given, **JSON).json()
    assert told["values"] == {"price": "1200.50", "since": "2026-12-31", "vip": True}
    assert (told["changed"], told["conflicts"]) == (["price", "since", "vip"], [])
    assert rita.get(address).json() == told["values"]
    assert rita.get(f"/api/v1/persons/{doctor.uid}").json()["own"] == told["values"]
    other = (
        client_of(cast.nina).patch(address, {"values": {"price": 7}, "based_on": {"price": 0}}, **JSON).json()
    )
    assert other["conflicts"] == [{"field": "price", "kept": "7.00", "other": "1200.50"}]
    wrong = rita.patch(address, {"values": {"price": "much", "gone": 1}}, **JSON)
    assert wrong.status_code == 422
    assert [one["field"] for one in wrong.json()["errors"]] == ["own.price", "own.gone"]
    for user, status in ((cast.roma, 404), (cast.food_head, 404), (cast.production, 403)):
        assert client_of(user).patch(address, {"values": {"price": 1}}, **JSON).status_code == status


def test_new_cards_bring_them_and_must_when_required(cast: Cast) -> None:
    field(cast, "Beds", "whole", required=True)
    field(cast, "Kind of", "one", kind="organisation", options=["Shop"], required=True)
    rita = client_of(cast.rita)
    for own in ({}, {"own": {"beds": "many"}}):
        refused = rita.post("/api/v1/persons", {"last_name": "Petrova"} | own, **JSON)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "own.beds")
    assert not Person.objects.exists()
    made = rita.post("/api/v1/persons", {"last_name": "Petrova", "own": {"beds": 40}}, **JSON)
    assert (made.status_code, made.json()["own"]) == (201, {"beds": 40})
    shop = rita.post("/api/v1/organisations", {"name": "Shop", "own": {"kind_of": "shop"}}, **JSON)
    assert (shop.status_code, shop.json()["own"]) == (201, {"kind_of": "shop"})


def test_what_is_personal_is_not_told_to_those_who_see_no_phones(cast: Cast) -> None:
    doctor = doctor_of(cast)
    field(cast, "Home", "text", personal=True)
    set_values(cast.rita, "person", doctor.pk, {"home": "Sea street"})
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic"))
    assert client_of(cast.rita).get(f"/api/v1/organisations/{clinic.uid}").json()["own"] == {}
    seen = client_of(cast.production)
    told = ("fields/person", f"fields/person/{doctor.uid}", f"persons/{doctor.uid}")
    for address in (f"/api/v1/{one}" for one in told):
        assert "home" not in seen.get(address).content.decode().lower()


def test_reading_them_is_reading_the_card(cast: Cast, settings: Settings) -> None:
    """Whoever walks through the values of all customers is noticed as if he had opened their cards."""
    doctor = doctor_of(cast)
    field(cast, "Beds", "whole")
    address = reverse("api:own_values_api", args=["person", doctor.uid])
    reads = AuditEntry.objects.filter(verb="read", object_kind="person", object_id=str(doctor.pk))
    rita = client_of(cast.rita)
    rita.get(address)
    assert reads.filter(actor=cast.rita).count() == 1
    rita.patch(address, {"values": {"beds": 1}}, **JSON)
    assert reads.count() == 2
    assert client_of(cast.roma).get(address).status_code == 404
    assert reads.count() == 2
    settings.KRUG_MASS_VIEWING = 100
    watch.forget()
    watch.seen(cast.rita, 101, 0)
    try:
        assert MassViewing.objects.get().user == cast.rita
        watch.seen(cast.rita, 1)
        slowed = rita.get(address)
    finally:
        watch.forget()
    assert slowed.status_code == 429
    assert "beds" not in slowed.content.decode()


def test_a_role_gets_no_field_that_it_does_not_see(cast: Cast) -> None:
    doctor = doctor_of(cast)
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic"))
    for kind, row in (("person", doctor), ("organisation", clinic)):
        field(cast, "Debts", "money", kind=kind, roles={"rep": "none", "manager": "see"})
        set_values(cast.head, kind, row.pk, {"debts": 777})
    rita, nina = client_of(cast.rita), client_of(cast.nina)
    for kind, row in (("person", doctor), ("organisation", clinic)):
        own = reverse("api:own_values_api", args=[kind, row.uid])
        for address in (own, f"/api/v1/{kind}s/{row.uid}", f"/api/v1/fields/{kind}"):
            assert "debts" not in rita.get(address).content.decode()
            assert "debts" in nina.get(address).content.decode()
        assert rita.get(f"/api/v1/{kind}s", {"own": "debts=777.."}).status_code == 422
        assert [one["name"] for one in nina.get(f"/api/v1/{kind}s", {"own": "debts=777.."}).json()["items"]]
        for user, code in ((rita, "unknown_field"), (nina, "unknown_field")):
            refused = user.patch(own, {"values": {"debts": 1}}, **JSON)
            assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)
            assert "777" not in str(refused.json()["errors"])
    assert nina.get(reverse("api:own_values_api", args=["person", doctor.uid])).json() == {"debts": "777.00"}

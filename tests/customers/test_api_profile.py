"""/api/v1/persons/…: where a person works and what is known of him, for programs."""

import json

import pytest
from django.test import Client

from krug.customers.actions import create_organisation, create_person
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Organisation, Person
from tests.cast import Cast, client_of


@pytest.fixture
def doctor(cast: Cast) -> Person:
    return create_person(cast.rita, PersonData(last_name="Petrova"))


@pytest.fixture
def clinic(cast: Cast) -> Organisation:
    return create_organisation(cast.rita, OrganisationData(name="Clinic"))


def send(client: Client, method: str, path: str, body: dict[str, object]) -> tuple[int, object]:
    answer = client.generic(method, path, json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_works(cast: Cast, doctor: Person, clinic: Organisation) -> None:
    rita = client_of(cast.rita)
    path = f"/api/v1/persons/{doctor.uid}/affiliations"
    told = {"organisation": str(clinic.uid), "position": "Head", "part": "decides", "since": "2024-02-01"}
    status, works = send(rita, "POST", path, told)
    assert status == 201
    assert isinstance(works, list)
    (work,) = works
    assert (work["main"], work["position"], work["part"], work["since"]) == (
        True,
        "Head",
        "decides",
        "2024-02-01",
    )
    assert send(rita, "POST", path, told)[0] == 422
    one = f"{path}/{work['uid']}"
    status, edited = send(rita, "PATCH", one, {"until": "2025-01-31"})
    assert isinstance(edited, dict)
    (held,) = edited["affiliations"]
    assert (status, held["until"], held["main"]) == (200, "2025-01-31", False)
    status, edited = send(rita, "PATCH", one, {"until": None, "main": True})
    assert isinstance(edited, dict)
    (held,) = edited["affiliations"]
    assert (status, held["until"], held["main"], edited["conflicts"]) == (200, None, True, [])
    assert send(rita, "PATCH", one, {"until": "2999-01-01"})[0] == 422
    card = rita.get(f"/api/v1/persons/{doctor.uid}").json()
    assert card["works"][0]["organisation"]["name"] == "Clinic"


def test_two_hands_on_one_place_of_work(cast: Cast, doctor: Person, clinic: Organisation) -> None:
    rita, nina = client_of(cast.rita), client_of(cast.nina)
    path = f"/api/v1/persons/{doctor.uid}/affiliations"
    _, works = send(rita, "POST", path, {"organisation": str(clinic.uid), "position": "Doctor"})
    assert isinstance(works, list)
    one, seen = f"{path}/{works[0]['uid']}", rita.get(f"/api/v1/persons/{doctor.uid}").json()["version"]
    send(nina, "PATCH", one, {"position": "Head", "based_on": seen})
    _, edited = send(rita, "PATCH", one, {"position": "Dean", "since": "2024-02-01", "based_on": seen})
    assert isinstance(edited, dict)
    assert edited["conflicts"] == [{"field": "position", "kept": "Dean", "other": "Head"}]
    assert edited["affiliations"][0]["position"] == "Dean"
    assert send(rita, "POST", path, {"organisation": str(clinic.uid), "based_on": seen})[0] == 422


def test_traits(cast: Cast, doctor: Person) -> None:
    rita = client_of(cast.rita)
    path = f"/api/v1/persons/{doctor.uid}/traits"
    assert send(rita, "POST", path, {"kind": "likes", "text": "Tea", "at": "2025-01-31T10:00:00"})[0] == 422
    status, known = send(rita, "POST", path, {"kind": "likes", "text": "Tea", "at": "2025-01-31T10:00:00Z"})
    assert status == 201
    assert isinstance(known, list)
    assert send(rita, "POST", path, {"kind": "height", "text": "180"})[0] == 422
    assert [one["uid"] for one in rita.get("/api/v1/persons", {"trait": "likes:tea"}).json()["items"]] == [
        str(doctor.uid)
    ]
    assert send(rita, "POST", f"{path}/{known[0]['uid']}/end", {}) == (200, [])
    assert rita.get(path).json() == []

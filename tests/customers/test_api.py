"""/api/v1/persons as a program meets it."""

from typing import Any

import pytest
from django.test import Client

from krug.access.actions.issue_token import issue_token
from krug.access.rules import Permission, allowed
from krug.customers.actions import create_organisation, create_person, create_persons, edit_person, merge
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Person
from krug.site.ids import uuid7
from tests.cast import Cast, client_of

HOME = "/api/v1/persons"
JSON = "application/json"


def program(user: Any, *permissions: Permission) -> Client:
    """A program with a token of the user's."""
    secret = issue_token(None, user, "test", permissions or allowed(user))[1]
    return Client(headers={"Authorization": f"Bearer {secret}"})


def test_create_once_and_get(cast: Cast) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Медси"))
    client = program(cast.rita, Permission.SEE_CUSTOMERS, Permission.EDIT_CUSTOMERS)
    sent = {
        "last_name": "Ким",
        "first_name": "Анна",
        "klass": "A",
        "organisation": str(clinic.uid),
        "phones": ["8 999 000-00-01"],
    }
    key = {"Idempotency-Key": "one"}
    answers = [client.post(HOME, sent, JSON, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Person.objects.count() == 1
    made = client.get(f"{HOME}/{answers[0].json()['uid']}").json()
    assert (made["name"], made["klass"], made["phones"], made["version"]) == (
        "Ким Анна",
        "A",
        ["8 999 000-00-01"],
        1,
    )
    assert made["organisation"] == {"uid": str(clinic.uid), "name": "Медси"}
    assert made["territory"]["name"] == "North coast"


def test_everything_wrong_is_named(cast: Cast) -> None:
    answer = program(cast.rita).post(HOME, {"last_name": " ", "klass": "Z", "phones": ["12"]}, JSON)
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert {error["field"] for error in answer.json()["errors"]} == {"last_name", "klass", "phones"}
    answer = program(cast.rita).post(HOME, {"last_name": "Ким", "canonical": 1}, JSON)
    assert answer.status_code == 422
    answer = program(cast.rita).post(HOME, {"last_name": "Ким", "organisation": str(uuid7())}, JSON)
    assert answer.json()["errors"][0]["field"] == "organisation"


def test_patch_changes_what_is_sent_and_tells_conflicts(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким", city="Казань", klass="C"))
    edit_person(cast.nina, person, {"klass": "A"})
    answer = program(cast.rita).patch(f"{HOME}/{person.uid}", {"klass": "B", "based_on": 1}, JSON)
    assert answer.status_code == 200
    assert answer.json()["conflicts"] == [{"field": "klass", "kept": "B", "other": "A"}]
    shown = answer.json()["person"]
    assert (shown["klass"], shown["city"], shown["version"]) == ("B", "Казань", 3)


def test_the_list_is_walked_by_cursor(cast: Cast) -> None:
    create_persons(cast.rita, [PersonData(last_name=f"Ким{n:02}", klass="AB"[n % 2]) for n in range(7)])
    client = program(cast.rita)
    names: list[str] = []
    cursor = ""
    while True:
        page = client.get(HOME, {"limit": "3", "cursor": cursor}).json()
        names += [item["name"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]
    assert names == [f"Ким{n:02}" for n in range(7)]
    assert len(client.get(HOME, {"klass": "A"}).json()["items"]) == 4
    assert client.get(HOME, {"cursor": "made-up"}).status_code == 422


def test_search(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Щербакова", first_name="Юлия"))
    (hit,) = program(cast.rita).get(f"{HOME}/search", {"q": "Sherbakova Julia"}).json()
    assert (hit["uid"], hit["kind"]) == (str(person.uid), "person")
    assert program(cast.roma).get(f"{HOME}/search", {"q": "Щербакова"}).json() == []


def test_the_merged_answer_with_their_survivor(cast: Cast) -> None:
    one, two = create_persons(cast.rita, [PersonData(last_name="Ким"), PersonData(last_name="Цой")])
    merge(cast.nina, one, two)
    assert program(cast.rita).get(f"{HOME}/{two.uid}").json()["uid"] == str(one.uid)


@pytest.mark.parametrize("method", ["get", "patch"])
def test_outsiders(cast: Cast, method: str) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    address = f"{HOME}/{person.uid}"
    for outsider in (cast.roma, cast.food_head):
        answer = getattr(program(outsider), method)(address, {}, content_type=JSON)
        assert answer.status_code == 404
    syncs_only = program(cast.rita, Permission.SYNC)
    assert getattr(syncs_only, method)(address, {}, content_type=JSON).status_code == 403
    reader = program(cast.rita, Permission.SEE_CUSTOMERS)
    assert reader.get(address).status_code == 200
    assert reader.patch(address, {"city": "Омск"}, content_type=JSON).status_code == 403
    assert client_of(None).get(address).status_code == 401

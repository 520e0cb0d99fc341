"""/api/v1/organisations/…/merges: two cards made one and taken apart, as persons are."""

import json
from typing import Any

from django.test import Client

from krug.customers.actions import create_organisation
from krug.customers.data import OrganisationData
from krug.customers.models import Organisation
from tests.cast import Cast, client_of


def place(cast: Cast, name: str, **more: Any) -> Organisation:
    return create_organisation(cast.rita, OrganisationData(name=name, **more))


def sent(client: Client, path: str, body: dict[str, object]) -> tuple[int, dict[str, Any]]:
    answer = client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_organisations_are_merged_and_taken_apart(cast: Cast) -> None:
    one, other, nina = place(cast, "Clinic"), place(cast, "The clinic"), client_of(cast.nina)
    path, absorbed = f"/organisations/{one.uid}/merges", {"absorbed": str(other.uid)}
    status, made = sent(nina, path, absorbed)
    assert (status, made["survivor"]["name"], made["absorbed"]["name"], made["rule"]) == (
        201,
        "Clinic",
        "The clinic",
        "by hand",
    )
    assert nina.get(f"/api/v1/organisations/{other.uid}").json()["uid"] == str(one.uid)
    # It is in no list of its own any more.
    assert sent(nina, path, absorbed)[0] == 404
    undo = f"/organisations/merges/{made['uid']}/undo"
    status, undone = sent(nina, undo, {})
    assert (status, bool(undone["undone_at"])) == (200, True)
    assert sent(nina, undo, {})[0] == 409
    assert nina.get(f"/api/v1/organisations/{other.uid}").json()["uid"] == str(other.uid)
    listed = nina.get(f"/api/v1{path}").json()
    assert [(row["uid"], bool(row["undone_at"])) for row in listed] == [(made["uid"], True)]


def test_what_is_refused(cast: Cast) -> None:
    top = place(cast, "Top")
    middle = place(cast, "Middle", parent=top.pk)
    low = place(cast, "Low", parent=middle.pk)
    nina, path = client_of(cast.nina), f"/organisations/{top.uid}/merges"
    status, problem = sent(nina, path, {"absorbed": str(low.uid)})
    assert (status, problem["code"]) == (409, "merge_refused")
    assert sent(client_of(cast.rita), path, {"absorbed": str(low.uid)})[0] == 403
    assert sent(client_of(cast.sam), path, {"absorbed": str(low.uid)})[0] == 404

"""What no form of ours sends is refused in words, never with a broken page."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from krug.customers.actions import create_organisation
from krug.customers.data import OrganisationData
from krug.site.clock import micros
from krug.site.ids import uuid7
from tests.access.world import World, make_world
from tests.cast import client_of


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def sent(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("number", ["abc", "-1", "1.5", "9" * 25, "9" * 5000, "²"])
def test_numbers_of_a_form(world: World, number: str) -> None:
    rita = client_of(world.cast.rita)
    for name in ("city", "organisation", "territory"):
        url = reverse("person-field", args=[world.doctor.uid, name])
        assert rita.post(url, {name: number, "based_on": number}).status_code in (200, 422)
    assert rita.post(reverse("person-new"), {"name": "Q", "organisation": number}).status_code in (404, 422)


@pytest.mark.parametrize("number", ["-1", "9" * 25, "9" * 5000, "²"])
def test_the_number_of_a_version(world: World, number: str) -> None:
    deck = reverse("deck", args=[world.version.deck.uid])
    assert client_of(world.cast.head).get(deck, {"version": number}).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-13-01", "x"])
def test_days_of_an_address(world: World, day: str) -> None:
    client = client_of(world.cast.rita)
    for name in ("since", "until"):
        assert client.get(reverse("visits"), {"show": "all", name: day}).status_code == 200


def test_what_a_database_cannot_keep(world: World) -> None:
    head = client_of(world.cast.head)
    # SQLite looks for it and finds nothing, PostgreSQL refuses to look.
    assert head.get(reverse("people"), {"city": "a\0b"}).status_code in (200, 422)
    assert head.get("/api/v1/persons", {"city": "a\0b"}).status_code in (200, 422)
    answer = sent(head, "/api/v1/persons", {"last_name": "a\ud800b"})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_input")


def test_a_touch_says_in_which_zone_its_time_is(world: World) -> None:
    one = {"id": str(uuid7()), "channel": "call", "direction": "in", "verb": "called"}
    one |= {"person": str(world.doctor.uid), "at": "2026-01-01T00:00:00"}
    integrator = client_of(world.cast.integrator)
    answer = sent(integrator, "/api/v1/touches", {"touches": [one]})
    assert answer.status_code == 422
    assert "/touches/0/at" in [error["pointer"] for error in answer.json()["errors"]]
    zoned = one | {"at": datetime(2026, 1, 1, tzinfo=UTC).isoformat()}
    assert sent(integrator, "/api/v1/touches", {"touches": [zoned]}).status_code == 200


def test_a_visit_of_nobodys_unit_is_refused_and_holds_no_tablet_up(world: World) -> None:
    now = micros(timezone.now())
    payload = {"visit": str(uuid7()), "person": str(world.doctor.uid), "planned_at": now, "minutes": 15}
    plan = {"uid": str(uuid7()), "kind": "visit.plan", "at": now, "payload": payload}
    body = {"device": str(uuid7()), "device_now": now, "commands": [plan]}
    answer = sent(client_of(world.cast.admin), "/api/v1/sync/commands", body)
    assert [(it["outcome"], it["code"]) for it in answer.json()["results"]] == [("refused", "wrong_field")]


def test_a_strangers_window_is_sent_to_sign_in_whatever_it_says_of_itself(db: None) -> None:
    answer = Client(headers={"HX-Request": "true", "HX-Current-URL": "http://["}).get(reverse("people"))
    assert answer.headers["HX-Redirect"].startswith(reverse("account_login"))


def test_an_organisation_of_others_is_not_named_by_its_number(world: World) -> None:
    land = world.cast.pharma.south_land.pk
    hidden = create_organisation(None, OrganisationData(name="Hidden clinic", kind="clinic", territory=land))
    rita = client_of(world.cast.rita)
    url = reverse("person-field", args=[world.doctor.uid, "organisation"])
    assert rita.post(url, {"organisation": hidden.pk}).status_code == 404
    assert rita.post(reverse("person-new"), {"name": "Q", "organisation": hidden.pk}).status_code == 404

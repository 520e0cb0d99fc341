"""The examples of contract/ are what the server takes, and what it answers looks like them."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from krug.access.errors import KrugError, NotAllowed
from krug.access.models import Scope
from krug.customers.actions import create_organisation, create_person, give_consent
from krug.customers.actions.affiliations import add_affiliation
from krug.customers.actions.traits import tell_trait
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Purpose
from krug.customers.queries import card_identity
from krug.sync import errors as sync
from krug.sync.builders import organisation, person
from krug.sync.payloads import PAYLOADS
from krug.touches.actions import append
from krug.visits import errors as visits
from krug.visits.actions import cancel_visit
from krug.visits.data import EventIn
from krug.visits.models import Visit
from tests.cast import Cast
from tests.customers.test_card import START
from tests.customers.test_card import visit as visit_of
from tests.sync.device import Device, command
from tests.visits.made import make_doctor, make_visit

FOLDER = Path(__file__).resolve().parents[2] / "contract"


def example(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def shape(value: Any) -> Any:
    """Names and types all the way down; what is keyed by ids is told by one of its values."""
    if isinstance(value, dict):
        if value and all(name.isdecimal() for name in value):
            return {"id": shape(next(one for one in value.values() if one))}
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value and not isinstance(value[0], str) else [type(one) for one in value]
    return type(value)


@pytest.fixture
def visit(cast: Cast) -> Visit:
    """The one that the example of commands is about."""
    (start, _finish) = example("commands.request")["commands"]
    return make_visit(cast.rita, make_doctor(cast), uid=UUID(start["payload"]["visit"]))


@pytest.fixture
def device(cast: Cast, visit: Visit) -> Device:
    return Device(cast.rita, UUID(example("begin.request")["device"]))


def sent(device: Device, step: str, **changes: Any) -> Any:
    given = example(f"{step}.request")
    assert given.pop("device") == str(device.uid)
    return device.post(step, given | changes)


def test_begin(device: Device) -> None:
    assert shape(sent(device, "begin")) == shape(example("begin.response"))


def test_buckets_and_rows(device: Device) -> None:
    device.begin()
    land = str(Scope.objects.get(kind="territory", users__user__email="rita@krug.test").pk)
    answer = sent(device, "buckets", scope=land)
    told = example("buckets.response")
    assert {name: shape(one) for name, one in answer.items() if name != "buckets"} == {
        name: shape(one) for name, one in told.items() if name != "buckets"
    }
    rows = [row for bucket in answer["buckets"].values() for row in bucket]
    assert {shape_of_row(row) for row in rows} == {shape_of_row(told["buckets"]["17"][0])}
    (row,) = rows
    assert sent(device, "rows", scope=land, want=[row[:2]]).startswith(
        json.dumps(row)[:-1].replace(" ", "").encode()
    )


def shape_of_row(row: list[Any]) -> tuple[Any, ...]:
    return tuple((type(one), len(one)) for one in row)


def test_commands(cast: Cast, device: Device, visit: Visit) -> None:
    device.begin()
    answer, told = sent(device, "commands"), example("commands.response")
    assert answer.keys() == told.keys()
    assert [one["outcome"] for one in answer["results"]] == ["accepted", "accepted"]
    other = make_visit(cast.rita, make_doctor(cast, "Other"))
    cancel_visit(cast.nina, other)
    (refused,) = device.send(command("visit.start", visit=str(other.uid)))
    accepted_like, refused_like = told["results"]
    assert shape(answer["results"][0]) == shape(accepted_like)
    assert (refused.keys(), refused["code"]) == (refused_like.keys(), refused_like["code"])


@pytest.mark.parametrize("name", ["consents.request", "traits.request"])
def test_commands_about_a_customer(cast: Cast, device: Device, name: str) -> None:
    given = example(name)["commands"]
    create_person(cast.rita, PersonData(last_name="Petrova"), UUID(given[0]["payload"]["person"]))
    device.begin()
    results = sent(device, "commands", commands=given)["results"]
    assert [one["outcome"] for one in results] == ["accepted"] * len(given)


def test_every_kind_of_command_is_in_the_contract() -> None:
    text = (FOLDER / "sync.md").read_text(encoding="utf-8")
    assert [kind for kind in PAYLOADS if f"| `{kind}` |" not in text] == []


def test_an_event() -> None:
    event = EventIn.model_validate(example("event"))
    assert json.loads(event.model_dump_json()) == example("event")


def test_a_persons_document(cast: Cast) -> None:
    hospital = create_organisation(cast.rita, OrganisationData(name="Hospital"))
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic", parent=hospital.pk))
    doctor = create_person(
        cast.rita,
        PersonData(
            last_name="Petrova",
            phones=["+79991234567"],
            emails=["p@example.org"],
            latitude=55.7,
            longitude=49.1,
        ),
    )
    told = {"position": "Head", "since": date(2024, 2, 1), "part": "decides"}
    add_affiliation(cast.rita, doctor, clinic, told)
    tell_trait(cast.rita, doctor, "hours", "after 14:00", "said")
    append(visit_of(card_identity(doctor), START, cast.rita.pk), "source:test")
    tracking = Purpose.objects.get(unit=cast.pharma.unit, code="tracking")
    give_consent(cast.rita, doctor, tracking, "spoken")
    _uid, document = person.documents([doctor.pk])[doctor.pk]
    told_by = example("person")
    assert document.keys() == told_by.keys()
    assert shape(document["works"]) == shape(told_by["works"])
    assert shape(document["traits"]) == shape(told_by["traits"])
    assert shape(document["consents"]) == shape(told_by["consents"])
    _uid, place = organisation.documents([clinic.pk])[clinic.pk]
    assert {**shape(place), "latitude": float, "longitude": float} == shape(example("organisation"))


def test_every_plain_refusal_is_one_that_devices_have_words_for() -> None:
    whole = {sync.DeviceOfAnother, sync.DeviceRevoked, sync.UnknownDevice, sync.ScopeGone}
    of_commands = {NotAllowed}
    for module in (sync, visits):
        made = (one for one in vars(module).values() if isinstance(one, type) and issubclass(one, KrugError))
        of_commands |= {one for one in made if one.__module__ == module.__name__} - whole
    assert sorted({one.code for one in of_commands}) == example("refusals")

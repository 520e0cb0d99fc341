"""Edits: some fields, from a version, by two hands."""

from typing import Any

import pytest

from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry
from krug.access.scopes import may_see
from krug.access.signals import rows_changed
from krug.customers.actions import (
    create_organisation,
    create_person,
    edit_organisation,
    edit_person,
)
from krug.customers.data import Conflict, OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.models import ContactPoint, Link, SearchRow
from tests.cast import Cast


def test_only_what_is_named_changes(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким", city="Казань", phones=["+79990000001"]))
    edited = edit_person(cast.rita, person, {"last_name": "Цой", "note": "После 14:00\nкаб. 3"}, based_on=1)
    assert edited.conflicts == []
    edited.person.refresh_from_db()
    assert (edited.person.last_name, edited.person.city, edited.person.version) == ("Цой", "Казань", 2)
    assert edited.person.sort == "цой"
    assert edited.person.note == "После 14:00\nкаб. 3"
    assert "coi" in SearchRow.objects.get(kind="person", row=person.pk).text
    entry = AuditEntry.objects.get(verb="edited")
    assert entry.fields == ["last_name", "note"]


def test_nothing_new_changes_nothing(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    assert edit_person(cast.rita, person, {"last_name": "Ким"}).person.version == 1
    assert not AuditEntry.objects.filter(verb="edited").exists()


def test_two_hands_on_one_field(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким", klass="C"))
    edit_person(cast.nina, person, {"klass": "A", "city": "Казань"}, based_on=1)
    edited = edit_person(cast.rita, person, {"klass": "B", "address": "ул. Баумана, 1"}, based_on=1)
    assert edited.conflicts == [Conflict("klass", "B", "A", cast.nina.pk)]
    edited.person.refresh_from_db()
    assert (edited.person.klass, edited.person.city) == ("B", "Казань")


def test_no_conflict_with_oneself_nor_from_the_newest(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким", klass="C"))
    edit_person(cast.rita, person, {"klass": "A"}, based_on=1)
    assert edit_person(cast.rita, person, {"klass": "B"}, based_on=1).conflicts == []
    assert edit_person(cast.nina, person, {"klass": "A"}, based_on=3).conflicts == []


def test_phones_are_replaced_as_a_list(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким", phones=["+79990000001", "+79990000002"]))
    kept = ContactPoint.objects.get(normal="+79990000002")
    edit_person(cast.rita, person, {"phones": ["8 999 000-00-02", "+79990000003"]})
    points = ContactPoint.objects.filter(person=person).order_by("id")
    assert [point.normal for point in points] == ["+79990000002", "+79990000003"]
    assert points[0].pk == kept.pk
    assert points[0].value == "8 999 000-00-02"
    ended = Link.objects.get(identity__value="+79990000001")
    assert ended.until is not None
    edit_person(cast.rita, person, {"phones": ["+79990000001"]})
    again = Link.objects.filter(identity__value="+79990000001", until=None).get()
    assert again.since is not None
    assert again.since >= ended.until


def test_moving_to_another_territory_moves_who_sees(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    edit_person(cast.boss, person, {"territory": cast.pharma.south_land.pk})
    assert not may_see(cast.rita, "person", person.pk)
    assert may_see(cast.roma, "person", person.pk)


def test_people_are_found_by_the_new_name_of_their_organisation(cast: Cast) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Медси"))
    person = create_person(cast.rita, PersonData(last_name="Ким", organisation=clinic.pk))
    edit_organisation(cast.rita, clinic, {"name": "Скандинавия"})
    assert "skandinavia" in SearchRow.objects.get(kind="person", row=person.pk).text


def test_those_below_are_told_of_the_new_name_of_what_they_belong_to(cast: Cast) -> None:
    hospital = create_organisation(cast.rita, OrganisationData(name="Hospital"))
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic", parent=hospital.pk))
    heard: list[tuple[str, set[int]]] = []

    def hear(kind: str, rows: set[int], **_: Any) -> None:
        heard.append((kind, rows))

    rows_changed.connect(hear)
    try:
        edit_organisation(cast.rita, hospital, {"city": "Kazan"})
        assert ("organisation", {clinic.pk}) not in heard
        edit_organisation(cast.rita, hospital, {"name": "Old hospital"})
    finally:
        rows_changed.disconnect(hear)
    assert ("organisation", {clinic.pk}) in heard


def test_refusals(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    with pytest.raises(NotAllowed):
        edit_person(cast.production, person, {"klass": "A"})
    with pytest.raises(Invalid) as refused:
        edit_person(cast.rita, person, {"canonical": 1, "klass": "Z"})
    assert {(error.field, error.code) for error in refused.value.errors} == {
        ("canonical", "unknown_field"),
        ("klass", "unknown_choice"),
    }
    person.refresh_from_db()
    assert person.version == 1

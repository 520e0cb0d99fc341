"""Own fields of a person in his document: what stands there, for whom, and when it changes."""

from typing import Any

from krug.customers.actions import merge
from krug.customers.models import Person
from krug.fields.actions import (
    edit_field,
    edit_option,
    merge_options,
    order_fields,
    restore_field,
    retire_field,
    set_values,
)
from krug.fields.models import Option
from tests.cast import Cast
from tests.fields.people import field
from tests.sync.device import Device
from tests.visits.made import make_doctor


def own(device: Device) -> dict[str, Any]:
    device.sync()
    (document,) = device.documents("person")
    return {one["name"]: one["value"] for one in document["own"]}


def test_what_is_written_comes(cast: Cast, device: Device, doctor: Person) -> None:
    assert own(device) == {}
    field(cast, "Фонд", "money", currency="RUB")
    field(cast, "Хобби", "several", open=True)
    field(cast, "Суббота", "yes")
    field(cast, "Пусто", "text")
    field(cast, "Договор", "date")
    given = {"fond": "1200.5", "khobbi": "Гольф, Хор", "subbota": "нет", "dogovor": "31.12.2026"}
    set_values(cast.rita, "person", doctor.pk, given)
    assert own(device) == {
        "Фонд": "1200.50", "Хобби": ["Гольф", "Хор"], "Суббота": False, "Договор": "2026-12-31",
    }  # fmt: skip
    set_values(cast.rita, "person", doctor.pk, {"fond": "", "khobbi": [], "dogovor": None})
    assert own(device) == {"Суббота": False}


def test_hidden_from_one_it_travels_to_none(cast: Cast, device: Device, doctor: Person) -> None:
    hidden = field(cast, "Долги", "text", roles={"manager": "none"})
    seen = field(cast, "Оценка", "text", roles={"rep": "see", "production": "none"})
    set_values(cast.head, "person", doctor.pk, {"dolgi": "Да", "otsenka": "5"})
    assert own(device) == {"Оценка": "5"}
    edit_field(cast.head, seen, {"roles": {"rep": "none"}})
    assert own(device) == {}
    edit_field(cast.head, hidden, {"roles": {}})
    assert own(device) == {"Долги": "Да"}


def test_what_becomes_of_a_field_is_seen(cast: Cast, device: Device, doctor: Person) -> None:
    size = field(cast, "Размер", "one", options=["Большая", "Крупная"])
    note = field(cast, "Пометка", "text")
    set_values(cast.rita, "person", doctor.pk, {"razmer": "Крупная", "pometka": "x"})
    assert list(own(device).items()) == [("Размер", "Крупная"), ("Пометка", "x")]
    edit_option(cast.head, Option.objects.get(name="Крупная"), "Огромная", "")
    assert own(device)["Размер"] == "Огромная"
    merge_options(cast.head, Option.objects.get(name="Огромная"), Option.objects.get(name="Большая"))
    assert own(device)["Размер"] == "Большая"
    order_fields(cast.head, "person", [note.uid, size.uid])
    assert list(own(device)) == ["Пометка", "Размер"]
    edit_field(cast.head, note, {"name": "Заметка"})
    assert own(device)["Заметка"] == "x"
    retire_field(cast.head, note)
    assert own(device) == {"Размер": "Большая"}
    restore_field(cast.head, note)
    assert own(device)["Заметка"] == "x"


def test_the_survivor_says_what_the_other_said(cast: Cast, device: Device, doctor: Person) -> None:
    field(cast, "Пометка", "text")
    other = make_doctor(cast, "Other")
    set_values(cast.rita, "person", other.pk, {"pometka": "x"})
    merge(cast.nina, doctor, other)
    assert own(device) == {"Пометка": "x"}

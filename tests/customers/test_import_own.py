"""Columns of a file that fill own fields: judged by type, rejected with reasons, remembered, taken back."""

from typing import Any

import pytest

from krug.customers.actions import run_import, set_mapping, start_import
from krug.customers.actions.undo_import import undo_import
from krug.customers.contact_csv import run, undo
from krug.customers.errors import Invalid
from krug.customers.models import ContactImport, Organisation, Person, RejectedRow
from krug.customers.own import organisation_row
from krug.customers.queries import preview, rejected_csv
from krug.fields.actions import define_field, retire_field, set_values
from krug.fields.data import FieldData
from krug.fields.models import Choice, Field, Option, Value
from krug.fields.queries.values import plain_values
from tests.cast import Cast, client_of
from tests.fields.people import field, held

JSON = "application/json"
HEADINGS = "Фамилия;Число коек;Договор до;Размер;Метки;Сетевая"
ROWS = [
    "Ким;1 200;31.12.2026;Большая;Гольф, Хор;да",
    "Лев;;2027-01-31;большая;;нет",
    "Цой;много;31.12.2026;Большая;Новое слово;да",
    "Ян;5;32.12.2026;Малая;;может",
]


def fields(cast: Cast) -> None:
    field(cast, "Число коек", "whole")
    field(cast, "Договор до", "date", required=True)
    field(cast, "Размер", "one", options=["Большая"])
    field(cast, "Метки", "several", open=True)
    field(cast, "Сетевая", "yes")


def started(cast: Cast, who: str = "nina", rows: list[str] | None = None) -> ContactImport:
    lines = "\r\n".join([HEADINGS, *(ROWS if rows is None else rows)]).encode("cp1251")
    return start_import(getattr(cast, who), "врачи.csv", [lines], cast.pharma.north_land)


def taken(cast: Cast, made: ContactImport) -> None:
    run_import(cast.nina, made)
    run.run(made.pk)


def said(cast: Cast, name: str) -> dict[str, Any]:
    return held(cast.nina, Person.objects.get(last_name=name))


def test_from_file_to_cards(cast: Cast) -> None:
    fields(cast)
    made = started(cast)
    assert made.mapping == {
        "0": "last_name", "1": "own.chislo_koek", "2": "own.dogovor_do",
        "3": "own.razmer", "4": "own.metki", "5": "own.setevaya",
    }  # fmt: skip
    assert [row.fate for row in preview(made).rows] == ["new", "new", "wrong", "wrong"]
    # Looking writes nothing: the words of tags neither.
    assert not Option.objects.filter(field__key="metki").exists()
    taken(cast, made)
    kim = said(cast, "Ким")
    assert str(kim.pop("dogovor_do")) == "2026-12-31"
    assert kim == {
        "chislo_koek": 1200, "razmer": kim["razmer"], "metki": ["golf", "khor"], "setevaya": True,
    }  # fmt: skip
    assert said(cast, "Лев")["chislo_koek"] is None
    assert said(cast, "Лев")["setevaya"] is False
    assert set(Option.objects.filter(field__key="metki").values_list("name", flat=True)) == {"Гольф", "Хор"}
    reasons = dict(RejectedRow.objects.filter(contact_import=made).values_list("line", "reason"))
    assert list(reasons) == [4, 5]
    assert "Число коек «много»: " in reasons[4]
    assert "Договор до «32.12.2026»: " in reasons[5]
    assert "Размер «Малая»: " in reasons[5]
    assert "Сетевая «может»: " in reasons[5]
    assert "Новое слово" in b"".join(rejected_csv(made)).decode("utf-8-sig")
    assert Person.objects.filter(last_name__in=("Цой", "Ян")).count() == 0


def test_the_next_file_begins_with_what_was_chosen(cast: Cast) -> None:
    fields(cast)
    made = started(cast)
    set_mapping(cast.nina, made, {"0": "last_name", "3": "own.razmer"})
    assert started(cast).mapping == {"0": "last_name", "3": "own.razmer"}
    retire_field(cast.head, Field.objects.get(key="razmer"))
    assert "own.razmer" not in started(cast).mapping.values()


def test_taken_back_exactly(cast: Cast) -> None:
    fields(cast)
    made = started(cast)
    taken(cast, made)
    lev = Person.objects.get(last_name="Лев")
    set_values(cast.rita, "person", lev.pk, {"chislo_koek": 7})
    kept = list(Value.objects.filter(row=lev.pk).order_by("id").values())
    undoing = undo_import(cast.nina, made)
    undo.run(undoing.pk)
    undoing.refresh_from_db()
    # Somebody has worked with this one since.
    assert (undoing.removed, undoing.kept) == (1, 1)
    assert list(Person.objects.values_list("last_name", flat=True)) == ["Лев"]
    assert list(Value.objects.order_by("id").values()) == kept
    assert set(Choice.objects.values_list("row", flat=True)) == {lev.pk}


def test_only_what_he_may_write(cast: Cast) -> None:
    fields(cast)
    field(cast, "Долги", "money", roles={"manager": "none"})
    field(cast, "Оценка", "whole", roles={"manager": "see"})
    define_field(cast.food_head, "person", FieldData(name="Чужое", type="text", unit=cast.food.unit.pk))
    made = started(cast)
    page = client_of(cast.nina).get(f"/customers/import/{made.uid}/").content.decode()
    assert '<option value="own.chislo_koek" selected>' in page
    for hidden in ("own.dolgi", "own.otsenka", "own.chuzhoe"):
        assert hidden not in page
        with pytest.raises(Invalid):
            set_mapping(cast.nina, made, {"0": "last_name", "1": hidden})
    with pytest.raises(Invalid):
        set_mapping(cast.nina, made, {"0": "last_name", "1": "own.razmer", "2": "own.razmer"})
    retire_field(cast.head, Field.objects.get(key="razmer"))
    with pytest.raises(Invalid):
        run_import(cast.nina, made)


def test_a_mended_row_comes_in(cast: Cast) -> None:
    """The file of what was left out, mended, is taken as it stands."""
    fields(cast)
    made = started(cast)
    taken(cast, made)
    back = b"".join(rejected_csv(made)).decode("utf-8-sig").replace("много", "30").encode()
    again = start_import(cast.nina, "врачи-rejected.csv", [back], cast.pharma.north_land)
    assert set(made.mapping.values()) == set(again.mapping.values())
    taken(cast, again)
    assert said(cast, "Цой")["chislo_koek"] == 30
    assert list(RejectedRow.objects.filter(contact_import=again).values_list("line", flat=True)) == [3]


def test_a_name_goes_before_a_beginning(cast: Cast) -> None:
    """But not before what Krug calls so itself."""
    field(cast, "Город детства", "text")
    field(cast, "Телефон", "text")
    lines = "Фамилия;Город детства;Телефон\r\nКим;Омск;+7 999 000-00-01".encode()
    made = start_import(cast.nina, "врачи.csv", [lines], cast.pharma.north_land)
    assert made.mapping == {"0": "last_name", "1": "own.gorod_detstva", "2": "phone"}


def test_a_right_lost_before_the_work(cast: Cast) -> None:
    """Rows come back rather than lose what their column says."""
    beds = field(cast, "Число коек", "whole")
    made = started(cast)
    run_import(cast.nina, made)
    retire_field(cast.head, beds)
    run.run(made.pk)
    assert [one.last_name for one in Person.objects.all()] == ["Лев"]
    reasons = RejectedRow.objects.filter(contact_import=made).values_list("reason", flat=True)
    assert all(reason.startswith("chislo_koek «") for reason in reasons)


def test_organisations(cast: Cast) -> None:
    """Theirs, chains first; a field of persons is none of them."""
    field(cast, "Число коек", "whole")
    field(cast, "Палат", "whole", kind="organisation")
    field(cast, "Профиль", "several", kind="organisation", open=True)
    lines = [
        "Название;Сеть;Палат;Профиль;Число коек",
        "Вита-1;Вита;12;Хирургия;5",
        "Вита;;40;;",
        "Омега;;дюжина;Роды;",
    ]
    data = "\r\n".join(lines).encode()
    made = start_import(cast.nina, "клиники.csv", [data], cast.pharma.north_land, "organisation")
    assert made.mapping == {"0": "name", "1": "parent", "2": "own.palat", "3": "own.profil"}
    assert [row.fate for row in preview(made).rows] == ["new", "new", "wrong"]
    taken(cast, made)
    of_place = {row.name: row for row in Organisation.objects.all()}
    assert set(of_place) == {"Вита-1", "Вита"}
    row = organisation_row(of_place["Вита-1"])
    assert plain_values(cast.nina, "organisation", row) == {"palat": 12, "profil": ["khirurgiya"]}
    assert not Option.objects.filter(name="Роды").exists()
    assert "Палат «дюжина»: " in RejectedRow.objects.get(contact_import=made).reason
    set_values(cast.rita, "organisation", of_place["Вита"].pk, {"palat": 41})
    undo.run(undo_import(cast.nina, made).pk)
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Вита"]
    assert list(Value.objects.values_list("row", flat=True)) == [of_place["Вита"].pk]
    assert not Choice.objects.exists()


def test_by_the_api(cast: Cast) -> None:
    """Keys as long as they may be."""
    own = [f"own.{field(cast, 'Любимое время для звонка и встречи', 'text').key}" for _twice in "12"][1]
    made = started(cast)
    answer = client_of(cast.nina).put(
        f"/api/v1/imports/{made.uid}/columns", {"columns": {"0": "last_name", "1": own}}, JSON
    )
    assert answer.status_code == 200
    assert answer.json()["preview"]["columns"][1]["field"] == own

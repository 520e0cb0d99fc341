"""An import of organisations: columns, doubles by numbers and names, chains, what comes back, undoing."""

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from krug.access.errors import NotAllowed
from krug.customers.actions import (
    create_organisation,
    edit_organisation,
    import_contacts,
    run_import,
    set_mapping,
    start_import,
    undo_import,
)
from krug.customers.contact_csv import run, undo
from krug.customers.contact_csv.columns import guess, signature
from krug.customers.contact_csv.place_columns import ORGANISATION
from krug.customers.data import OrganisationData
from krug.customers.errors import FileRefused, Invalid
from krug.customers.models import ContactImport, ContactPoint, Organisation, SavedMapping
from krug.customers.queries import kept_rows, preview, progress, rejected_csv
from tests.cast import Cast, client_of

HEADINGS = "Наименование;Тип;Сеть;ИНН/КПП;ОГРН;Телефон;Город;Юридический адрес"
SBER = "7707083893"
ROWS = [
    "ООО «Ромашка»;;;7707083893/770101001;;+7 999 000-00-01;Казань;ул. Ленина, 5",
    "Аптека Вита на Баумана;;Вита;;;;Казань;ул. Баумана, 7",
    "Вита;компания;Вита;;;;Казань;",
    "Клиника «Здоровье»;;;;;12;Казань;",
    ";;;;;;Казань;",
    "Филиал;дом;;;;;Омск;",
]


def started(cast: Cast, rows: list[str], headings: str = HEADINGS) -> ContactImport:
    text = "\r\n".join([headings, *rows]).encode("cp1251")
    return start_import(cast.nina, "организации.csv", [text], cast.pharma.north_land, "organisation")


def imported(cast: Cast, rows: list[str]) -> ContactImport:
    held = started(cast, rows)
    run_import(cast.nina, held)
    run.run(held.pk)
    held.refresh_from_db()
    return held


def fates(cast: Cast, rows: list[str], headings: str = HEADINGS) -> list[tuple[str, str]]:
    with override("en"):
        return [(row.fate, row.why) for row in preview(started(cast, rows, headings)).rows]


def made_sber(cast: Cast, **more: str) -> Organisation:
    given = {"name": "Ромашка, ООО", "tax_number": SBER, "tax_reason": "770101001", "city": "Казань"} | more
    return create_organisation(cast.rita, OrganisationData(**given))  # type: ignore[arg-type]


def test_from_file_to_cards(cast: Cast) -> None:
    held = started(cast, ROWS)
    assert list(held.mapping.values()) == [
        "name", "kind", "parent", "tax_number", "state_number", "phone", "city", "address",
    ]  # fmt: skip
    assert [row.fate for row in preview(held).rows] == ["new", "new", "new", "wrong", "wrong", "wrong"]
    assert preview(held).rows[0].name == "ООО «Ромашка»"
    assert not Organisation.objects.exists()
    run_import(cast.nina, held)
    run.run(held.pk)
    held.refresh_from_db()
    state = progress(held)
    assert (state.state, state.done, state.created, state.rejected) == ("finished", 6, 3, 3)
    one = Organisation.objects.get(name="ООО «Ромашка»")
    assert (one.tax_number, one.tax_reason, one.city) == (SBER, "770101001", "Казань")
    assert (one.unit, one.territory, one.kind) == (cast.pharma.unit, cast.pharma.north_land, "company")
    assert ContactPoint.objects.get(organisation=one).normal == "+79990000001"
    # The chain stands below its pharmacy in the file, and names itself.
    pharmacy, chain = Organisation.objects.get(kind="pharmacy"), Organisation.objects.get(name="Вита")
    assert (pharmacy.parent, chain.parent) == (chain, None)
    assert Organisation.objects.count() == 3


def test_rows_come_back_with_reasons(cast: Cast) -> None:
    held = imported(cast, ROWS)
    with override("en"):
        table = b"".join(rejected_csv(held)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert [row["Наименование"] for row in rows] == ["Клиника «Здоровье»", "", "Филиал"]
    assert "Phone: " in rows[0]["Reason"]
    assert "Kind «дом»" in rows[2]["Reason"]


@pytest.mark.parametrize(
    ("row", "fate", "why"),
    [
        # Whatever the form and the quotation marks, in the same town.
        ("Ромашка;;;;;;Казань;", "double", "Same organisation name and city"),
        ("ООО Ромашка;;;7707083893;;;Казань;", "double", "Same name and INN"),
        ("Ромашка-Сервис;;;7707083893/770101001;;;Казань;", "double", "Same INN and KPP"),
        ("ООО Ромашка;;;7707083893;;;Омск;", "alike", "at another address"),
        ("Другая;;;7707083893;;;Казань;", "alike", "under another organisation name"),
        ("ООО Ромашка;;;;1027700132195;;Казань;", "double", "Same name and OGRN"),
        ("Ромашка;;;;;+7 999 000-00-09;Казань;", "double", "Same name and +79990000009"),
        ("Лютик;;;;;+7 999 000-00-09;Казань;", "alike", "under another organisation name"),
        ("Ромашка;;;;;;Казань;ул. Пушкина, 9", "alike", "at another address"),
        # A branch of its own, a namesake with another INN, a namesake in another town.
        ("ООО Ромашка;;;7707083893/160101001;;;Казань;", "new", ""),
        ("ООО Ромашка;;;7736207543;;;Казань;", "new", ""),
        ("Ромашка;;;;;;Омск;", "new", ""),
    ],
)
def test_doubles_of_a_card(cast: Cast, row: str, fate: str, why: str) -> None:
    card = made_sber(cast, state_number="1027700132195", address="ул. Ленина, 5")
    edit_organisation(cast.rita, card, {"phones": ["8 999 000-00-09"]}, card.version)
    ((found, said),) = fates(cast, [row])
    assert (found, why in said) == (fate, True), said


def test_doubles_within_the_file_and_of_other_units(cast: Cast) -> None:
    create_organisation(cast.food_rep, OrganisationData(name="Ромашка", tax_number=SBER, city="Казань"))
    rows = ["Ромашка;;;7707083893;;;Казань;", "ООО «Ромашка»;;;7707083893;;;Казань;"]
    assert [fate for fate, _ in fates(cast, rows)] == ["new", "double"]
    assert "line 2 of this file" in fates(cast, rows)[1][1]
    held = imported(cast, rows)
    assert (held.created, held.doubles) == (1, 1)


def test_two_numbers_in_one_column_with_room_between_them(cast: Cast) -> None:
    rows = preview(started(cast, ["А;;;7707083893 / 770101001;;;;", "Б;;;7707083890 / 770101001;;;;"])).rows
    assert [row.fate for row in rows] == ["new", "wrong"]
    assert "«7707083890»" in rows[1].why


def test_the_same_file_again_makes_nothing(cast: Cast) -> None:
    first = imported(cast, ROWS[:3])
    again = imported(cast, ROWS[:3])
    assert (first.created, again.created, again.doubles) == (3, 0, 3)


def test_a_chain_that_leads_back_is_refused(cast: Cast) -> None:
    found = fates(cast, ["Альфа;;Бета;;;;Омск;", "Бета;;Альфа;;;;Омск;", "Гамма;;Альфа;;;;Омск;"])
    assert [fate for fate, _ in found] == ["wrong", "wrong", "new"]
    held = imported(cast, ["Альфа;;Бета;;;;Омск;", "Бета;;Альфа;;;;Омск;", "Гамма;;Дельта;;;;Омск;"])
    assert held.created == 1
    assert Organisation.objects.get(name="Гамма").parent == Organisation.objects.get(name="Дельта")


def test_what_columns_hold_without_headings() -> None:
    rows = [["ООО Ромашка", SBER, "a@example.org"], ["Аптека 7", "7736207543", "b@example.org"]]
    assert guess(None, rows, ORGANISATION) == {"0": "name", "1": "tax_number", "2": "email"}


def test_a_mapping_is_remembered_apart_from_that_of_persons(cast: Cast) -> None:
    held = started(cast, ["a;b"], "Название;Город")
    set_mapping(cast.nina, held, {"0": "name", "1": "address"})
    again = started(cast, ["a;b"], "Название;Город")
    assert again.mapping == {"0": "name", "1": "address"}
    assert preview(again).remembered
    assert SavedMapping.objects.get().headings != signature(["Название", "Город"])
    with pytest.raises(Invalid) as wrong:
        set_mapping(cast.nina, held, {"1": "city"})
    assert wrong.value.errors[0].code == "no_name"


def test_taken_back_with_its_chain_but_not_what_is_used(cast: Cast) -> None:
    held = imported(cast, ROWS[:3])
    used = Organisation.objects.get(name="ООО «Ромашка»")
    edit_organisation(cast.rita, used, {"city": "Омск"}, used.version)
    undo.run(undo_import(cast.nina, held).pk)
    assert list(Organisation.objects.values_list("name", flat=True)) == ["ООО «Ромашка»"]
    with override("en"):
        assert [(row.name, row.why) for row in kept_rows(cast.nina, held)] == [
            ("ООО «Ромашка»", "edited since")
        ]


def test_a_chain_stays_with_what_somebody_put_into_it(cast: Cast) -> None:
    held = imported(cast, ROWS[1:3])
    chain = Organisation.objects.get(name="Вита")
    create_organisation(cast.rita, OrganisationData(name="Новая аптека", parent=chain.pk))
    undo.run(undo_import(cast.nina, held).pk)
    assert set(Organisation.objects.values_list("name", flat=True)) == {"Вита", "Новая аптека"}


def test_who_may_and_what_is_no_table_of_organisations(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        start_import(cast.rita, "b.csv", [b"name\nA"], cast.pharma.north_land, "organisation")
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Kim;Anna\r\nEND:VCARD\r\n"
    with pytest.raises(FileRefused):
        start_import(cast.nina, "a.vcf", [card], cast.pharma.north_land, "organisation")
    assert not ContactImport.objects.exists()


def test_json_lines_and_the_command_line(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "places.jsonl"
    path.write_text('{"name": "Ромашка", "inn": "7707083893", "address": {"city": "Казань"}}\n', "utf-8")
    held = import_contacts(path, cast.nina, cast.pharma.north_land, None, "organisation")
    assert (held.format, held.created) == ("jsonl", 1)
    assert Organisation.objects.get().city == "Казань"


def test_the_pages_and_the_api(cast: Cast) -> None:
    nina = client_of(cast.nina)
    assert "organisations/import/" in nina.get("/organisations/").content.decode()
    text = "\n".join([HEADINGS, *ROWS]).encode()
    answer = nina.post("/organisations/import/", {"file": SimpleUploadedFile("places.csv", text)})
    page = nina.get(answer.headers["Location"]).content.decode()
    assert "/organisations/import/" in page
    assert 'value="tax_reason"' in page
    assert "places.csv" in nina.get("/organisations/import/").content.decode()
    assert "places.csv" not in nina.get("/customers/import/").content.decode()
    # Who sees some territories puts cards into one of them; the unit is for those who see all of it.
    some = client_of(cast.boss).get("/organisations/import/").content.decode()
    assert 'id="import-territory"' in some
    assert '<option value="">' not in some
    assert '<option value="">' in client_of(cast.head).get("/organisations/import/").content.decode()
    sent = {"file": SimpleUploadedFile("places.csv", text), "kind": "organisation"}
    made = nina.post("/api/v1/imports", sent)
    assert made.status_code == 201
    assert (made.json()["kind"], made.json()["preview"]["new"]) == ("organisation", 3)
    wrong = {"file": SimpleUploadedFile("places.csv", text), "kind": "ship"}
    assert nina.post("/api/v1/imports", wrong).status_code == 422


def test_a_circle_through_rows_of_the_same_names_ends(cast: Cast) -> None:
    rows = ["Альфа;Бета;Казань", "Бета;Альфа;Казань", "Альфа;;Омск", "Бета;;Омск", "Гамма;Альфа;Омск"]
    headings = "Наименование;Сеть;Город"
    assert [fate for fate, _why in fates(cast, rows, headings)] == ["wrong", "wrong", "new", "new", "new"]
    held = started(cast, rows, headings)
    run_import(cast.nina, held)
    run.run(held.pk)
    held.refresh_from_db()
    assert (held.created, held.doubles) == (3, 0)
    assert Organisation.objects.get(name="Гамма").parent == Organisation.objects.get(name="Альфа")

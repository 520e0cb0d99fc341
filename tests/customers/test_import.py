"""An import from the file to the cards: preview, progress, doubles, rejected rows, kills."""

import csv
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.http import Http404
from django.utils.translation import override

from krug.access.errors import Conflict, NotAllowed
from krug.access.models import AuditEntry
from krug.customers.actions import (
    cancel_import,
    create_person,
    import_contacts,
    run_import,
    set_mapping,
    start_import,
)
from krug.customers.contact_csv import run, sniff
from krug.customers.contact_csv.writing import defused
from krug.customers.data import PersonData
from krug.customers.errors import FileRefused, Invalid
from krug.customers.models import ContactImport, ContactPoint, Organisation, Person, RejectedRow
from krug.customers.queries import preview, progress, reach_import, rejected_csv
from tests.cast import Cast

HEADINGS = "Фамилия;Имя;Отчество;Телефон;Почта;ЛПУ;Город;Категория"
ROWS = [
    "Щербакова;Юлия;Ильинична;8 (999) 000-00-01;yulia@example.org;Поликлиника № 12;Казань;А",
    "Ким;Анна;;+7 999 000-00-02;;Поликлиника № 12;Казань;B",
    "Ким;Анна;;8-999-000-00-02;;;Казань;",
    "Цой;Виктор;;+7 999 000-00-02;;Аптека Вита;Казань;C",
    ";Без фамилии;;;;;;",
    "Лев;Яна;;12;=cmd|' /C calc'!A0;;;Z",
    "Старов;Пётр;;;petr@example.org;;Омск;",
]


def as_file(rows: list[str], encoding: str = "cp1251") -> list[bytes]:
    return ["\r\n".join([HEADINGS, *rows]).encode(encoding)]


def started(cast: Cast, rows: list[str] | None = None) -> ContactImport:
    return start_import(
        cast.nina, "врачи.csv", as_file(ROWS if rows is None else rows), cast.pharma.north_land
    )


def test_from_file_to_cards(cast: Cast) -> None:
    create_person(cast.rita, PersonData(last_name="Старов", first_name="Петр", emails=["petr@example.org"]))
    held = started(cast)
    assert (held.encoding, held.delimiter, held.rows, held.header) == ("cp1251", ";", 7, True)
    shown = preview(held)
    assert [row.fate for row in shown.rows] == ["new", "new", "double", "alike", "wrong", "wrong", "double"]
    assert (shown.judged, shown.new, shown.doubles, shown.alike, shown.wrong) == (7, 2, 2, 1, 2)
    assert [column.field for column in shown.columns][:4] == [
        "last_name",
        "first_name",
        "middle_name",
        "phone",
    ]
    assert Person.objects.count() == 1
    set_mapping(cast.nina, held, held.mapping)
    run_import(cast.nina, held)
    run.run(held.pk)
    held.refresh_from_db()
    state = progress(held)
    assert (state.state, state.done, state.created, state.doubles, state.rejected) == ("finished", 7, 3, 2, 2)
    person = Person.objects.get(last_name="Щербакова")
    assert (person.klass, person.city, person.territory) == ("A", "Казань", cast.pharma.north_land)
    assert person.organisation == Organisation.objects.get(name="Поликлиника № 12")
    assert person.organisation is not None
    assert person.organisation.kind == "clinic"
    assert Organisation.objects.get(name="Аптека Вита").kind == "pharmacy"
    assert ContactPoint.objects.get(person=person, kind="phone").normal == "+79990000001"


def test_rejected_rows_come_back_whole_and_harmless(cast: Cast) -> None:
    held = started(cast)
    run_import(cast.nina, held)
    run.run(held.pk)
    data = b"".join(rejected_csv(held)).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(data), delimiter=";")
    assert header[:8] == HEADINGS.split(";")
    assert [row[-2] for row in rows] == ["4", "6", "7"]
    assert rows[2][4] == "'=cmd|' /C calc'!A0"
    assert all(row[-1] for row in rows)
    assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)
    # What was only defused comes in again as it was.
    again = start_import(cast.nina, "again.csv", [data.encode()], cast.pharma.north_land)
    assert preview(again).rows[2].cells[4] == "=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("x,=cmd|' /C calc'!A0", "x,'=cmd|' /C calc'!A0"),
        ("x\n=1+1", "x\n'=1+1"),
        ('x;" @SUM(1)', "x;\" '@SUM(1)"),
        ("x,-2+3+cmd|'/C calc'!A0", "x,'-2+3+cmd|'/C calc'!A0"),
        ("office, +7 (999) 111-22-33, - by noon", "office, +7 (999) 111-22-33, - by noon"),
        ("+7 (999) 111-22-33", "'+7 (999) 111-22-33"),
    ],
)
def test_no_part_of_a_cell_runs_where_commas_divide(cell: str, shown: str) -> None:
    assert defused(cell) == shown


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_kill_leaves_no_doubles_and_loses_nothing(
    cast: Cast, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 10)
    rows = [f"Ким{n};Анна;;+7 999 {n:07};;;Казань;A" for n in range(25)]
    held = started(cast, [*rows, rows[3], "Лев;Яна;;12;;;;"])
    run_import(cast.nina, held)
    batches = iter(range(100))

    def killed(done: int, total: int) -> None:
        if next(batches) == after:
            raise Killed

    with pytest.raises(Killed):
        run.run(held.pk, killed)
    run_import(cast.nina, held)
    run.run(held.pk)
    run.run(held.pk)
    held.refresh_from_db()
    assert (held.done, held.created, held.doubles) == (27, 25, 1)
    assert Person.objects.count() == 25
    assert list(RejectedRow.objects.order_by("line").values_list("line", "double")) == [
        (27, True),
        (28, False),
    ]
    assert run_import(cast.nina, held).finished_at == held.finished_at


def test_cancelled_it_keeps_what_is_in_and_goes_on_only_when_told_to(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BATCH", 10)
    held = started(cast, [f"Ким{n};Анна;;+7 999 {n:07};;;Казань;A" for n in range(25)])
    with pytest.raises(Conflict):
        cancel_import(cast.nina, held)
    run_import(cast.nina, held)
    run.run(held.pk, lambda _done, _rows: cancel_import(cast.nina, held))
    held.refresh_from_db()
    told = progress(held)
    assert (told.state, told.created, told.undone) == ("cancelled", 10, 15)
    assert Person.objects.count() == 10
    assert cancel_import(cast.nina, held).cancelled_at == held.cancelled_at
    assert AuditEntry.objects.filter(verb="import_cancelled", actor=cast.nina).count() == 1
    run_import(cast.nina, held)
    run.run(held.pk)
    held.refresh_from_db()
    assert (progress(held).state, Person.objects.count()) == ("finished", 25)
    assert cancel_import(cast.nina, held).cancelled_at is None


def test_what_failed_can_be_gone_on_with(cast: Cast) -> None:
    held = started(cast)
    run_import(cast.nina, held)
    file = settings.KRUG_HOME / held.path
    kept = file.read_bytes()
    file.unlink()
    run.run(held.pk)
    held.refresh_from_db()
    assert progress(held).state == "failed"
    file.write_bytes(kept)
    assert progress(run_import(cast.nina, held)).state == "running"
    run.run(held.pk)
    held.refresh_from_db()
    assert (progress(held).state, held.created) == ("finished", 4)


def test_a_row_left_out_names_the_column_and_what_stands_there(cast: Cast) -> None:
    with override("ru"):
        rows = preview(started(cast)).rows
    assert "Категория «Z»: " in rows[5].why
    assert ".;" not in rows[5].why


def test_who_may(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        start_import(cast.rita, "a.csv", as_file(ROWS))
    with pytest.raises(Invalid):
        start_import(cast.nina, "a.csv", as_file(ROWS), cast.pharma.south_land)
    held = started(cast)
    assert reach_import(cast.nina, held.uid) == held
    with pytest.raises(NotAllowed):
        cancel_import(cast.rita, held)
    for outsider in (cast.sam, cast.head, cast.food_head):
        with pytest.raises(Http404):
            reach_import(outsider, held.uid)


def test_mapping_by_hand(cast: Cast) -> None:
    held = started(cast)
    with pytest.raises(Invalid):
        set_mapping(cast.nina, held, {"3": "phone"})
    held = set_mapping(cast.nina, held, {"0": "last_name", "1": "first_name", "3": ""})
    assert held.mapping == {"0": "last_name", "1": "first_name"}
    run_import(cast.nina, held)
    with pytest.raises(Conflict):
        set_mapping(cast.nina, held, {"0": "last_name"})


def test_a_mapping_is_remembered_for_the_unit_and_these_headings(cast: Cast) -> None:
    chosen = {"0": "last_name", "1": "first_name", "6": "address"}
    first = set_mapping(cast.nina, started(cast), chosen)
    assert not preview(first).remembered
    again = start_import(cast.sam, "b.csv", as_file(ROWS, "utf-8"), cast.pharma.south_land)
    assert again.mapping == chosen
    assert preview(again).remembered
    set_mapping(cast.sam, again, {"0": "last_name"})
    assert started(cast).mapping == {"0": "last_name"}
    assert start_import(cast.food_head, "c.csv", as_file(ROWS)).mapping != chosen
    other = "\r\n".join([HEADINGS.replace("Город", "Нас. пункт"), *ROWS]).encode()
    assert len(start_import(cast.nina, "d.csv", [other], cast.pharma.north_land).mapping) > 5
    # What has no headings has nothing to be known by.
    bare = [ROWS[0].encode()]
    set_mapping(cast.nina, start_import(cast.nina, "e.csv", bare, cast.pharma.north_land), chosen)
    assert start_import(cast.nina, "e.csv", bare, cast.pharma.north_land).mapping != chosen


@pytest.mark.parametrize(
    "chunks",
    [
        [b""],
        [b"PK\x03\x04", bytes(1000)],
        [b"name;phone\n", b"Kim\0;1"],
        [b"name\n"] + [b"a" * 65536] * 20,
    ],
    ids=["empty", "xlsx", "nul", "endless"],
)
def test_hostile_files_are_refused_and_not_kept(cast: Cast, chunks: list[bytes]) -> None:
    folder = settings.KRUG_HOME / "imports"
    before = set(folder.glob("*")) if folder.exists() else set()
    with pytest.raises(FileRefused):
        start_import(cast.nina, "a.csv", chunks, cast.pharma.north_land)
    assert set(folder.glob("*")) == before
    assert not ContactImport.objects.exists()


def test_half_a_gigabyte_on_one_line_is_given_up_early(cast: Cast) -> None:
    sent = 0

    def chunks() -> object:
        nonlocal sent
        for _ in range(500):
            sent += 1 << 20
            yield b"a" * (1 << 20)

    with pytest.raises(FileRefused):
        start_import(cast.nina, "a.csv", chunks(), cast.pharma.north_land)  # type: ignore[arg-type]
    assert sent <= sniff.LONGEST_LINE * 3


def test_from_the_command_line(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_bytes(b"".join(as_file(ROWS, "utf-16")))
    told: list[tuple[int, int]] = []
    held = import_contacts(
        path, cast.nina, cast.pharma.north_land, lambda done, rows: told.append((done, rows))
    )
    assert (held.created, held.doubles) == (4, 1)
    assert told[-1] == (7, 7)
    path.write_bytes(b"a;b\n1;2\n")
    with pytest.raises(FileRefused):
        import_contacts(path, cast.nina, cast.pharma.north_land)

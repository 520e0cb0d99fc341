"""Workbooks, vCards and JSON Lines: told by content, read as one table, refused when hostile."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.utils.translation import override

from krug.customers.actions import run_import, start_import
from krug.customers.contact_csv import run
from krug.customers.contact_formats import told
from krug.customers.contact_vcard.reading import COLUMNS, table
from krug.customers.errors import FileRefused
from krug.customers.models import ContactImport, ContactPoint, Person, RejectedRow
from krug.customers.queries import preview
from tests.cast import Cast
from tests.spoilt import spoilt

CARDS = r"""BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9A=D0=B8=D0=BC;=D0=90=D0=BD=D0=
=BD=D0=B0;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9A=D0=B8=D0=BC
TEL;CELL;PREF:8 (999) 000-00-01
TEL;WORK;FAX:8 (999) 000-00-09
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQE
 CAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/

END:VCARD
BEGIN:VCARD
VERSION:3.0
N:Щербакова;Юлия;Ильинична;;
FN:Щербакова Юлия Ильинична
ORG:Поликлиника\, № 12;Терапия
TITLE:Врач
item1.EMAIL;type=INTERNET;type=WORK:Yulia@Example.org
ADR;TYPE=WORK:;;ул. Ленина\, 5;Казань;;420000;Россия
NOTE:первая строка\nвторая; строка
AGENT:BEGIN:VCARD
BEGIN:VCARD
N:Assistant;;;;
END:VCARD
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Simon Perreault
TEL;VALUE=uri;TYPE="voice,home":tel:+7-999-000-00-03;ext=102
GEO:geo:46.772673,-71.282945
NOTE:folded wo
 rd
END:VCARD
"""
RECORDS = [
    {"фамилия": "Ким", "имя": "Анна", "телефоны": ["+7 999 000-00-01", "+7 999 000-00-02"]},
    None,
    {"фамилия": "Лев", "имя": "Яна", "адрес": {"город": "Омск"}, "почта": "яна", "extra": None},
]


def started(cast: Cast, data: bytes, name: str = "a.csv") -> ContactImport:
    return start_import(cast.nina, name, [data[:100], data[100:]], cast.pharma.north_land)


def done(cast: Cast, held: ContactImport) -> ContactImport:
    run_import(cast.nina, held)
    run.run(held.pk)
    held.refresh_from_db()
    return held


def workbook(rows: list[list[Any]], at: tuple[int, int] = (0, 0)) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    book.add_worksheet("empty")
    sheet = book.add_worksheet("list")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(at[0] + number, at[1] + column, value)
    book.close()
    return data.getvalue()


def repacked(data: bytes, change: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *change}:
            new.writestr(name, change[name] if name in change else old.read(name))
    return out.getvalue()


BOOK: list[list[Any]] = [
    ["Фамилия", "Имя", "Телефон", "Заметка"],
    ["Ким", "Анна", 89990000001, "a\nb"],
    [],
    ["", "Яна", 1, ""],
]


def test_a_workbook_whatever_it_is_called(cast: Cast) -> None:
    held = done(cast, started(cast, workbook(BOOK, at=(1, 0)), "contacts.csv"))
    assert (held.format, held.rows, held.created) == ("xlsx", 2, 1)
    person = Person.objects.get()
    assert (person.full_name, person.note) == ("Ким Анна", "a\nb")
    assert ContactPoint.objects.get().normal == "+79990000001"
    # The row is called as the workbook calls it.
    assert RejectedRow.objects.get().line == 5
    assert preview(held).written == "Excel"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_cards_of_all_versions(cast: Cast, language: str) -> None:
    with override(language):
        held = started(cast, CARDS.replace("\n", "\r\n").encode(), "phone.txt")
    shown = preview(held)
    assert (held.format, shown.written, held.rows) == ("vcard", "vCard", 3)
    assert [column.field for column in shown.columns] == list(COLUMNS)
    done(cast, held)
    kim, first, simon = Person.objects.order_by("id")
    assert (kim.full_name, first.full_name, simon.full_name) == (
        "Ким Анна",
        "Щербакова Юлия Ильинична",
        "Perreault Simon",
    )
    assert first.organisation is not None
    assert first.organisation.name == "Поликлиника, № 12"
    assert (first.city, first.address, first.specialty) == ("Казань", "ул. Ленина, 5", "Врач")
    assert first.note == "первая строка\nвторая; строка"
    assert (simon.latitude, simon.note) == (46.772673, "folded word")
    points = ContactPoint.objects.order_by("id").values_list("normal", flat=True)
    assert list(points) == ["+79990000001", "yulia@example.org", "+79990000003"]


def test_a_card_in_the_code_page_of_old_windows(tmp_path: Path) -> None:
    path = tmp_path / "old.vcf"
    path.write_bytes("BEGIN:VCARD\nVERSION:2.1\nN:Щербакова;Юлия\nEND:VCARD\n".encode("cp1251"))
    (row,) = table(path)
    assert row[:2] == ["Щербакова", "Юлия"]


def test_json_lines(cast: Cast) -> None:
    text = "\n".join("" if one is None else json.dumps(one, ensure_ascii=False) for one in RECORDS)
    held = started(cast, text.encode("utf-8-sig"))
    assert (held.format, held.headings) == (
        "jsonl",
        ["фамилия", "имя", "телефоны", "город", "почта", "extra"],
    )
    done(cast, held)
    assert Person.objects.get().contact_points.count() == 2
    rejected = RejectedRow.objects.get()
    assert (rejected.line, rejected.cells[3]) == (3, "Омск")


def test_half_a_letter_of_utf_16_is_a_question_mark(cast: Cast) -> None:
    line = json.dumps({"фамилия": "Ким\ud800", "x\udfff": "1", "телефоны": "+79990000003"})
    held = started(cast, line.encode())
    assert held.headings[1] == "x?"
    done(cast, held)
    assert Person.objects.get().last_name == "Ким?"


@pytest.mark.parametrize(
    ("text", "row"), [('{"a": 1}\n{"a": \n', 2), ('{"a": 1}\n[1]\n', 2), ("{" * 5000, 1)]
)
def test_a_broken_record_is_named(cast: Cast, text: str, row: int) -> None:
    with pytest.raises(FileRefused) as refused:
        started(cast, text.encode())
    assert refused.value.where == {"row": row}
    assert not ContactImport.objects.exists()


HOSTILE = {
    "macros": lambda: repacked(workbook(BOOK), {"xl/vbaProject.bin": b"Sub AutoOpen()"}),
    "spoilt": lambda: spoilt(workbook(BOOK), "xl/workbook.xml"),
    "archive": lambda: repacked(workbook(BOOK), {})[:-30],
    "no workbook": lambda: zipped({"readme.txt": b"hello"}),
    "far cell": lambda: repacked(
        workbook(BOOK),
        {
            "xl/worksheets/sheet2.xml": b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
            b'2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c s="0" '
            b'r="GR1048576"><v>1</v></c></row></sheetData></worksheet>'
        },
    ),
    "bomb": lambda: repacked(workbook(BOOK), {"xl/sharedStrings.xml": bytes(5_000_000)}),
}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_hostile_workbooks_are_refused(cast: Cast, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("krug.customers.contact_xlsx.safety.MOST_BYTES", 4_000_000)
    with pytest.raises(FileRefused):
        started(cast, HOSTILE[kind]())
    assert not ContactImport.objects.exists()


def test_an_archive_that_lies_about_its_size(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("krug.customers.contact_xlsx.safety.MOST_BYTES", 4_000_000)
    data = HOSTILE["bomb"]()
    assert (5_000_000).to_bytes(4, "little") in data
    with pytest.raises(FileRefused) as refused:
        started(cast, data.replace((5_000_000).to_bytes(4, "little"), (5_000).to_bytes(4, "little")))
    assert "3" in str(refused.value.detail)


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"PK\x03\x04", "xlsx"),
        ("begin:vcard\n".encode("utf-16"), "vcard"),
        (b"\xef\xbb\xbf\n {", "jsonl"),
        (b"name;phone", "csv"),
        (b"", "csv"),
    ],
)
def test_the_format_is_told_by_content(head: bytes, format: str) -> None:
    assert told(head) == format

"""Lists and cards as files: exactly what is seen, by whom it may be, written down and counted."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import Http404, HttpResponseBase
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from krug.access import watch
from krug.access.errors import NotAllowed, TooMuchSeen
from krug.access.models import AuditEntry, AuditValue, MassViewing, Viewing
from krug.customers.actions import create_organisation, create_person, create_persons, merge, start_import
from krug.customers.actions.export import export_card, export_list
from krug.customers.contact_vcard.writing import vcard
from krug.customers.data import OrganisationData, PersonData
from krug.customers.queries import OrganisationFilters, PersonFilters, person_list, preview
from tests.cast import Cast, client_of


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    watch.forget()
    yield
    watch.forget()


def names(cast: Cast, who: str, filters: PersonFilters | None = None) -> list[str]:
    export = export_list(getattr(cast, who), filters or PersonFilters(), "csv")
    lines = [line[0] for line in export.lines]
    assert export.rows == len(lines)
    return lines


def made(cast: Cast) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="=Клиника", kind="clinic", city="Омск"))
    data: dict[str, Any] = {"city": "Омск", "specialty": "Терапевт", "klass": "A", "organisation": clinic.pk}
    create_person(cast.rita, PersonData(last_name="Ким", first_name="Анна", phones=["89990000001"], **data))
    create_person(cast.rita, PersonData(last_name="Лев", city="Казань"))
    create_person(cast.roma, PersonData(last_name="Цой", city="Омск"))


def body(answer: HttpResponseBase) -> bytes:
    return b"".join(answer)


def test_exactly_what_the_list_shows(cast: Cast) -> None:
    made(cast)
    double = create_person(cast.rita, PersonData(last_name="Ким"))
    first = person_list(cast.nina, PersonFilters(klass="A")).lines[0]
    merge(cast.nina, type(double).objects.get(pk=first.id), double)
    assert names(cast, "nina") == ["Ким Анна", "Лев"]
    assert names(cast, "sam") == ["Цой"]
    assert names(cast, "head") == ["Ким Анна", "Лев", "Цой"]
    assert names(cast, "food_head") == []
    assert names(cast, "head", PersonFilters(city="Омск")) == ["Ким Анна", "Цой"]
    assert names(cast, "nina", PersonFilters(territory=cast.pharma.south_land.pk)) == []
    with override("en"):
        export = export_list(cast.nina, OrganisationFilters(kind="clinic"), "csv")
    with override("ru"):
        assert [list(line) for line in export.lines] == [["=Клиника", "", "Clinic", "Омск", "", "1"]]


def test_many_pages(cast: Cast) -> None:
    create_persons(cast.rita, [PersonData(last_name=f"Ким{n:05}") for n in range(2_345)])
    found = names(cast, "nina")
    assert len(found) == 2_345
    assert found == sorted(found)


def test_who_may_is_written_down(cast: Cast) -> None:
    made(cast)
    for who in ("rita", "agent", "production", "integrator"):
        with pytest.raises(NotAllowed):
            names(cast, who)
    for who in ("nina", "marketer", "head", "admin"):
        assert names(cast, who)
    names(cast, "nina", PersonFilters(city="Омск"))
    entry = AuditEntry.objects.filter(verb="exported", actor=cast.nina).order_by("-id")[0]
    assert (entry.object_kind, entry.object_id) == ("list", "persons")
    assert AuditValue.objects.get(entry=entry).after == {"city": "Омск", "format": "csv", "rows": 1}


def test_it_counts_and_is_refused_before_it_starts(cast: Cast, settings: Any) -> None:
    settings.KRUG_MASS_VIEWING = 5
    create_persons(
        cast.rita, [PersonData(last_name=f"Ким{n}", city="Омск" if n < 3 else "") for n in range(6)]
    )
    with pytest.raises(TooMuchSeen) as refused:
        names(cast, "nina")
    assert "6" in str(refused.value.detail)
    assert not Viewing.objects.filter(user=cast.nina, rows__gt=0).exists()
    assert not MassViewing.objects.exists()
    assert not AuditEntry.objects.filter(verb="exported").exists()
    assert len(names(cast, "nina", PersonFilters(city="Омск"))) == 3
    assert Viewing.objects.get(user=cast.nina).rows == 3
    # What was seen on pages before, and is not written yet, counts with it.
    watch.seen(cast.nina, 1)
    with pytest.raises(TooMuchSeen):
        names(cast, "nina", PersonFilters(city="Омск"))
    assert Viewing.objects.get(user=cast.nina).rows == 4
    answer = client_of(cast.nina).get("/customers/export.csv")
    assert answer.status_code == 429


def test_as_csv_no_cell_runs_and_it_comes_in_again(cast: Cast) -> None:
    made(cast)
    answer = client_of(cast.nina).get("/customers/export.csv?klass=A")
    data = body(answer)
    assert data.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    assert header == ["Name", "Class", "Specialty", "Works at", "City", "Phone"]
    assert row == ["Ким Анна", "A", "Терапевт", "'=Клиника", "Омск", "'+79990000001"]
    held = start_import(cast.nina, "again.csv", [data], cast.pharma.north_land)
    shown = preview(held)
    assert [column.field for column in shown.columns][:2] == ["full_name", "klass"]
    assert shown.doubles == 1


def test_as_a_workbook(cast: Cast) -> None:
    made(cast)
    answer = client_of(cast.nina).get("/organisations/export.xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(answer)))
    rows = list(book.get_sheet_by_index(0).iter_rows())
    assert rows == [
        ["Name", "Class", "Kind", "City", "Address", "People"],
        ["=Клиника", "", "Clinic", "Омск", "", "1"],
    ]


def test_a_card(cast: Cast) -> None:
    data = PersonData(last_name="Щербакова-Длинная", first_name="Юлия", middle_name="Ильинична", note="тайна")
    data.phones, data.emails = ["89990000001"], ["y@example.org"]
    data.address = "ул. Ленина, 5; вход со двора"
    person = create_person(cast.rita, data)
    text = vcard(export_card(cast.nina, person)).decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "тайна" not in text
    assert "ул. Ленина\\, 5\\; вход со двора" in text.replace("\r\n ", "")
    held = start_import(cast.nina, "card.vcf", [text.encode()], cast.pharma.north_land)
    assert preview(held).doubles == 1
    with pytest.raises(NotAllowed):
        export_card(cast.rita, person)
    with pytest.raises(Http404):
        export_card(cast.sam, person)
    assert AuditEntry.objects.get(verb="exported").object_id == str(person.pk)
    assert client_of(cast.nina).get(f"/customers/{person.uid}/card.vcf").status_code == 200
    assert client_of(cast.sam).get(f"/customers/{person.uid}/card.vcf").status_code == 404


def test_the_button_is_there_for_those_who_may(cast: Cast) -> None:
    made(cast)
    assert "/customers/export.xlsx?" in client_of(cast.nina).get("/customers/?city=Омск").content.decode()
    assert "export.xlsx" not in client_of(cast.rita).get("/customers/").content.decode()
    assert client_of(cast.rita).get("/customers/export.csv").status_code == 403
    assert client_of(cast.nina).get("/customers/export.exe").status_code == 404

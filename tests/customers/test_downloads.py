"""Long exports: made in the background, their author's alone, stopped, kept, gone after an erasure."""

import csv
import io
import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from krug.access import watch
from krug.access.errors import NotAllowed, TooMuchSeen, WrongInput
from krug.access.models import AuditEntry, Role, User, Viewing
from krug.customers.actions import create_organisation, create_person, create_persons, erase_person, merge
from krug.customers.actions import download as actions
from krug.customers.data import OrganisationData, PersonData
from krug.customers.listing.meant import Meant, meant
from krug.customers.models import Download, Erasure
from krug.customers.queries import OrganisationFilters, PersonFilters
from krug.customers.views import exporting
from tests.cast import Cast, client_of

EVERYBODY = meant(PersonFilters(), ("name", "city", "phone"), "-city")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Any) -> None:
    settings.KRUG_HOME = tmp_path
    watch.forget()


def people(cast: Cast, many: int = 7) -> None:
    rows = [
        PersonData(last_name=f"Ким{n}", city="Омск" if n % 2 else "Казань", phones=[f"+7999000000{n}"])
        for n in range(many)
    ]
    create_persons(cast.rita, rows)


def made(author: User, format: str, what: Meant = EVERYBODY) -> Download:
    held = actions.start_download(author, what, format)
    actions.run_download(held.pk)
    held.refresh_from_db()
    return held


def body(user: User, held: Download) -> bytes:
    answer = client_of(user).get(f"/downloads/{held.uid}/file")
    assert answer.status_code == 200
    return b"".join(answer)  # type: ignore[arg-type]


def test_from_the_list_to_the_file(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    people(cast)
    client = client_of(cast.nina)
    address = "/customers/export.csv?columns=city,name&sort=-city&city=Омск"
    assert client.post(address).headers["Content-Disposition"]
    assert client.get("/customers/export.csv").status_code == 422
    answer = client.post("/customers/export.csv?columns=city&sort=-city")
    assert answer.headers["Location"] == "/downloads/"
    held = Download.objects.get()
    assert (held.rows, held.state) == (7, "waiting")
    assert "every 1s" in client.get("/downloads/").content.decode()
    actions.run_download(held.pk)
    html = client.get("/downloads/").content.decode()
    assert (f"/downloads/{held.uid}/file" in html, "every 1s" in html) == (True, False)
    rows = list(csv.reader(io.StringIO(body(cast.nina, held).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Name", "City"]
    assert [row[0] for row in rows[1:]] == ["Ким5", "Ким3", "Ким1", "Ким6", "Ким4", "Ким2", "Ким0"]
    kept = AuditEntry.objects.filter(actor=cast.nina, verb__in=("exported", "downloaded"))
    verbs = list(kept.order_by("id").values_list("verb", flat=True))
    assert verbs == ["exported", "exported", "downloaded"]


def test_it_is_readable_by_krug_alone_and_asked_for_again_the_same(cast: Cast, settings: Any) -> None:
    people(cast)
    held = made(cast.nina, "csv")
    path = settings.KRUG_HOME / held.path
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(path.parent).st_mode) == 0o700
    before = path.read_bytes()
    actions.run_download(held.pk)
    assert (path.read_bytes(), len(list(path.parent.iterdir()))) == (before, 1)


def test_as_a_workbook_and_an_address_book(cast: Cast) -> None:
    people(cast, 2)
    one, two = (
        create_person(cast.rita, PersonData(last_name="Цой", emails=[f"{n}@example.org"])) for n in "ab"
    )
    merge(cast.nina, one, two)
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(cast.nina, made(cast.nina, "xlsx"))))
    assert len(list(book.get_sheet_by_index(0).iter_rows())) == 4
    cards = body(cast.nina, made(cast.nina, "vcf")).decode()
    assert (cards.count("BEGIN:VCARD"), cards.count("EMAIL")) == (3, 2)
    assert "+79990000001" in cards
    create_organisation(cast.rita, OrganisationData(name="Клиника"))
    places = meant(OrganisationFilters(), (), "name")
    assert "Клиника" in body(cast.nina, made(cast.nina, "csv", places)).decode()
    for what, format in ((places, "vcf"), (EVERYBODY, "exe")):
        with pytest.raises(WrongInput):
            actions.start_download(cast.nina, what, format)


def test_only_its_author_has_it(cast: Cast) -> None:
    people(cast)
    held = made(cast.nina, "csv")
    for other in (cast.boss, cast.admin, cast.food_manager):
        for path in ("file", "stop"):
            client = client_of(other)
            answer = (
                client.get(f"/downloads/{held.uid}/file")
                if path == "file"
                else client.post(f"/downloads/{held.uid}/stop")
            )
            assert answer.status_code == 404
        assert str(held.uid) not in client_of(other).get("/downloads/").content.decode()
    assert client_of(cast.rita).get(f"/downloads/{held.uid}/file").status_code == 403
    with pytest.raises(NotAllowed):
        actions.start_download(cast.rita, EVERYBODY, "csv")


def test_it_counts_before_it_begins(cast: Cast, settings: Any) -> None:
    settings.KRUG_MASS_VIEWING = 5
    people(cast)
    with pytest.raises(TooMuchSeen):
        actions.start_download(cast.nina, EVERYBODY, "csv")
    assert not Download.objects.exists()
    actions.start_download(cast.nina, meant(PersonFilters(city="Омск"), (), "name"), "csv")
    assert Viewing.objects.get(user=cast.nina).rows == 3


def test_stopped(cast: Cast, settings: Any) -> None:
    people(cast)
    held = actions.start_download(cast.nina, EVERYBODY, "csv")
    client = client_of(cast.nina)
    for _again in range(2):
        assert client.post(f"/downloads/{held.uid}/stop").status_code == 302
    actions.run_download(held.pk)
    held.refresh_from_db()
    assert (held.state, held.path) == ("stopped", "")
    assert AuditEntry.objects.filter(verb="export_stopped").count() == 1
    done = made(cast.nina, "csv")
    actions.stop_download(cast.nina, done)
    assert body(cast.nina, done)


def test_stopped_half_way_nothing_is_left(cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    people(cast)
    held = actions.start_download(cast.nina, EVERYBODY, "csv")
    monkeypatch.setattr("krug.customers.listing.writing.EVERY", 2)
    real = actions.walk

    def stopped_meanwhile(*given: Any, **more: Any) -> Any:
        for page in real(*given, chunk=2, **more):
            yield page
            actions.stop_download(cast.nina, held)

    monkeypatch.setattr(actions, "walk", stopped_meanwhile)
    actions.run_download(held.pk)
    held.refresh_from_db()
    assert (held.state, held.path) == ("stopped", "")
    assert list((settings.KRUG_HOME / "downloads").iterdir()) == []


def test_who_may_no_more_gets_nothing(cast: Cast) -> None:
    people(cast)
    held = actions.start_download(cast.nina, EVERYBODY, "csv")
    User.objects.filter(pk=cast.nina.pk).update(role=Role.REP)
    actions.run_download(held.pk)
    held.refresh_from_db()
    assert (held.state, held.path) == ("failed", "")


def test_kept_for_a_week(cast: Cast, settings: Any) -> None:
    people(cast)
    held = made(cast.nina, "csv")
    path = settings.KRUG_HOME / held.path
    assert actions.drop_old_downloads(timezone.now()) == 0
    later = timezone.now() + timedelta(days=8)
    assert (actions.drop_old_downloads(later), actions.drop_old_downloads(later)) == (1, 0)
    assert not path.exists()
    assert client_of(cast.nina).get(f"/downloads/{held.uid}/file").status_code == 404
    assert "not kept any more" in client_of(cast.nina).get("/downloads/").content.decode()


def test_after_an_erasure_no_file_speaks_of_him(cast: Cast, settings: Any) -> None:
    people(cast)
    held, other = made(cast.nina, "csv"), made(cast.food_manager, "csv")
    waiting = actions.start_download(cast.nina, EVERYBODY, "csv")
    person = create_person(cast.rita, PersonData(last_name="Цой"))
    erase_person(cast.head, person, Erasure.Reason.REQUEST, finish=False)
    assert not (settings.KRUG_HOME / held.path).exists()
    assert (settings.KRUG_HOME / other.path).exists()
    waiting.refresh_from_db()
    assert waiting.state == "failed"

"""Files of tills and books: understood, taken once whatever is sent twice, what is wrong kept and mended."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.http import Http404
from django.urls import reverse

from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import AuditEntry, User
from krug.accounts.models import Paper
from krug.accounts.queries import balance_of
from krug.customers.actions import create_organisation, create_person, erase_person
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Person
from krug.customers.privacy.subject import subject_of
from krug.customers.queries import timeline
from krug.integrations.actions import mend_rows, run_file, set_columns, start_file
from krug.integrations.files import running
from krug.integrations.files.cells import day, moment, money
from krug.integrations.files.queries import left_csv, reach_file
from krug.integrations.models import LeftRow, Receipt, TableFile
from krug.site.clock import micros
from krug.touches.queries import of_identities
from krug.touches.words import Verb
from tests.cast import Cast, client_of

HEAD = "Номер чека;Дата;Время;Карта лояльности;Телефон;Почта;Товар;Сумма;Операция"
SALE = "A-1;20.11.2024;10:15;777;8 999 000-00-01;;Крем;1 200,50;Продажа"
SALE_2 = "A-1;20.11.2024;10:15;777;8 999 000-00-01;;Мыло;99,50;Продажа"
LATER = "A-2;21.11.2024;;777;;;Крем;300;"
BACK = "A-2;22.11.2024;12:00;777;;;Крем;300;Возврат"


def brought(
    user: User, *rows: str, kind: str = "purchases", head: str = HEAD, source: str = "till"
) -> TableFile:
    data = "\r\n".join([head, *rows]).encode("cp1251")
    return start_file(user, kind, source, "file.csv", [data])


def taken(user: User, *rows: str, **more: str) -> TableFile:
    held = brought(user, *rows, **more)
    run_file(user, held)
    running.run(held.pk)
    held.refresh_from_db()
    return held


def known(cast: Cast, **more: Any) -> Person:
    return create_person(cast.rita, PersonData(last_name="Ким", phones=["+7 999 000-00-01"], **more))


def bought(cast: Cast, person: Person) -> list[tuple[str, str, str]]:
    spans = subject_of(person).spans
    touches = of_identities([(one, None, None) for one, _since, _until in spans], limit=50)
    return sorted(
        (Verb(one.verb).name.lower(), f"{one.amount:.2f}", one.object_id)
        for one in touches
        if one.verb in (Verb.PURCHASED, Verb.REFUNDED)
    )


def test_late_purchases_join_the_story_by_card_and_phone(cast: Cast) -> None:
    person = known(cast)
    held = taken(cast.nina, SALE, SALE_2, LATER, BACK)
    assert (held.taken, held.known, held.left.count(), held.failure) == (3, 0, 0, "")
    assert bought(cast, person) == [
        ("purchased", "1300.00", "till:A-1"),
        ("purchased", "300.00", "till:A-2"),
        ("refunded", "300.00", "till:A-2"),
    ]
    shown = timeline(cast.rita, person)
    first = datetime(2024, 11, 20, 7, 15, tzinfo=UTC)
    assert micros(first) in {entry.at for entry in shown.entries}


def test_the_same_receipts_again_change_nothing_and_a_corrected_one_replaces(cast: Cast) -> None:
    person = known(cast)
    taken(cast.nina, SALE, SALE_2)
    again = taken(cast.nina, LATER, SALE, SALE_2)
    assert (again.taken, again.known) == (1, 1)
    right = taken(cast.nina, SALE)
    assert (right.taken, right.known) == (1, 0)
    assert bought(cast, person)[0] == ("purchased", "1200.50", "till:A-1")
    assert len(bought(cast, person)) == 2
    assert Receipt.objects.get(number="A-1").tellings == 2


def test_another_till_and_another_unit_have_receipts_of_their_own(cast: Cast) -> None:
    taken(cast.nina, SALE)
    assert taken(cast.nina, SALE, source="catalogue").taken == 1
    assert taken(cast.food_marketer, SALE).taken == 1
    assert Receipt.objects.count() == 3


def test_what_is_wrong_is_kept_with_its_reason_and_mended(cast: Cast) -> None:
    person = known(cast)
    held = taken(
        cast.nina,
        "B-1;вчера;;777;8 999 000-00-01;;Крем;100;",
        "B-2;20.11.2024;;;;;Крем;100;",
        "B-3;20.11.2024;;777;8 999 000-00-01;;Крем;сто;",
        "B-3;20.11.2024;;777;8 999 000-00-01;;Мыло;5;",
        ";20.11.2024;;777;;;Крем;100;",
        "B-5;20.11.2099;;777;;;Крем;100;",
        "B-6;20.11.2024;;777;8 999 000-00-01;;Крем;100;",
    )
    assert held.taken == 1
    reasons = dict(held.left.values_list("line", "reason"))
    assert sorted(reasons) == [2, 3, 4, 5, 6, 7]
    assert "вчера" in reasons[2]
    assert reasons[4] == reasons[5]
    mend_rows(cast.nina, held, {2: {1: "19.11.2024"}, 4: {7: "100"}, 5: {}, 6: {}})
    assert sorted(held.left.values_list("line", flat=True)) == [3, 6, 7]
    assert [line[1:] for line in bought(cast, person)] == [
        ("100.00", "till:B-1"),
        ("100.00", "till:B-6"),
        ("105.00", "till:B-3"),
    ]
    text = b"".join(left_csv(held)).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("B-2;20.11.2024;")
    # Mended in the file it may be sent as it is: two columns more do no harm.
    lines = text.replace("B-2;20.11.2024;;;", "B-2;20.11.2024;;777;").encode()
    second = start_file(cast.nina, "purchases", "till", "left.csv", [lines])
    run_file(cast.nina, second)
    running.run(second.pk)
    second.refresh_from_db()
    assert (second.taken, second.left.count()) == (1, 2)


def test_rows_of_a_receipt_that_stand_apart_are_not_taken_for_a_correction(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert taken(cast.nina, SALE, LATER, SALE_2).left.count() == 1
    monkeypatch.setattr(running, "BATCH", 1)
    apart = taken(cast.nina, SALE.replace("A-1", "C"), LATER, SALE_2.replace("A-1", "C"))
    assert apart.left.get().line == 4


def test_a_receipt_is_never_cut_by_a_batch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    person = known(cast)
    monkeypatch.setattr(running, "BATCH", 1)
    held = taken(cast.nina, SALE, SALE_2, LATER)
    assert (held.taken, held.done) == (2, 3)
    assert bought(cast, person)[0][1] == "1300.00"


class Killed(BaseException):
    pass


def test_after_a_kill_it_goes_on_with_nothing_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    person = known(cast)
    monkeypatch.setattr(running, "BATCH", 1)
    held = brought(cast.nina, SALE, LATER, BACK)
    run_file(cast.nina, held)

    def stop(done: int, _rows: int) -> None:
        if done == 1:
            raise Killed

    with pytest.raises(Killed):
        running.run(held.pk, stop)
    running.run(held.pk)
    held.refresh_from_db()
    assert (held.taken, held.done, held.left.count()) == (3, 3, 0)
    assert len(bought(cast, person)) == 3


def test_who_may_bring_one(cast: Cast) -> None:
    for user in (cast.rita, cast.admin):
        with pytest.raises(NotAllowed):
            brought(user, SALE)
    with pytest.raises(NotAllowed):
        brought(cast.nina, SALE, kind="papers")
    held = brought(cast.nina, SALE)
    with pytest.raises(Http404):
        reach_file(cast.food_marketer, held.uid)
    with pytest.raises(NotAllowed):
        run_file(cast.rita, held)
    assert not Receipt.objects.exists()


def test_wrong_columns_and_sources(cast: Cast) -> None:
    with pytest.raises(WrongInput):
        brought(cast.nina, SALE, source="Касса 1")
    with pytest.raises(WrongInput):
        brought(cast.nina, SALE, kind="everything")
    held = brought(cast.nina, SALE, head=HEAD.replace("Сумма", "Ы"))
    with pytest.raises(WrongInput):
        run_file(cast.nina, held)
    for wrong in ({"0": "price"}, {"40": "amount"}, {"0": "amount", "1": "amount"}):
        with pytest.raises(WrongInput):
            set_columns(cast.nina, held, wrong)
    set_columns(cast.nina, held, held.mapping | {"7": "amount"})
    run_file(cast.nina, held)
    with pytest.raises(Conflict):
        set_columns(cast.nina, held, {})
    with pytest.raises(Conflict):
        mend_rows(cast.nina, held, {})
    running.run(held.pk)
    assert brought(cast.nina, LATER, head=HEAD.replace("Сумма", "Ы")).mapping["7"] == "amount"
    assert AuditEntry.objects.filter(object_kind="table_file", verb="file_run").count() == 1


PAPERS = "Контрагент;ИНН;Документ;Номер;Дата;Срок оплаты;Сумма"


def test_invoices_and_payments_are_a_balance(cast: Cast) -> None:
    clinic = create_organisation(cast.nina, OrganisationData(name="Поликлиника № 12"))
    held = taken(
        cast.head,
        "Поликлиника № 12;;Счёт;17;01.11.2024;15.11.2024;1000",
        "Поликлиника № 12;;Оплата;18;05.11.2024;;400",
        "Нет такой;;Счёт;19;01.11.2024;;5",
        "Поликлиника № 12;;Чепуха;20;01.11.2024;;5",
        "Поликлиника № 12;;Счёт;;01.11.2024;;5",
        kind="papers",
        head=PAPERS,
        source="books",
    )
    assert (held.taken, held.known, held.failure) == (2, 0, "")
    assert sorted(held.left.values_list("line", flat=True)) == [4, 5, 6]
    found = balance_of(clinic)
    assert found is not None
    assert found.debts[0].total == Decimal(600)
    again = taken(
        cast.head,
        "Поликлиника № 12;;Счёт;17;01.11.2024;15.11.2024;1000",
        kind="papers",
        head=PAPERS,
        source="books",
    )
    assert (again.taken, again.known, Paper.objects.count()) == (0, 1, 2)
    mend_rows(cast.head, held, {4: {0: "Поликлиника № 12"}})
    assert sorted(held.left.values_list("line", flat=True)) == [5, 6]


def test_the_pages(cast: Cast) -> None:
    client = client_of(cast.nina)
    known(cast)
    page = client.get(reverse("table-files")).content.decode()
    assert "purchases" in page
    assert "papers" not in page
    held = brought(cast.nina, SALE, "B-2;20.11.2024;;;;;Крем;100;")
    at = reverse("table-file", args=[held.uid])
    assert b"column-0" in client.get(at).content
    chosen = {f"column-{number}": name for number, name in held.mapping.items()}
    assert (
        client.post(reverse("table-file-columns", args=[held.uid]), chosen | {"column-7": ""}).status_code
        == 200
    )
    assert client.post(reverse("table-file-run", args=[held.uid])).status_code == 422
    client.post(reverse("table-file-columns", args=[held.uid]), chosen)
    assert client.post(reverse("table-file-run", args=[held.uid])).status_code == 302
    assert b"every 1s" in client.get(reverse("table-file-state", args=[held.uid])).content
    running.run(held.pk)
    assert b'name="cell-3-3"' in client.get(at).content
    left = client.get(reverse("table-file-left", args=[held.uid]))
    assert b"B-2" in b"".join(left.streaming_content)  # type: ignore[attr-defined]
    client.post(reverse("table-file-mend", args=[held.uid]), {"cell-3-3": "777", "other": "1"})
    assert not LeftRow.objects.exists()
    for other in (cast.sam, cast.food_marketer):
        assert client_of(other).get(at).status_code == 404
    assert client_of(cast.rita).get(at).status_code == 403


def test_an_erased_customer_stands_in_no_file(cast: Cast) -> None:
    person = known(cast)
    held = taken(cast.nina, "B-2;вчера;;;8 999 000-00-01;;Крем;100;")
    path = settings.KRUG_HOME / held.path
    assert "999" in path.read_text("cp1251")
    erase_person(cast.head, person, "request")
    assert "999" not in path.read_text("cp1251")
    assert set(held.left.get().cells) == {""}


MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(
    ("text", "clock", "expected"),
    [
        ("20.11.2024", "", "2024-11-20T12:00:00+03:00"),
        ("20.11.24", "9:05", "2024-11-20T09:05:00+03:00"),
        ("2024-11-20 10:15:30", "", "2024-11-20T10:15:30+03:00"),
        ("2024-11-20T10:15:30Z", "", "2024-11-20T10:15:30+00:00"),
        ("20/11/2024 23:59", "", "2024-11-20T23:59:00+03:00"),
        ("31.02.2024", "", None),
        ("20.11.2024", "25:00", None),
        ("вчера", "", None),
    ],
)
def test_moments(text: str, clock: str, expected: str | None) -> None:
    found = moment(text, clock, MOSCOW)
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234,50 ₽", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1\u00a0234", "1234"),
        ("-5", "-5"),
        ("(100,00)", "-100.00"),
        ("\u22127,1", "-7.1"),
        ("1,2345", None),
        ("сто", None),
        ("", None),
        ("1e9", None),
    ],
)
def test_sums(text: str, expected: str | None) -> None:
    assert money(text) == (None if expected is None else Decimal(expected))


def test_days() -> None:
    assert day("5.1.2024") == day("2024-01-05") == day("05/01/24")
    assert day("5") is None

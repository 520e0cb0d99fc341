"""Nothing of what was written of an erased customer's calls stays in the log, nor in its reading copy."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.utils import timezone

from krug.access.models import AuditEntry
from krug.analysis.actions import export
from krug.calls.actions.hear import choose
from krug.calls.actions.work import after_call
from krug.calls.models import Call
from krug.calls.words import What
from krug.customers.actions import create_person, erase_person, finish_erasure
from krug.customers.data import PersonData
from krug.customers.models import Person
from tests.calls.made import DOCTOR, phones, said
from tests.cast import Cast

NOTE = "Ill again"


@pytest.fixture
def reading(settings: object, tmp_path: Path) -> Path:
    settings.READING_DIR = tmp_path / "reading"  # type: ignore[attr-defined]
    return tmp_path / "reading"


def noted(cast: Cast) -> tuple[list[Person], Call]:
    """Two have the number, so the call is nobody's until somebody says whose."""
    people = [
        create_person(cast.rita, PersonData(last_name=name, phones=[DOCTOR])) for name in ("Orlova", "Orlov")
    ]
    call = said(phones(cast), "1", What.RINGING, What.ANSWERED, What.ENDED)
    return people, after_call(cast.rita, call, NOTE, "", None, None, "", timezone.now())


def logged() -> int:
    """Rows of the log that hold the note, those that count no more among them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM touch WHERE data LIKE %s", [f"%{NOTE}%"])
        return int(cursor.fetchone()[0])


def copied(folder: Path) -> int:
    columns = [
        pq.read_table(path, columns=["data"], partitioning=None)["data"].to_pylist()
        for path in folder.rglob("*.parquet")
        if "data" in pq.read_schema(path).names
    ]
    return sum(NOTE in (data or "") for column in columns for data in column)


@pytest.mark.django_db
def test_a_call_that_was_nobodys_yet_keeps_no_words(cast: Cast) -> None:
    (orlova, _orlov), call = noted(cast)
    assert logged() == 1
    erase_person(cast.head, orlova, "request")
    call.refresh_from_db()
    assert (logged(), call.other, call.note) == (0, "", "")
    assert not AuditEntry.objects.filter(object_kind="call", value__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_nor_does_what_it_said_before_it_was_chosen_whose_it_was(cast: Cast, reading: Path) -> None:
    (orlova, _orlov), call = noted(cast)
    choose(cast.rita, call, orlova.pk, None, timezone.now())
    assert logged() == 2
    export()
    assert copied(reading) > 0
    erasure = erase_person(cast.head, orlova, "request")
    finish_erasure(erasure)
    assert (logged(), copied(reading)) == (0, 0)
    finish_erasure(erasure)
    call.refresh_from_db()
    assert call.touch is None

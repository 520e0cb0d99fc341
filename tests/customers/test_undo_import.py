"""Taking a whole import back: exactly what it made goes, whatever somebody has used since stays."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone
from django.utils.translation import override

from krug.access.errors import Conflict, NotAllowed
from krug.access.models import AuditEntry, ScopeMember
from krug.customers.actions import (
    Together,
    create_person,
    edit_person,
    ensure_identities,
    link,
    merge,
    run_import,
    start_import,
    stitch,
    undo_import,
)
from krug.customers.contact_csv import run, undo
from krug.customers.data import PersonData
from krug.customers.models import ContactImport, ContactPoint, Identity, Link, Organisation, Person
from krug.customers.queries import card_identity, kept_rows, owner_of, undone
from krug.customers.queries.undoing import kept_csv
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from krug.visits.actions import plan_visit
from krug.visits.data import VisitPlan
from tests.cast import Cast, client_of

HEADINGS = "Фамилия;Имя;Телефон;Почта;ЛПУ;Город"
ROWS = [
    "Щербакова;Юлия;8 (999) 000-00-01;yulia@example.org;Поликлиника № 12;Казань",
    "Ким;Анна;+7 999 000-00-02;;Поликлиника № 12;Казань",
    "Цой;Виктор;+7 999 000-00-02;;Аптека Вита;Казань",
    "Лев;Яна;+7 999 000-00-04;;;Омск",
]
# Search words stay on purpose; the others tell what happened.
PASSED_OVER = {"searchword", "contactimport", "importundoing", "importedrow", "rejectedrow"}


def imported(cast: Cast, rows: list[str] | None = None) -> ContactImport:
    text = "\r\n".join([HEADINGS, *(ROWS if rows is None else rows)])
    held = start_import(cast.nina, "врачи.csv", [text.encode("cp1251")], cast.pharma.north_land)
    run_import(cast.nina, held)
    run.run(held.pk)
    held.refresh_from_db()
    return held


def taken_back(cast: Cast, held: ContactImport) -> dict[str, str]:
    """Runs the undoing; name → why, of what stays."""
    undo.run(undo_import(cast.nina, held).pk)
    with override("en"):
        return {row.name: row.why for row in kept_rows(cast.nina, held)}


def rows() -> Iterator[tuple[str, Any]]:
    for model in apps.get_app_config("customers").get_models():
        if model._meta.model_name not in PASSED_OVER:
            yield from ((model.__name__, row) for row in model._default_manager.values_list())
    yield from (("scope", row) for row in ScopeMember.objects.values_list("kind", "row", "scope", "sort"))


def touch(identity: int) -> Touch:
    return Touch(
        uuid7(), at=micros(timezone.now()), identity=identity, channel=Channel.CALL,
        direction=Direction.IN, verb=Verb.CALLED,
    )  # fmt: skip


def test_nothing_of_it_is_left(cast: Cast) -> None:
    known = create_person(cast.rita, PersonData(last_name="Старов", phones=["+7 999 000-00-01"]))
    pairs = [("phone", "+79990000004")]
    append([touch(ensure_identities(pairs)[pairs[0]])], "source:test")
    before = list(rows())
    held = imported(cast)
    assert Person.objects.count() == 5
    assert taken_back(cast, held) == {}
    assert sorted(map(str, rows())) == sorted(map(str, before))
    told = undone(held)
    assert told is not None
    assert (told.running, told.removed, told.kept, told.percent) == (False, 6, 0, 100)
    assert owner_of(Identity.objects.get(value="+79990000001").pk, micros(timezone.now())) == known.pk
    assert AuditEntry.objects.filter(verb="import_undone", actor=cast.nina).count() == 1
    assert AuditEntry.objects.filter(verb="removed").count() == 6


def test_what_was_used_since_stays_and_says_why(cast: Cast) -> None:
    held = imported(cast, [f"Ким{n};Анна;+7 999 000-00-{n:02};;Клиника;Омск" for n in range(10, 18)])
    people = list(Person.objects.order_by("id"))
    edited, visited, survivor, absorbed, touched, linked, seen, free = people
    edit_person(cast.rita, edited, {"city": "Казань"})
    plan = VisitPlan(staff=cast.rita, person=visited, planned_at=timezone.now() + timedelta(days=1))
    plan_visit(cast.rita, plan)
    merge(cast.nina, survivor, absorbed)
    append([touch(card_identity(touched))], "source:test")
    cookie = ensure_identities([("cookie", "c1")])["cookie", "c1"]
    link(cast.rita, cookie, linked)
    phone = ContactPoint.objects.get(person=seen).normal
    stitch(None, Together("identify", micros(timezone.now()), [("cookie", "c2"), ("phone", phone)], uuid7()))
    assert taken_back(cast, held) == {
        "Ким10 Анна": "edited since",
        "Ким11 Анна": "has visits",
        "Ким12 Анна": "merged with another card",
        # Absorbed, he is seen through his survivor alone.
        "–": "merged with another card",
        "Ким14 Анна": "there were contacts since",
        "Ким15 Анна": "linked or recognised since",
        "Ким16 Анна": "linked or recognised since",
        "Клиника": "customers work there",
    }
    assert not Person.objects.filter(pk=free.pk).exists()
    assert Link.objects.filter(person=linked, identity=cookie).exists()
    told = undone(held)
    assert told is not None
    assert (told.removed, told.kept) == (1, 8)
    with override("en"):
        file = b"".join(kept_csv(cast.nina, held)).decode("utf-8-sig")
    assert "Ким10 Анна;edited since" in file
    assert file.count("\r\n") == 9


def test_touches_from_before_the_card_do_not_keep_it(cast: Cast) -> None:
    pairs = [("phone", "+79990000002")]
    identity = ensure_identities(pairs)[pairs[0]]
    append([touch(identity)], "source:test")
    assert taken_back(cast, imported(cast)) == {}
    assert Identity.objects.filter(pk=identity).exists()


def test_an_organisation_found_and_not_made_stays(cast: Cast) -> None:
    first = imported(cast, [ROWS[0]])
    second = imported(cast, [ROWS[1]])
    assert taken_back(cast, second) == {}
    assert Organisation.objects.get().name == "Поликлиника № 12"
    assert taken_back(cast, first) == {}
    assert not Organisation.objects.exists()


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [0, 1, 2])
def test_killed_in_the_middle_it_goes_on(cast: Cast, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "BATCH", 10)
    held = imported(cast, [f"Ким{n};Анна;+7 999 {n:07};;Клиника{n % 3};Омск" for n in range(25)])
    edit_person(cast.rita, Person.objects.get(last_name="Ким3"), {"city": "Казань"})
    undoing = undo_import(cast.nina, held)
    steps = iter(range(100))

    def killed(done: int, total: int) -> None:
        if next(steps) == after:
            raise Killed

    with pytest.raises(Killed):
        undo.run(undoing.pk, killed)
    told = undone(held)
    assert told is not None
    assert (told.running, told.done) == (True, min(25, 10 * (after + 1)))
    undo_import(cast.nina, held)
    undo.run(undoing.pk)
    undo.run(undoing.pk)
    told = undone(held)
    assert told is not None
    assert (told.running, told.removed, told.kept) == (False, 26, 2)
    assert list(Person.objects.values_list("last_name", flat=True)) == ["Ким3"]
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Клиника0"]


def test_repeated_it_is_the_same_and_the_import_is_over(cast: Cast) -> None:
    held = imported(cast)
    taken_back(cast, held)
    again = undo_import(cast.nina, held)
    assert again.finished_at
    assert AuditEntry.objects.filter(verb="import_undone").count() == 1
    with pytest.raises(Conflict):
        run_import(cast.nina, held)
    # The file itself may come again.
    assert imported(cast).created == 4


def test_not_before_it_has_ended(cast: Cast) -> None:
    text = "\r\n".join([HEADINGS, *ROWS]).encode()
    held = start_import(cast.nina, "a.csv", [text], cast.pharma.north_land)
    with pytest.raises(Conflict):
        undo_import(cast.nina, held)
    run_import(cast.nina, held)
    with pytest.raises(Conflict):
        undo_import(cast.nina, held)


def test_who_may(cast: Cast) -> None:
    held = imported(cast)
    for other in (cast.rita, cast.sam, cast.head, cast.food_head):
        with pytest.raises(NotAllowed):
            undo_import(other, held)
    address = f"/customers/import/{held.uid}/"
    assert client_of(cast.sam).post(f"{address}undo").status_code == 404
    assert "Take the import back" in client_of(cast.nina).get(address).content.decode()
    assert client_of(cast.nina).post(f"{address}undo").status_code == 302
    assert "Taking the import back" in client_of(cast.nina).get(f"{address}state").content.decode()
    taken_back(cast, held)
    shown = client_of(cast.nina).get(address).content.decode()
    assert "The import is taken back." in shown
    assert client_of(cast.nina).get(f"{address}kept.csv").status_code == 200
    assert client_of(cast.sam).get(f"{address}kept.csv").status_code == 404

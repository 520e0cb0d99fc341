"""A customer's data destroyed: nothing of them is left anywhere, figures are, and he does not come back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry, AuditValue
from krug.access.scopes import may_see
from krug.analysis.actions import export
from krug.customers.actions import (
    create_person,
    edit_person,
    ensure_identities,
    erase_person,
    finish_erasure,
    give_consent,
    import_contacts,
    link,
    merge,
    reapply_erasures,
)
from krug.customers.data import PersonData
from krug.customers.errors import Invalid
from krug.customers.models import (
    ContactPoint,
    Erased,
    Erasure,
    Identity,
    Person,
    Purpose,
    RejectedRow,
    SearchRow,
    SearchWord,
    Trait,
)
from krug.customers.privacy import tombstones
from krug.customers.privacy.subject import people_by
from krug.customers.queries import card_identity, search
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.sync.actions.refresh import refresh
from krug.sync.models import Command, Device, FieldConflict, Item
from krug.sync.tasks import work_off_changes
from krug.touches.actions import append
from krug.touches.queries import of_identities
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from krug.visits.actions import load_visits
from krug.visits.data import FinishedVisit, Outcome, VisitPlan
from tests.cast import Cast
from tests.customers.test_card import START

SURNAME, NAME, PHONE, EMAIL = "Свиристелькина", "Евлампия", "+79161230987", "evlampia@svirist.example"
NOTE, SAID, GOAL = "аллергия на орехи", "спросила про цену", "убедить насчёт пробы"
SECRETS = (
    SURNAME,
    SURNAME.lower(),
    "svir",
    PHONE[1:],
    "916 123-09-87",
    EMAIL,
    NOTE,
    SAID,
    GOAL,
    "договор-77",
)


@dataclass
class Left:
    """Somebody who has left something everywhere, and her neighbour."""

    person: Person
    other: Person
    touches: list[Touch]


def touch(identity: int, verb: Verb, after: int, **more: object) -> Touch:
    it = Touch(uuid7(), START + after, identity, Channel.VISIT, Direction.IN, verb)
    for name, value in more.items():
        setattr(it, name, value)
    return it


def leave(cast: Cast) -> Left:
    data = PersonData(
        last_name=SURNAME, first_name=NAME, phones=["8 916 123-09-87"], emails=[EMAIL], note=NOTE
    )
    person = create_person(cast.rita, data)
    double = create_person(cast.rita, PersonData(last_name=SURNAME, first_name=NAME, city="Свирск"))
    merge(cast.nina, person, double, evidence={"name": SURNAME})
    other = create_person(cast.rita, PersonData(last_name="Ким", first_name="Анна", note="другое"))
    edit_person(cast.rita, person, {"note": NOTE + "!"})
    Trait.objects.create(person=person, kind="likes", text=f"{SAID} и рыбу", key="k", at=timezone.now())
    letters = Purpose.objects.get(unit=cast.pharma.unit, code="letters")
    give_consent(cast.rita, person, letters, "paper", "договор-77")
    touches = said_to(person, other)
    before = timezone.now() - timedelta(days=1)
    plan = VisitPlan(staff=cast.rita, person=person, planned_at=before, goal=GOAL)
    held = FinishedVisit(
        plan=plan,
        started_at=before,
        finished_at=before + timedelta(minutes=9),
        outcome=Outcome("agreed", "позвонить " + SURNAME, SAID),
        listeners=[person],
    )
    load_visits(cast.rita, [held])
    sent_by_tablet(cast, person)
    filed(cast)
    return Left(person, other, touches)


def said_to(person: Person, other: Person) -> list[Touch]:
    identity = card_identity(person)
    touches = [
        touch(identity, Verb.NOTED, 1, data={"text": SAID}),
        touch(identity, Verb.REACTED, 2, object_kind="slide", object_id="s1", emotion=100),
        touch(
            identity, Verb.ANSWERED, 3, object_kind="question", object_id="s/q",
            data={"slide": "s", "question": "q", "kind": "text", "value": SAID},
        ),
        touch(
            identity, Verb.ANSWERED, 4, object_kind="question", object_id="s/r",
            data={"slide": "s", "question": "r", "kind": "slider", "value": 60},
        ),
        touch(identity, Verb.VIEWED, 5, data={"address": f"https://x.example/p?email={EMAIL}"}),
        touch(card_identity(other), Verb.NOTED, 6, data={"text": "о другом"}),
    ]  # fmt: skip
    append(touches, "source:test")
    return touches


def sent_by_tablet(cast: Cast, person: Person) -> None:
    device = Device.objects.create(uid=uuid7(), user=cast.rita)
    for payload in (
        {"person": str(person.uid), "note": NOTE},
        {"name": f"{SURNAME} {NAME}"},
        {"note": "Ким"},
    ):
        Command.objects.create(
            uid=uuid7(), device=device, user=cast.rita, kind="person.edit", payload=payload, device_at=0,
            digest=bytes(32), outcome=Command.Outcome.ACCEPTED,
        )  # fmt: skip
    FieldConflict.objects.create(object_kind="person", object_id=person.pk, field="note", kept=NOTE, other="")


def filed(cast: Cast) -> None:
    book = settings.KRUG_HOME / "book.csv"
    lines = [
        "Фамилия;Имя;Телефон;Почта",
        f"{SURNAME};{NAME};8 (916) 123-09-87;",
        f"Никто;;123;{EMAIL}",
        "Пак;;12;",
    ]
    book.write_text("\n".join(lines))
    import_contacts(book, cast.nina)
    book.unlink()


def stored() -> Iterator[tuple[str, bytes]]:
    """Every byte kept: the database (of PostgreSQL its rows) and all files of the installation."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        yield "database", connection.connection.serialize()
    else:
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f'SELECT t::text FROM "{table}" t')
                yield table, "\n".join(row for (row,) in cursor.fetchall()).encode()
    for path in Path(settings.KRUG_HOME).rglob("*"):
        if path.is_file() and "static" not in path.parts:
            yield str(path), path.read_bytes()


def found() -> list[tuple[str, str]]:
    """Which secrets stand where, as text and as JSON escapes them."""
    looks = [
        (secret, form) for secret in SECRETS for form in (secret.encode(), json.dumps(secret)[1:-1].encode())
    ]
    return [(where, secret) for where, content in stored() for secret, form in looks if form in content]


@pytest.fixture
def copy(settings: object, tmp_path: Path) -> None:
    """A home of this test's own: other tests leave files in theirs."""
    settings.KRUG_HOME = tmp_path  # type: ignore[attr-defined]
    settings.READING_DIR = tmp_path / "reading"  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_it_is_left(copy: None, request: pytest.FixtureRequest) -> None:
    cast = request.getfixturevalue("cast")
    left = leave(cast)
    export()
    before = {secret for _where, secret in found()}
    assert before >= {SURNAME, PHONE[1:], EMAIL, NOTE, SAID, GOAL}
    assert any("reading" in where for where, secret in found() if secret == SAID)
    erasure = erase_person(cast.head, left.person, "request", "вх. 12")
    work_off_changes.func()
    finish_erasure(erasure)
    assert found() == []


def test_figures_stay_and_the_neighbour_too(cast: Cast) -> None:
    left = leave(cast)
    spans = [(card_identity(left.person), None, None)]
    before = {(one.id, one.verb, one.at, one.emotion) for one in of_identities(spans, limit=99)}
    erase_person(cast.head, left.person, "request")
    after = of_identities(spans, limit=99)
    assert {(one.id, one.verb, one.at, one.emotion) for one in after} == before
    by_id = {one.id: one.data for one in after}
    said, _liked, written, chosen, viewed, _other = (one.id for one in left.touches)
    assert by_id[said] == {"text": ""}
    assert by_id[written]["value"] == ""
    assert by_id[chosen]["value"] == 60
    assert by_id[viewed] == {"address": "https://x.example/p"}
    (others,) = of_identities([(card_identity(left.other), None, None)])
    assert others.data == {"text": "о другом"}
    assert Person.objects.get(pk=left.other.pk).note == "другое"
    assert {"note": "Ким"} in Command.objects.values_list("payload", flat=True)
    assert any("Пак" in row.cells for row in RejectedRow.objects.all())


def test_the_card_is_nowhere_and_its_rows_have_no_name(cast: Cast) -> None:
    left = leave(cast)
    erase_person(cast.head, left.person, "request")
    person = Person.objects.get(pk=left.person.pk)
    assert (person.last_name, person.sort, person.note) == ("", "", "")
    with override("en"):
        assert person.full_name == "Erased customer"
    assert not may_see(cast.head, "person", person.pk)
    assert search(cast.head, SURNAME) == [] == search(cast.head, PHONE) == people_by(PHONE)
    assert not SearchRow.objects.filter(kind="person", row__in=Erased.objects.values("person")).exists()
    assert not SearchWord.objects.filter(word__startswith="svirist").exists()
    assert SearchWord.objects.filter(word="kim").exists()
    assert not ContactPoint.objects.filter(person=person).exists()
    entries = AuditEntry.objects.filter(object_kind="person", object_id=person.pk)
    assert entries.filter(verb="edited").exists()
    assert not AuditValue.objects.filter(entry__in=entries).exists()


def test_a_phone_shared_with_another_stays_the_others(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким", phones=[PHONE]))
    wife = create_person(cast.rita, PersonData(last_name="Пак", phones=[PHONE]))
    erase_person(cast.head, person, "request")
    assert Identity.objects.filter(kind="phone", value=PHONE).exists()
    assert search(cast.head, PHONE)[0].uid == wife.uid
    erase_person(cast.head, wife, "request")
    assert not Identity.objects.filter(kind="phone", value=PHONE).exists()


def test_a_cookie_of_two_in_turn_keeps_its_touches_apart(cast: Cast) -> None:
    one, two = (create_person(cast.rita, PersonData(last_name=name)) for name in ("Ким", "Пак"))
    (cookie,) = ensure_identities([("cookie", "abc")]).values()
    link(cast.rita, cookie, one, until=START + 10)
    link(cast.rita, cookie, two, since=START + 10)
    append([touch(cookie, Verb.NOTED, at, data={"text": f"said {at}"}) for at in (5, 15)], "source:test")
    erase_person(cast.head, one, "request")
    kept = of_identities([(cookie, None, None)])
    assert [entry.data["text"] for entry in kept] == ["said 15", ""]


def test_twice_changes_nothing(cast: Cast) -> None:
    left = leave(cast)
    first = erase_person(cast.head, left.person, "request", "вх. 12")
    entries = AuditEntry.objects.count()
    assert erase_person(cast.head, left.person, "unlawful") == first
    assert (Erasure.objects.get(), AuditEntry.objects.count()) == (first, entries)
    assert Erased.objects.count() == 2


def test_who_may_not_and_what_is_wrong(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    for author in (cast.rita, cast.nina, cast.marketer, cast.integrator, cast.production, cast.food_head):
        with pytest.raises(NotAllowed):
            erase_person(author, person, "request")
    with pytest.raises(Invalid):
        erase_person(cast.head, person, "whim")
    assert not Erased.objects.exists()


def test_a_touch_sent_again_is_known_and_not_brought_back(cast: Cast) -> None:
    left = leave(cast)
    erase_person(cast.head, left.person, "request")
    assert append(left.touches, "source:test").new == 0
    spans = [(card_identity(left.person), None, None)]
    assert all(SAID not in str(one.data) for one in of_identities(spans, limit=99))


def test_after_a_restore_he_is_erased_again(cast: Cast, copy: None) -> None:
    person = create_person(cast.rita, PersonData(last_name=SURNAME, phones=[PHONE]))
    first = erase_person(cast.head, person, "request", "вх. 12")
    (stone,) = tombstones.all_kept()
    assert stone.people == (str(person.uid),)
    # What a restore of an older database does.
    Erased.objects.all().delete()
    Erasure.objects.all().delete()
    edit_person(None, person, {"last_name": SURNAME, "phones": [PHONE]})
    (again,) = reapply_erasures()
    assert (again.uid, again.at, again.document) == (first.uid, first.at, "вх. 12")
    assert Person.objects.get(pk=person.pk).last_name == ""
    assert reapply_erasures() == []
    assert len(tombstones.all_kept()) == 1


def test_what_comes_late_is_taken_by_the_next_run(cast: Cast, copy: None) -> None:
    person = create_person(cast.rita, PersonData(last_name=SURNAME))
    erasure = erase_person(cast.head, person, "request")
    append([touch(card_identity(person), Verb.NOTED, 1, data={"text": SAID})], "device:late")
    assert reapply_erasures() == [erasure]
    (late,) = of_identities([(card_identity(person), None, None)])
    assert late.data == {"text": ""}


def test_devices_let_go_of_him(cast: Cast) -> None:
    left = leave(cast)
    from krug.sync import queries

    refresh(queries.scopes_of(cast.rita), 15)
    work_off_changes.func()
    assert Item.objects.filter(kind="person", uid=left.person.uid).exists()
    erase_person(cast.head, left.person, "request")
    work_off_changes.func()
    assert not Item.objects.filter(kind="person", uid=left.person.uid).exists()
    assert Item.objects.filter(kind="person", uid=left.other.uid).exists()
    bodies = b"".join(bytes(item.body) for item in Item.objects.all())
    assert SURNAME.encode() not in bodies
    assert GOAL.encode() not in bodies


def test_of_the_past_nothing_is_left_to_count_by(cast: Cast) -> None:
    """The clock of the tombstone is the moment of the first erasure."""
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    before = micros(timezone.now())
    assert before <= micros(erase_person(None, person, "retention").at) <= micros(timezone.now())


KNOWN_TABLES = {
    # emptied or dropped by a place
    "Account", "Affiliation", "Call", "ContactPoint", "Correspondent", "Deal", "Decision", "Listener",
    "Match", "NotSame", "Outgoing", "Participant", "PlanAdjustment", "PlanLine", "Proposal", "SegmentMember",
    "SegmentMove", "Trait", "Visit", "Worth",
    # nothing of him but ids, or what must stay provable
    "Consent", "ConsentCover", "Erased", "Link", "Outlived", "Person",
}  # fmt: skip


def test_no_table_about_persons_is_forgotten() -> None:
    """A new one gets a place in krug/*/privacy.py first, then a name here."""
    from django.apps import apps

    about = {
        model.__name__
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }
    assert about - KNOWN_TABLES == set()

"""The company in the database: whole or not at all, once, and taken out without a trace on real data."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from krug.access.models import AuditEntry, AuditValue, Role, ScopeMember, Unit, User
from krug.access.scopes import may_see, visible
from krug.accounts.models import Account
from krug.behaviour.models import Session
from krug.customers.actions.create import create_person
from krug.customers.data import PersonData
from krug.customers.models import Consent, ContactImport, Identity, Link, Match, Person
from krug.decks.actions.add_version import import_deck
from krug.decks.contents import place_of
from krug.decks.models import Deck, Publishing, VersionFile
from krug.demo import packages
from krug.demo.company import load
from krug.demo.models import DemoRow
from krug.demo.people import Size
from krug.demo.remove import remove
from krug.demo.staff import PASSWORD
from krug.integrations.models import Endpoint
from krug.segments.models import Segment, SegmentMove
from krug.site.clock import micros
from krug.touches.actions import append
from krug.touches.touch import Touch, stable_id
from krug.touches.words import Channel, Direction, Verb
from krug.visits.models import Finish, Visit

NOW = datetime(2026, 3, 18, 5, tzinfo=UTC)
MORNING = micros(NOW)
SMALL = Size(doctors=400, clinics=40, pharmacies=40, doubles=3, days=6)
SHARED_PHONE = "+7 900 000-00-07"
# What changes whenever scopes are computed, the marks of what is demo, work that a worker does and forgets.
MOVING = {"DemoRow", "Change", "Stamp", "DBTaskResult"}
# What was forecast is taken out by nothing, nor is what the audit remembers of it; both name bare ids.
STAYS = {"ForecastRow"}

pytestmark = pytest.mark.django_db(transaction=True)


def quiet(text: str) -> None:
    """Progress nobody reads."""


def snapshot() -> dict[str, list[Any]]:
    """Every row of every table as it is."""
    rows = {}
    for table in apps.get_models(include_auto_created=True):
        if table._meta.app_label == "touches" or table.__name__ in MOVING | STAYS:
            continue
        found = table._base_manager.order_by("pk").values()
        if table is AuditEntry:
            found = found.exclude(object_kind="forecast")
        if table is AuditValue:
            found = found.exclude(entry__object_kind="forecast")
        rows[table._meta.label] = [{k: v for k, v in row.items() if k != "scopes_version"} for row in found]
    with connection.cursor() as cursor:
        for table in ("touch", "touch_retraction"):
            cursor.execute(f"SELECT * FROM {table} ORDER BY seq")
            rows[table] = cursor.fetchall()
    return rows


@pytest.fixture
def real(cast):
    """A real doctor with the phone of a demo doctor, a call from it, and a real deck of the same files."""
    data = PersonData(last_name="Настоящая", phones=[SHARED_PHONE], unit=cast.pharma.unit.id)
    person = create_person(cast.head, data)
    phone = Identity.objects.get(kind=Identity.Kind.PHONE, links__person=person)
    call = Touch(stable_id(MORNING, "call"), MORNING, phone.id, Channel.CALL, Direction.IN, Verb.CALLED)
    append([call], "source:telephony")
    deck = import_deck(cast.marketer, packages.allergy()).deck
    return person, phone, deck


def test_loads_what_it_promises(capsys):
    credentials = load(print, NOW, SMALL)
    assert "The demo company is ready" in capsys.readouterr().out
    assert [role for role, _mail in credentials.sign_ins] == ["rep", "manager", "marketer", "head", "admin"]
    assert User.objects.filter(role=Role.REP, unit__name__contains="Кардиология").count() == 40
    assert Person.objects.filter(specialty="Провизор").count() == 40
    assert Finish.objects.count() > 300
    assert sorted(Deck.objects.values_list("versions__number", flat=True)) == [1, 1, 2]
    live = Publishing.objects.filter(withdrawal=None).values_list("version__number", "version__deck__title")
    assert sorted(number for number, _title in live) == [1, 2]
    rep = User.objects.get(email="rep@demo.krug")
    today = Visit.objects.filter(staff=rep, planned_at__date=NOW.date(), finish=None)
    assert today.count() == 9
    assert not today.exclude(person__city="Москва").exists()


def test_everyone_signs_in_and_sees_his_own():
    credentials = load(quiet, NOW, SMALL)
    seen = {}
    for role, mail in credentials.sign_ins:
        assert Client().login(email=mail, password=PASSWORD), mail
        seen[role] = visible(User.objects.get(email=mail), "person").distinct().count()
    assert 0 < seen["rep"] < seen["manager"] < seen["admin"]
    assert seen["manager"] == seen["marketer"] == seen["head"]
    stranger = User.objects.get(email="derma-manager@demo.krug")
    theirs = Person.objects.filter(unit__name__contains="Кардиология").first()
    assert theirs
    assert not may_see(stranger, "person", theirs.id)
    assert visible(stranger, "person").count() == 60


def test_loading_twice_changes_nothing():
    first = load(quiet, NOW, SMALL)
    before = snapshot()
    assert load(quiet, NOW, SMALL) == first
    assert snapshot() == before


def test_on_a_later_day_there_is_something_to_do_again():
    load(quiet, NOW, SMALL)
    later = NOW + timedelta(days=30)
    load(quiet, later, SMALL)
    rep = User.objects.get(email="rep@demo.krug")
    assert Visit.objects.filter(staff=rep, planned_at__date=later.date()).count() == 9
    planned = Visit.objects.count()
    load(quiet, later, SMALL)
    assert Visit.objects.count() == planned


def test_a_load_that_fails_leaves_nothing():
    before = snapshot()

    def stop(text: str) -> None:
        if text.startswith("Plans"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(stop, NOW, SMALL)
    assert snapshot() == before
    assert not DemoRow.objects.exists()


def test_removing_leaves_real_data_as_they_were(real):
    person, phone, deck = real
    before = snapshot()
    credentials = load(quiet, NOW, SMALL)
    # Beside real people nobody with a known password may see everything.
    assert "admin" not in [role for role, _mail in credentials.sign_ins]
    assert Link.objects.filter(identity=phone).count() == 2
    remove(quiet)
    assert snapshot() == before
    assert all(place_of(sha256).exists() for sha256 in VersionFile.objects.values_list("sha256", flat=True))
    assert ScopeMember.objects.filter(kind="deck", row=deck.id).exists()
    assert Person.objects.get() == person


def test_an_administrator_who_made_something_real_stays_and_is_shut_out():
    load(quiet, NOW, SMALL)
    admin = User.objects.get(email="admin@demo.krug")
    unit = Unit.objects.create(name="Real")
    deck = Deck.objects.create(unit=unit, title="Real", author=admin)
    remove(quiet)
    assert Deck.objects.get() == deck
    assert User.objects.get() == admin
    assert not Client().login(email=admin.email, password=PASSWORD)


def test_removing_where_nothing_is_does_nothing(cast):
    before = snapshot()
    remove(quiet)
    assert snapshot() == before


def test_nothing_of_the_product_is_empty():
    load(quiet, NOW, SMALL)
    # In six days nobody has gone a month without a visit, and no clinic two weeks.
    counted = {one.name for one in Segment.objects.all() if one.members.exists()}
    assert counted == {"Покупали за три месяца", "Читают сайт, но не покупают"}
    assert SegmentMove.objects.filter(why="news").exists()
    assert Session.objects.values("origin").distinct().count() >= 4
    assert Link.objects.filter(rule="stitch", identity__kind="cookie").exists()
    assert Account.objects.filter(stopped=True).exists()
    assert Match.objects.exists()
    assert ContactImport.objects.get().rejected.count() == 3
    assert Endpoint.objects.get().stopped == "hand"
    assert {one.given for one in Consent.objects.all()} == {True, False}

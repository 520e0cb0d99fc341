"""Customers whom no purpose needs any more: counted, proposed, erased by the rule."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from krug.access.errors import NotAllowed
from krug.customers.actions import create_person, give_consent, merge, run_retention, set_retention
from krug.customers.data import PersonData
from krug.customers.errors import Invalid
from krug.customers.models import Erased, Outlived, Person, Purpose, RetentionRule
from krug.customers.privacy.rules import GRACE, MONTH, Need, outlived
from krug.customers.queries import card_identity
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.cast import Cast, client_of

NOW = timezone.now()
LONG_AGO = NOW - 60 * MONTH


@pytest.mark.parametrize(
    ("needs", "silent", "gone"),
    [
        ([], 37, True),
        ([], 35, False),
        ([Need(True, None)], 400, False),
        ([Need(False, None)], 37, True),
        ([Need(True, 40)], 39, False),
        ([Need(True, 40)], 41, True),
        ([Need(True, 40), Need(True, 50)], 45, False),
    ],
)
def test_when_nobody_needs_him(needs: list[Need], silent: int, gone: bool) -> None:
    assert outlived(needs, NOW - silent * MONTH, NOW, 36) is gone


def old(cast: Cast, name: str, made: datetime = LONG_AGO) -> Person:
    person = create_person(cast.rita, PersonData(last_name=name))
    Person.objects.filter(pk=person.pk).update(created_at=made)
    return person


def called(person: Person, at: datetime) -> None:
    touch = Touch(uuid7(), micros(at), card_identity(person), Channel.CALL, Direction.OUT, Verb.CALLED)
    append([touch], "source:test")


def rule(cast: Cast, mode: str = "propose") -> RetentionRule:
    Purpose.objects.filter(unit=cast.pharma.unit, code__in=["service", "tracking"]).update(retention=36)
    return set_retention(cast.head, cast.pharma.unit, 36, mode)


def proposed() -> set[str]:
    return set(Outlived.objects.values_list("person__last_name", flat=True))


def test_whom_the_rule_proposes(cast: Cast) -> None:
    old(cast, "Silent")
    old(cast, "New", NOW - MONTH)
    called(old(cast, "Called"), NOW - 2 * MONTH)
    called(old(cast, "Once"), NOW - 50 * MONTH)
    agreed = old(cast, "Agreed")
    give_consent(cast.rita, agreed, Purpose.objects.get(unit=cast.pharma.unit, code="letters"), "paper",
                 at=NOW - 40 * MONTH)  # fmt: skip
    survivor = old(cast, "Survivor")
    merge(cast.nina, survivor, young := old(cast, "Young", NOW - MONTH))
    run_retention(rule(cast), NOW)
    assert proposed() == {"Silent", "Once"}
    assert young.pk not in Outlived.objects.values_list("person", flat=True)
    assert not Erased.objects.exists()


def test_nobody_while_a_purpose_has_no_term(cast: Cast) -> None:
    old(cast, "Silent")
    run_retention(set_retention(cast.head, cast.pharma.unit, 36, "propose"), NOW)
    assert proposed() == set()


def test_a_contact_takes_him_off_the_list(cast: Cast) -> None:
    person = old(cast, "Silent")
    held = rule(cast)
    run_retention(held, NOW)
    called(person, NOW - timedelta(days=1))
    run_retention(held, NOW)
    assert proposed() == set()


@pytest.mark.django_db(transaction=True)
def test_erased_only_after_the_time_of_grace_and_once(request: pytest.FixtureRequest) -> None:
    cast = request.getfixturevalue("cast")
    person = old(cast, "Silent")
    called(other := old(cast, "Called"), NOW - MONTH)
    held = rule(cast, "erase")
    run_retention(held, NOW)
    run_retention(held, NOW + GRACE - timedelta(hours=1))
    assert not Erased.objects.exists()
    assert run_retention(held, NOW + GRACE).erased == 1
    assert Erased.objects.get().person_id == person.pk
    assert Erased.objects.get().erasure.reason == "retention"
    assert run_retention(held, NOW + GRACE).erased == 0
    assert Person.objects.get(pk=other.pk).last_name == "Called"


def test_off_proposes_nobody_and_forgets_proposals(cast: Cast) -> None:
    old(cast, "Silent")
    run_retention(rule(cast), NOW)
    run_retention(rule(cast, "off"), NOW)
    assert proposed() == set()


def test_who_sets_the_rule(cast: Cast) -> None:
    for author in (cast.nina, cast.marketer, cast.integrator, cast.food_head):
        with pytest.raises(NotAllowed):
            set_retention(author, cast.pharma.unit, 36, "erase")
    for months, mode in ((0, "off"), (36, "whim")):
        with pytest.raises(Invalid):
            set_retention(cast.head, cast.pharma.unit, months, mode)


def test_a_dry_run_on_the_page_changes_nothing(cast: Cast) -> None:
    old(cast, "Silent")
    rule(cast, "off")
    client, path = client_of(cast.head), reverse("retention")
    html = client.post(path, {"months": "36", "mode": "erase", "choice": "dry"}).content.decode()
    assert "Today this would mean 1 customer." in html
    assert RetentionRule.objects.get().mode == "off"
    assert client.post(path, {"months": "48", "mode": "propose", "choice": "save"}).status_code == 302
    assert (RetentionRule.objects.get().months, RetentionRule.objects.get().mode) == (48, "propose")
    run_retention(RetentionRule.objects.get(), NOW)
    assert "Silent" in client.get(path).content.decode()
    assert "Silent" not in client_of(cast.food_head).get(path).content.decode()

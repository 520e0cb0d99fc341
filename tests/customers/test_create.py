"""New cards: what is written, who may, what is refused."""

import time

import pytest

from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry, ScopeMember
from krug.access.scopes import may_see
from krug.access.signals import rows_changed
from krug.customers import derived
from krug.customers.actions import (
    create_organisation,
    create_organisations,
    create_person,
    create_persons,
    ensure_identities,
)
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.models import ContactPoint, Identity, Link, Person, SearchRow
from krug.site.ids import uuid7
from tests.cast import Cast


def test_a_card_has_all_that_belongs_to_it(cast: Cast) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Поликлиника № 12", kind="clinic"))
    person = create_person(
        cast.rita,
        PersonData(
            last_name=" Алфёрова ",
            first_name="Мария",
            organisation=clinic.pk,
            phones=["8 (999) 123-45-67", "+7 999 1234567"],
            emails=["Alf@Example.ORG"],
        ),
    )
    assert person.full_name == "Алфёрова Мария"
    assert person.sort == "алферова мария"
    assert person.territory == cast.pharma.north_land
    points = ContactPoint.objects.filter(person=person).order_by("id").values_list("kind", "value", "normal")
    assert list(points) == [
        ("phone", "8 (999) 123-45-67", "+79991234567"),
        ("email", "Alf@Example.ORG", "alf@example.org"),
    ]
    links = Link.objects.filter(person=person).values_list(
        "identity__kind", "identity__value", "since", "until"
    )
    assert set(links) == {
        ("card", str(person.uid), None, None),
        ("phone", "+79991234567", None, None),
        ("email", "alf@example.org", None, None),
    }
    member = ScopeMember.objects.get(kind="person", row=person.pk)
    assert (member.scope.kind, member.scope.ref, member.sort) == (
        "territory",
        cast.pharma.north_land.pk,
        "алферова мария",
    )
    text = SearchRow.objects.get(kind="person", row=person.pk).text
    assert "alferova" in text
    assert "79991234567" in text
    entry = AuditEntry.objects.get(object_kind="person", object_id=str(person.pk))
    assert (entry.actor, entry.verb) == (cast.rita, "created")
    assert "Алфёрова" not in str(entry.fields)


def test_who_sees_it(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    seen = {user.name for user in cast.everyone if may_see(user, "person", person.pk)}
    assert seen == {"Rita", "Nina", "Boss", "Marketer", "Head", "Agent", "Production", "Integrator", "Admin"}


def test_a_marketers_card_without_territory_is_the_units(cast: Cast) -> None:
    person = create_person(cast.marketer, PersonData(last_name="Ким"))
    assert person.territory is None
    assert may_see(cast.head, "person", person.pk)
    assert not may_see(cast.rita, "person", person.pk)


def test_who_may_not(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_person(cast.production, PersonData(last_name="Ким"))
    with pytest.raises(Invalid) as refused:
        create_person(cast.rita, PersonData(last_name="Ким", territory=cast.pharma.south_land.pk))
    assert refused.value.errors[0].field == "territory"
    foreign = create_organisation(cast.food_rep, OrganisationData(name="Shop"))
    with pytest.raises(Invalid) as refused:
        create_person(cast.rita, PersonData(last_name="Ким", organisation=foreign.pk))
    assert refused.value.errors[0].code == "unknown_reference"
    assert Person.objects.count() == 0


def test_everything_wrong_is_told_at_once(cast: Cast) -> None:
    rows = [
        PersonData(last_name="Ким"),
        PersonData(last_name="  ", klass="D", phones=["12"], emails=["nobody"]),
        PersonData(last_name="Я" * 81, latitude=91.0),
    ]
    with pytest.raises(Invalid) as refused:
        create_persons(cast.rita, rows)
    found = {(error.row, error.field, error.code) for error in refused.value.errors}
    assert found == {
        (2, "last_name", "required"),
        (2, "klass", "unknown_choice"),
        (2, "phones", "bad_phone"),
        (2, "emails", "bad_email"),
        (3, "last_name", "too_long"),
        (3, "latitude", "out_of_range"),
    }
    assert refused.value.where["row"] == 2
    assert Person.objects.count() == 0
    assert Identity.objects.count() == 0


def test_a_known_uid_is_refused(cast: Cast) -> None:
    uid = uuid7()
    create_person(cast.rita, PersonData(last_name="Ким"), uid)
    with pytest.raises(Invalid) as refused:
        create_person(cast.rita, PersonData(last_name="Ким"), uid)
    assert refused.value.errors[0].code == "known_uid"


def test_a_shared_phone_keeps_its_past_with_the_first(cast: Cast) -> None:
    first, second = create_persons(
        cast.rita, [PersonData(last_name=name, phones=["+7 843 200-00-00"]) for name in ("Ким", "Цой")]
    )
    links = Link.objects.filter(identity__value="+78432000000").order_by("id")
    assert [link.person for link in links] == [first, second]
    assert links[0].since is None
    assert links[1].since is not None


def test_sync_is_told_inside_the_transaction(cast: Cast) -> None:
    told: list[tuple[str, set[int]]] = []

    def hear(kind: str, rows: set[int], **_: object) -> None:
        told.append((kind, rows))

    rows_changed.connect(hear)
    try:
        person = create_person(cast.rita, PersonData(last_name="Ким"))
    finally:
        rows_changed.disconnect(hear)
    assert ("person", {person.pk}) in told


def test_five_thousand_in_a_few_seconds(cast: Cast) -> None:
    places = create_organisations(
        None,
        [OrganisationData(name=f"Аптека {n}", unit=cast.pharma.unit.pk, kind="pharmacy") for n in range(50)],
    )
    land = cast.pharma.north_land.pk
    people = [
        PersonData(
            last_name=f"Петров{n}",
            first_name="Иван",
            unit=cast.pharma.unit.pk,
            territory=land,
            organisation=places[n % 50].pk,
            phones=[f"+7 999 {n:07d}"],
            emails=[f"p{n}@example.org"],
        )
        for n in range(5_000)
    ]
    begun = time.process_time()
    create_persons(None, people)
    spent = time.process_time() - begun
    assert Identity.objects.count() == 15_000
    assert Link.objects.count() == 15_000
    assert ScopeMember.objects.filter(kind="person").count() == 5_000
    assert SearchRow.objects.filter(kind="person").count() == 5_000
    assert spent < 15, f"{spent:.1f} CPU-s"


def test_what_a_new_card_is_found_by_is_what_would_be_derived_from_it(cast: Cast) -> None:
    work = create_organisation(cast.nina, OrganisationData(name="Поликлиника № 12", city="Казань"))
    data = [
        PersonData(
            last_name=f"Щербаков{number}",
            first_name="Пётр",
            city="Омск",
            organisation=work.pk if number % 2 else None,
            phones=["8 999 000 00 01"],
            emails=[f"p{number}@example.org"],
        )
        for number in range(4)
    ]
    people = create_persons(cast.rita, data)
    found = [
        list(SearchRow.objects.order_by("id").values()),
        list(ScopeMember.objects.order_by("id").values()),
    ]
    derived.refresh_persons([person.pk for person in people])
    assert [
        list(SearchRow.objects.order_by("id").values()),
        list(ScopeMember.objects.order_by("id").values()),
    ] == found
    assert SearchRow.objects.get(kind="person", row=people[1].pk).text.count("poliklinika") == 1


def test_a_phone_that_was_seen_before_is_the_new_cards_with_all_that_hangs_on_it(cast: Cast) -> None:
    (phone,) = ensure_identities([("phone", "+79990000001")]).values()
    person = create_person(
        cast.rita, PersonData(last_name="Ким", phones=["8 999 000-00-01", "8 999 000-00-02"])
    )
    links = Link.objects.filter(person=person, identity__kind="phone")
    assert {link.identity.value: link.since for link in links.select_related("identity")} == {
        "+79990000001": None,
        "+79990000002": None,
    }
    assert phone in {link.identity_id for link in links}

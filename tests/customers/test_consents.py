"""What customers allow: said, withdrawn, undone, merged, taken apart."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from krug.access.errors import Conflict, NotAllowed
from krug.access.models import AuditEntry
from krug.customers.actions import (
    create_person,
    create_persons,
    create_purpose,
    edit_purpose,
    give_consent,
    merge,
    undo_consent,
    undo_merge,
    withdraw_consent,
)
from krug.customers.data import PersonData
from krug.customers.errors import Invalid
from krug.customers.models import Consent, Person, Purpose
from krug.customers.queries import consents_of, history_of, may_contact, may_contact_many
from tests.cast import Cast, client_of


def purpose(cast: Cast, code: str = "letters") -> Purpose:
    return Purpose.objects.get(unit=cast.pharma.unit, code=code)


def doctor(cast: Cast, name: str = "Ким") -> Person:
    return create_person(cast.rita, PersonData(last_name=name))


def said(person: Person, code: str = "letters") -> str:
    fresh = Person.objects.get(pk=person.pk)
    return next(one.said for one in consents_of(fresh) if one.purpose.code == code)


def may(person: Person, code: str = "letters") -> bool:
    return may_contact(Person.objects.get(pk=person.pk), code)


def test_a_unit_begins_with_its_purposes(cast: Cast) -> None:
    codes = set(Purpose.objects.filter(unit=cast.food.unit).values_list("code", flat=True))
    assert codes == {"personal-data", "service", "letters", "calls", "tracking"}


def test_silence_allows_only_what_needs_no_consent(cast: Cast) -> None:
    person = doctor(cast)
    assert not may(person, "letters")
    assert may(person, "service")
    assert not may(person, "no such purpose")


def test_given_then_withdrawn_then_given(cast: Cast) -> None:
    person, letters = doctor(cast), purpose(cast)
    given = give_consent(cast.rita, person, letters, "paper", "№ 7")
    assert (given.text.number if given.text else None, given.proof, may(person)) == (1, "№ 7", True)
    withdraw_consent(cast.rita, person, letters, "call")
    assert not may(person)
    give_consent(cast.rita, person, letters, "site")
    assert may(person)
    assert [one.given for one in history_of(person)] == [True, False, True]
    verbs = AuditEntry.objects.filter(object_kind="person", object_id=person.pk, verb__startswith="consent")
    assert list(verbs.order_by("id").values_list("verb", flat=True)) == [
        "consent_given",
        "consent_withdrawn",
        "consent_given",
    ]


def test_said_again_is_said_once(cast: Cast) -> None:
    person, letters = doctor(cast), purpose(cast)
    first = give_consent(cast.rita, person, letters, "paper", "№ 7")
    assert give_consent(cast.rita, person, letters, "paper", " № 7 ").pk == first.pk
    assert give_consent(cast.rita, person, letters, "paper", "№ 8").pk != first.pk
    no = withdraw_consent(cast.rita, person, letters, "call")
    assert withdraw_consent(cast.rita, person, letters, "letter").pk == no.pk
    assert Consent.objects.count() == 3


def test_an_objection_stops_what_needed_no_consent(cast: Cast) -> None:
    person = doctor(cast)
    withdraw_consent(cast.rita, person, purpose(cast, "service"), "letter")
    assert not may(person, "service")


def test_what_the_customer_said_later_counts_whenever_it_was_typed_in(cast: Cast) -> None:
    person, letters = doctor(cast), purpose(cast)
    withdraw_consent(cast.rita, person, letters, "call")
    give_consent(cast.rita, person, letters, "paper", at=timezone.now() - timedelta(days=3))
    assert not may(person)


def test_undo_brings_back_what_stood_with_its_proof(cast: Cast) -> None:
    person, letters = doctor(cast), purpose(cast)
    given = give_consent(cast.rita, person, letters, "paper", "№ 7")
    no = withdraw_consent(cast.rita, person, letters, "call")
    undo_consent(cast.rita, no)
    undo_consent(cast.rita, no)
    assert may(person)
    assert consents_of(person)[2].consent == given
    assert AuditEntry.objects.filter(verb="consent_undone").count() == 1


def test_only_its_author_undoes_and_only_at_once(cast: Cast) -> None:
    person, letters = doctor(cast), purpose(cast)
    no = withdraw_consent(cast.rita, person, letters, "call")
    with pytest.raises(NotAllowed):
        undo_consent(cast.nina, no)
    Consent.objects.update(created_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(NotAllowed):
        undo_consent(cast.rita, Consent.objects.get())


def test_wrong_input_and_the_wrong_role(cast: Cast) -> None:
    person, letters = doctor(cast), purpose(cast)
    tomorrow = timezone.now() + timedelta(days=1)
    foreign = Purpose.objects.get(unit=cast.food.unit, code="letters")
    with pytest.raises(Invalid) as refused:
        give_consent(cast.rita, person, foreign, "pigeon", "x" * 301, tomorrow)
    assert {error.field for error in refused.value.errors} == {"purpose", "way", "proof", "at"}
    for act in (give_consent, withdraw_consent):
        with pytest.raises(NotAllowed):
            act(cast.production, person, letters, "paper")
    assert not Consent.objects.exists()


def test_of_merged_persons_the_stricter_counts_and_apart_each_has_his_own(cast: Cast) -> None:
    one, other = create_persons(cast.rita, [PersonData(last_name="Ким"), PersonData(last_name="Кимм")])
    letters = purpose(cast)
    withdraw_consent(cast.rita, other, letters, "call")
    give_consent(cast.rita, one, letters, "paper")
    before = list(Consent.objects.values())
    decision = merge(cast.nina, one, other)
    assert (said(one), said(other), may(one), may(other)) == ("withdrawn", "withdrawn", False, False)
    undo_merge(cast.nina, decision)
    assert (said(one), said(other), may(one), may(other)) == ("given", "withdrawn", True, False)
    assert list(Consent.objects.values()) == before


def test_whoever_said_nothing_does_not_forbid(cast: Cast) -> None:
    one, other = doctor(cast), doctor(cast, "Кимм")
    give_consent(cast.rita, other, purpose(cast), "paper")
    merge(cast.nina, one, other)
    assert may(one)


def test_said_while_merged(cast: Cast) -> None:
    """Consent of the merged card overrules the earlier no of its persons; a no stays with both for good."""
    one, other = doctor(cast), doctor(cast, "Кимм")
    letters, calls = purpose(cast), purpose(cast, "calls")
    withdraw_consent(cast.rita, other, letters, "call")
    give_consent(cast.rita, other, calls, "call")
    decision = merge(cast.nina, one, other)
    give_consent(cast.rita, one, letters, "paper")
    withdraw_consent(cast.rita, other, calls, "call")
    assert (may(one), may(one, "calls")) == (True, False)
    undo_merge(cast.nina, decision)
    assert (may(one), may(other)) == (True, False)
    assert (said(one, "calls"), said(other, "calls")) == ("withdrawn", "withdrawn")


def test_many_are_asked_at_once_and_answered_as_one_by_one(cast: Cast) -> None:
    people = create_persons(cast.rita, [PersonData(last_name=f"Ким{n}") for n in range(6)])
    food = create_person(cast.food_rep, PersonData(last_name="Едок"))
    letters = purpose(cast)
    for person in people[:4]:
        give_consent(cast.rita, person, letters, "paper")
    withdraw_consent(cast.rita, people[1], letters, "call")
    withdraw_consent(cast.rita, people[4], letters, "call")
    merge(cast.nina, people[0], people[4])
    merge(cast.nina, people[5], people[2])
    roots = [people[n].pk for n in (0, 1, 3, 5)] + [food.pk]
    expected = {root for root in roots if may_contact(Person.objects.get(pk=root), "letters")}
    assert may_contact_many(roots, "letters") == expected == {people[3].pk, people[5].pk}


def test_another_wording_is_another_version(cast: Cast) -> None:
    person, letters = doctor(cast), purpose(cast)
    give_consent(cast.rita, person, letters, "paper")
    fields = {"name_ru": "Письма", "name_en": "Letters", "basis": "consent", "retention": 24}
    edit_purpose(cast.head, letters, fields, "Another wording")
    edit_purpose(cast.head, letters, fields, "Another wording")
    (shown,) = (one for one in consents_of(person) if one.purpose.code == "letters")
    assert (shown.outdated, shown.allowed, shown.newest, shown.purpose.retention) == (True, True, 2, 24)
    give_consent(cast.rita, person, letters, "paper")
    assert not next(one for one in consents_of(person) if one.purpose.code == "letters").outdated


def test_who_changes_purposes(cast: Cast) -> None:
    fields = {"name_ru": "Опросы", "name_en": "Surveys", "basis": "consent", "retention": None}
    made = create_purpose(cast.head, cast.pharma.unit, "surveys", fields, "Text")
    assert made.texts.get().number == 1
    with pytest.raises(Conflict):
        create_purpose(cast.head, cast.pharma.unit, "surveys", fields)
    for author in (cast.marketer, cast.food_head, cast.integrator):
        with pytest.raises(NotAllowed):
            create_purpose(author, cast.pharma.unit, "other", fields)
        with pytest.raises(NotAllowed):
            edit_purpose(author, made, fields, "")
    with pytest.raises(Invalid):
        edit_purpose(cast.head, made, fields | {"basis": "whim"}, "")


def test_the_card_in_two_clicks_and_one(cast: Cast) -> None:
    person, client = doctor(cast), client_of(cast.rita)
    card = reverse("person-tab", args=[person.uid, "data"])
    give = reverse("consent-give", args=[person.uid, "letters"])
    assert give in client.get(card).content.decode()
    assert "version" in client.get(give).content.decode().lower()
    client.post(give, {"way": "paper", "proof": "№ 7"})
    assert may(person)
    withdraw = reverse("consent-withdraw", args=[person.uid, "letters"])
    html = client.post(withdraw, follow=True).content.decode()
    assert not may(person)
    undo = reverse("consent-undo", args=[Consent.objects.get(given=False).uid])
    assert undo in html
    client.post(undo)
    assert may(person)
    assert "№ 7" in client.get(reverse("person-consents", args=[person.uid])).content.decode()
    assert client.post(give, {"way": "pigeon"}).status_code == 422


def test_programs(cast: Cast) -> None:
    person = doctor(cast)
    client: Client = client_of(cast.integrator)
    path = f"/api/v1/persons/{person.uid}/consents"
    sent = {"purpose": "letters", "given": True, "way": "site", "proof": "form 12"}
    answer = client.post(path, sent, "application/json")
    assert (answer.status_code, answer.json()["allowed"], answer.json()["text"]) == (201, True, 1)
    sent = {"purpose": "letters", "given": False, "way": "site"}
    assert client.post(path, sent, "application/json").json()["said"] == "withdrawn"
    by_code = {one["purpose"]: one for one in client.get(path).json()}
    assert (by_code["letters"]["allowed"], by_code["service"]["allowed"]) == (False, True)
    assert client.post(path, sent | {"purpose": "nothing"}, "application/json").status_code == 404
    assert client.post(path, sent | {"way": "pigeon"}, "application/json").status_code == 422
    assert client_of(cast.roma).get(path).status_code == 404

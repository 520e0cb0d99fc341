"""Who may write what was said in a call, and of whom it can be said that he called."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from krug.access.models import User
from krug.calls.models import Call
from krug.calls.words import Outcome, What
from krug.customers.actions import create_organisation, create_person
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Person
from krug.customers.queries import identities_of
from krug.touches.queries import of_identities
from tests.calls.made import DOCTOR, STRANGER, phones, said
from tests.cast import Cast, client_of

pytestmark = pytest.mark.django_db
RING, ANSWER, END, MISSED = What.RINGING, What.ANSWERED, What.ENDED, What.MISSED


def doctor(cast: Cast, name: str, phone: str = "", **more: Any) -> Person:
    phones = [phone] if phone else []
    data = PersonData(last_name=name, phones=phones, territory=cast.pharma.north_land.pk, **more)
    return create_person(cast.rita, data)


def group_call(cast: Cast, end: What = END) -> Call:
    """Rang at Rita and Roma; Roma took it, unless it is missed."""
    provider = phones(cast)
    for extension in ("101", "102"):
        said(provider, "1", RING, extension=extension)
    return said(provider, "1", *((ANSWER, END) if end == END else (end,)), extension="102")


def write(who: User, call: Call, note: str) -> int:
    return client_of(who).post(reverse("call-after", args=[call.uid]), {"note": note}).status_code


def choose(who: User, call: Call, **whom: UUID) -> int:
    return client_of(who).post(reverse("call-who", args=[call.uid]), whom).status_code


def called(person: Person) -> int:
    return len(of_identities(identities_of(person), None, 50))


def test_what_was_said_is_written_by_who_talked_and_who_leads_him(cast: Cast) -> None:
    call = group_call(cast)
    assert write(cast.roma, call, "Wants a price") == 302
    outcome = {"note": "Nothing of use", "outcome": Outcome.MISSED}
    page = client_of(cast.rita)
    assert page.post(reverse("call-after", args=[call.uid]), outcome).status_code == 404
    assert "data-call-after" not in page.get(reverse("call", args=[call.uid])).content.decode()
    call.refresh_from_db()
    assert (call.note, call.outcome) == ("Wants a price", Outcome.ANSWERED)
    assert [write(who, call, who.name) for who in (cast.sam, cast.nina, cast.food_rep)] == [302, 404, 404]
    call.refresh_from_db()
    assert call.note == "Sam"


def test_what_nobody_took_anybody_writes_at_whom_it_rang(cast: Cast) -> None:
    call = group_call(cast, MISSED)
    assert [write(who, call, "Called back") for who in (cast.rita, cast.roma)] == [302, 302]


def test_who_it_was_is_said_by_who_talked_alone(cast: Cast) -> None:
    one = doctor(cast, "Orlova", DOCTOR)
    doctor(cast, "Orlov", DOCTOR)
    call = group_call(cast)
    assert "call-choice" not in client_of(cast.rita).get(reverse("call", args=[call.uid])).content.decode()
    assert choose(cast.rita, call, person=one.uid) == 404
    assert choose(cast.boss, call, person=one.uid) == 302
    assert called(one) == 1


def test_nobody_is_said_to_have_called_who_has_not_the_number(cast: Cast) -> None:
    one, other = doctor(cast, "Orlova", DOCTOR), doctor(cast, "Petrova", "+79160000000")
    place = create_organisation(
        cast.rita, OrganisationData(name="Clinic 7", territory=cast.pharma.north_land.pk)
    )
    call = said(phones(cast), "1", RING, ANSWER, END)
    assert choose(cast.rita, call, person=other.uid) == 404
    assert choose(cast.rita, call, organisation=place.uid) == 404
    assert choose(cast.rita, call, person=uuid4()) == choose(cast.rita, call) == 404
    assert choose(cast.rita, call, person=one.uid) == 302
    assert (called(one), called(other)) == (1, 0)


def test_of_an_organisations_number_whoever_works_there_or_somebody_else(cast: Cast) -> None:
    place = create_organisation(
        cast.rita,
        OrganisationData(name="Clinic 5", phones=[DOCTOR], territory=cast.pharma.north_land.pk),
    )
    worker, stranger = doctor(cast, "Works", organisation=place.pk), doctor(cast, "Elsewhere")
    call = said(phones(cast), "1", RING, ANSWER, END)
    assert choose(cast.rita, call, person=stranger.uid) == 404
    assert choose(cast.rita, call, organisation=place.uid) == 302
    assert choose(cast.rita, call, person=worker.uid) == 302
    call.refresh_from_db()
    assert (call.person, call.organisation) == (worker, place)


def test_a_card_made_meanwhile_may_be_said_to_have_called(cast: Cast) -> None:
    call = said(phones(cast), "1", RING, ANSWER, END, other=STRANGER, at=timezone.now())
    made = doctor(cast, "Newcomer", STRANGER)
    assert choose(cast.rita, call, person=made.uid) == 302
    assert called(made) == 1

"""The door of phone systems: what is taken, what is not and why, and what is kept of it."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from krug.calls.actions.providers import KEPT, change, keep_refused, new_address, stop
from krug.calls.adapters.zadarma.adapter import signature
from krug.calls.models import Call, RefusedBody
from krug.calls.recordings import address_to_hear
from krug.calls.views import incoming
from krug.calls.words import What
from krug.customers.actions import create_person, erase_person
from krug.customers.data import PersonData
from tests.calls.made import DOCTOR, phones, post, said
from tests.cast import Cast, client_of

RINGS = {"call_id": "1", "event": "ringing", "from": DOCTOR, "to": "+74951234567", "extension": "101"}


@pytest.mark.django_db
def test_a_message_is_taken_once_however_often_it_comes(cast: Cast) -> None:
    provider = phones(cast)
    assert [post(provider, RINGS).status_code for _ in range(3)] == [200, 200, 200]
    call = Call.objects.get()
    assert (call.other, call.staff) == (DOCTOR, cast.rita)
    assert (
        Client().get(reverse("phone-in", args=[provider.token]), {**RINGS, "event": "ended"}).status_code
        == 200
    )
    call.refresh_from_db()
    assert call.outcome == "missed"


def test_what_is_not_taken_is_kept_without_the_secret_and_bounded(cast: Cast) -> None:
    provider = phones(cast)
    change(cast.head, provider, "PBX", "top-secret", {})
    provider.refresh_from_db()
    assert post(provider, RINGS).status_code == 403
    assert post(provider, {"secret": "top-secret"}, **{"X-Krug-Token": "top-secret"}).status_code == 422
    assert post(provider, RINGS, **{"X-Krug-Token": "top-secret"}).status_code == 200
    kept = list(RefusedBody.objects.order_by("id"))
    assert [one.reason.split(" ")[0] for one in kept] == ["the", "no"]
    assert "top-secret" not in kept[1].body
    page = client_of(cast.head).get(reverse("phone-system", args=[provider.uid])).content.decode()
    assert kept[0].reason in page
    assert "top-secret" not in page
    for number in range(KEPT + 5):
        keep_refused(provider, f"again {number}", b"\0\xff", timezone.now())
    assert RefusedBody.objects.count() == KEPT


def test_too_large_too_many_and_nobodys_address(cast: Cast) -> None:
    provider = phones(cast)
    address = reverse("phone-in", args=[provider.token])
    large = Client().post(address, b"x" * (incoming.LARGEST + 1), content_type="application/json")
    assert large.status_code == 413
    other = phones(cast)
    answers = [post(other, {}).status_code for _ in range(3)]
    assert answers == [422] * 3
    new_address(cast.head, provider)
    assert Client().post(address).status_code == 404
    stop(cast.head, other, True)
    assert post(other, RINGS).status_code == 404


def test_who_asks_is_told_the_name_and_whose_customer_it_is(cast: Cast) -> None:
    create_person(cast.rita, PersonData(last_name="Orlova", phones=[DOCTOR]))
    provider = phones(cast, "zadarma", e101=cast.rita)
    change(cast.head, provider, "PBX", "secret", {})
    said(provider, "0", What.RINGING, What.ANSWERED, What.ENDED)
    form = {
        "event": "NOTIFY_START", "pbx_call_id": "1", "caller_id": DOCTOR[1:], "called_did": "7495",
        "call_start": "2026-03-02 10:00:00",
    }  # fmt: skip
    signed = signature("secret", form["caller_id"] + form["called_did"] + form["call_start"])
    address = reverse("phone-in", args=[provider.token])
    plain = "&".join(f"{name}={value}" for name, value in form.items())
    answer = Client().post(
        address, plain, content_type="application/x-www-form-urlencoded", headers={"Signature": signed}
    )
    assert json.loads(answer.content) == {"caller_name": "Orlova", "redirect": "101"}


def test_a_recording_is_heard_at_a_named_host_by_who_may(cast: Cast) -> None:
    provider = phones(cast)
    change(cast.head, provider, "PBX", "", {"hosts": "records.example.com"})
    provider.refresh_from_db()
    call = said(provider, "1", What.RINGING, What.ANSWERED, What.ENDED)
    for address, heard in (
        ("https://records.example.com/1.mp3", True),
        ("https://records.example.com.evil.example/1.mp3", False),
        ("https://records.example.com@evil.example/", False),
        ("javascript:alert(1)", False),
        ("//records.example.com/1", False),
        ("https://records.example.com/\r\nSet-Cookie: a=b", False),
    ):
        call.recording, call.provider = address, provider
        assert bool(address_to_hear(call)) is heard, address
    Call.objects.filter(pk=call.pk).update(recording="https://records.example.com/1.mp3")
    page = reverse("call-recording", args=[call.uid])
    statuses = {who.name: client_of(who).get(page).status_code for who in (cast.rita, cast.nina, cast.roma)}
    assert statuses == {"Rita": 302, "Nina": 302, "Roma": 404}


def test_an_erased_customer_leaves_no_number_and_no_words(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Orlova", phones=[DOCTOR]))
    provider = phones(cast)
    call = said(provider, "1", What.RINGING, What.ANSWERED, What.ENDED)
    Call.objects.filter(pk=call.pk).update(note="Ill again")
    keep_refused(provider, "no", f"from={DOCTOR}".encode(), timezone.now())
    erase_person(cast.head, person, "request", "letter")
    call.refresh_from_db()
    assert (call.other, call.note, call.person) == ("", "", None)
    assert not call.said.exclude(other="").exists()
    assert DOCTOR not in RefusedBody.objects.get().body

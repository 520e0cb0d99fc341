"""Consents taken and withdrawn on a tablet, far from the office."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from krug.customers.actions import edit_purpose, give_consent, merge, withdraw_consent
from krug.customers.models import Consent, ConsentUndoing, Person, Purpose
from krug.customers.queries import may_contact
from krug.site.clock import micros
from tests.cast import Cast
from tests.sync.device import Device, command
from tests.visits.made import make_doctor

SIGNATURE = "M20 120L60 40L100 130M140 90 L220 90"
ACCEPTED, REFUSED = "accepted", "refused"


def purpose(cast: Cast, code: str = "letters") -> Purpose:
    return Purpose.objects.get(unit=cast.pharma.unit, code=code)


def give(doctor: Person, code: str = "letters", minutes: float = 0, **more: Any) -> dict[str, Any]:
    made = command(
        "consent.give", person=str(doctor.uid), purpose=code, **{"way": "spoken", "text": 1} | more
    )
    made["at"] -= round(minutes * 60_000_000)
    return made


def withdraw(doctor: Person, code: str = "letters", minutes: float = 0) -> dict[str, Any]:
    made = command("consent.withdraw", person=str(doctor.uid), purpose=code)
    made["at"] -= round(minutes * 60_000_000)
    return made


def held(device: Device) -> list[dict[str, Any]]:
    device.sync()
    (document,) = device.documents("person")
    consents: list[dict[str, Any]] = document["consents"]
    return consents


def test_given_with_a_signature_it_comes_back(cast: Cast, device: Device, doctor: Person) -> None:
    asked = give(doctor, minutes=90, way="signed", signature=SIGNATURE)
    (answer,) = device.send(asked)
    assert answer["outcome"] == ACCEPTED
    consent = Consent.objects.get()
    assert (str(consent.uid), consent.author, consent.way) == (asked["uid"], cast.rita, "signed")
    assert consent.text is not None
    assert consent.signature.path == SIGNATURE
    assert abs(micros(consent.at) - asked["at"]) < 5_000_000, "when he said so, not when it came"
    assert may_contact(doctor, "letters")
    (told,) = held(device)
    assert told == {
        "purpose": "letters",
        "given": True,
        "at": micros(consent.at),
        "way": "signed",
        "text": 1,
    }


def test_withdrawn_in_one_press(device: Device, doctor: Person) -> None:
    device.send(give(doctor, minutes=10), withdraw(doctor))
    assert not may_contact(doctor, "letters")
    (told,) = held(device)
    assert (told["given"], told["text"]) == (False, None)


def test_objected_where_consent_is_not_the_basis(device: Device, doctor: Person) -> None:
    assert may_contact(doctor, "service")
    device.send(withdraw(doctor, "service"))
    assert not may_contact(doctor, "service")
    device.send(give(doctor, "service", text=None))
    assert may_contact(doctor, "service")


def test_sent_again_it_is_one(device: Device, doctor: Person) -> None:
    asked = give(doctor)
    device.send(asked)
    (answer,) = device.send(asked)
    assert answer["outcome"] == "known"
    assert Consent.objects.count() == 1


def test_the_version_that_was_shown_is_kept(cast: Cast, device: Device, doctor: Person) -> None:
    letters = purpose(cast)
    names = {"name_ru": "Письма", "name_en": "Letters", "basis": "consent", "retention": None}
    edit_purpose(cast.admin, letters, names, "Another wording.")
    device.send(give(doctor, text=1))
    assert Consent.objects.get().text == letters.texts.get(number=1)
    (refused,) = device.send(give(doctor, "calls", text=7))
    assert (refused["outcome"], refused["code"]) == (REFUSED, "invalid")
    assert refused["detail"] == {"field": "text", "value": 7}


@pytest.mark.parametrize(
    "more",
    [
        {"way": "signed"},
        {"way": "signed", "signature": "M20 120"},
        {"way": "signed", "signature": '"/><script>'},
        {"way": "pigeon"},
        {"text": 0},
    ],
)
def test_what_proves_nothing_is_refused(device: Device, doctor: Person, more: dict[str, Any]) -> None:
    (answer,) = device.send(give(doctor, **more))
    assert answer["outcome"] == REFUSED
    assert answer["code"] in ("invalid", "bad_payload")
    assert not Consent.objects.exists()


def test_a_foreign_purpose_and_a_foreign_customer_are_not_there(
    cast: Cast, device: Device, doctor: Person
) -> None:
    strange = make_doctor(cast, "Strange")
    (unknown,) = device.send(give(doctor, "no-such"))
    roma = Device(cast.roma)
    roma.begin()
    (outsider,) = roma.send(give(strange))
    assert [one["code"] for one in (unknown, outsider)] == ["not_found", "not_found"]


def test_his_later_word_to_the_office_counts_and_the_rep_is_told(
    cast: Cast, device: Device, doctor: Person
) -> None:
    withdraw_consent(cast.nina, doctor, purpose(cast), "call")
    (answer,) = device.send(give(doctor, minutes=30))
    assert answer["outcome"] == ACCEPTED
    conflict = {"field": "consent.letters", "kept": "withdrawn", "other": "given"}
    assert answer["detail"] == {"conflicts": [conflict]}
    assert not may_contact(doctor, "letters")
    assert Consent.objects.count() == 2, "that he had said so is kept"


def test_an_earlier_withdrawal_that_comes_late_is_kept_and_changes_nothing(
    cast: Cast, device: Device, doctor: Person
) -> None:
    withdraw_consent(cast.nina, doctor, purpose(cast), "call")
    device.send(withdraw(doctor, minutes=30))
    assert Consent.objects.filter(given=False).count() == 2
    assert not may_contact(doctor, "letters")


def test_a_slip_is_taken_back(cast: Cast, device: Device, doctor: Person) -> None:
    give_consent(cast.nina, doctor, purpose(cast), "paper", "№ 7", timezone.now() - timedelta(days=2))
    slip = withdraw(doctor)
    undo = command("consent.undo", person=str(doctor.uid), consent=slip["uid"])
    assert [one["outcome"] for one in device.send(slip, undo)] == [ACCEPTED, ACCEPTED]
    assert may_contact(doctor, "letters")
    assert held(device)[0]["way"] == "paper"


def test_only_ones_own_slip_and_only_at_once(cast: Cast, device: Device, doctor: Person) -> None:
    hers = give_consent(cast.nina, doctor, purpose(cast), "paper")
    slip = withdraw(doctor, "calls")
    device.send(slip)
    Consent.objects.filter(uid=slip["uid"]).update(created_at=timezone.now() - timedelta(hours=1))
    answers = device.send(
        command("consent.undo", person=str(doctor.uid), consent=str(hers.uid)),
        command("consent.undo", person=str(doctor.uid), consent=slip["uid"]),
        command("consent.undo", person=str(make_doctor(cast, "Other").uid), consent=slip["uid"]),
    )
    assert [one["code"] for one in answers] == ["not_allowed", "not_allowed", "not_found"]
    assert not ConsentUndoing.objects.exists()


def test_of_merged_cards_the_stricter_word_travels(cast: Cast, device: Device, doctor: Person) -> None:
    double = make_doctor(cast, "Double")
    withdraw_consent(cast.nina, double, purpose(cast), "call")
    give_consent(cast.nina, doctor, purpose(cast), "paper")
    merge(cast.nina, doctor, double, {})
    assert [one["given"] for one in held(device)] == [False]
    # The device had not heard of the merge: the survivor's card gets it.
    device.send(give(double))
    assert [one["given"] for one in held(device)] == [True]


def test_purposes_come_once_and_again_when_they_change(cast: Cast, device: Device) -> None:
    first = device.begin()["purposes"]
    codes = [one["code"] for one in first["list"]]
    assert codes == ["personal-data", "service", "letters", "calls", "tracking"]
    assert first["list"][1]["text"] is None
    body = {"name": "", "device_now": micros(timezone.now()), "app": "1", "roots": {}}
    again = device.post("begin", body | {"purposes": first["digest"]})["purposes"]
    assert again == {"digest": first["digest"], "list": None}
    letters = purpose(cast)
    names = {"name_ru": "Письма", "name_en": "Letters", "basis": "consent", "retention": None}
    edit_purpose(cast.admin, letters, names, "Another wording.")
    changed = device.post("begin", body | {"purposes": first["digest"]})["purposes"]
    assert changed["list"][2]["text"] == {"number": 2, "text": "Another wording."}

"""What is known of a customer, told and taken away on a tablet."""

from typing import Any

import pytest

from krug.customers.actions import merge
from krug.customers.actions.traits import tell_trait
from krug.customers.models import Person, Trait
from krug.site.clock import micros, moment
from tests.cast import Cast
from tests.sync.device import Device, command
from tests.visits.made import make_doctor


def tell(doctor: Person, text: str = "Short visits", **more: Any) -> dict[str, Any]:
    made = command("trait.tell")
    made["payload"] = {"person": str(doctor.uid), "kind": "likes", "text": text, "source": "said"} | more
    return made


def end(doctor: Person, text: str = "Short visits", seen: int | None = None) -> dict[str, Any]:
    made = command("trait.end")
    made["payload"] = {"person": str(doctor.uid), "kind": "likes", "text": text, "seen": seen}
    return made


def known(device: Device) -> list[tuple[str, str, int]]:
    device.sync()
    (document,) = device.documents("person")
    return [(one["kind"], one["text"], one["at"]) for one in document["traits"]]


def test_told_it_comes_back_as_old_as_it_was_learnt(cast: Cast, device: Device, doctor: Person) -> None:
    asked = tell(doctor)
    asked["at"] -= 3_600_000_000
    (answer,) = device.send(asked)
    assert answer["outcome"] == "accepted"
    ((kind, text, at),) = known(device)
    assert (kind, text) == ("likes", "Short visits")
    assert abs(at - asked["at"]) < 5_000_000
    assert (Trait.objects.get().author, Trait.objects.get().source) == (cast.rita, "said")


def test_sent_again_and_told_again_it_is_one(device: Device, doctor: Person) -> None:
    asked = tell(doctor)
    answers = device.send(asked, asked, tell(doctor, "short  VISITS"))
    assert [one["outcome"] for one in answers] == ["accepted", "known", "accepted"]
    assert Trait.objects.count() == 1


def test_taken_away_it_is_kept_with_who_and_when(cast: Cast, device: Device, doctor: Person) -> None:
    device.send(tell(doctor), end(doctor, "SHORT visits"), end(doctor))
    assert known(device) == []
    assert Trait.objects.get().ended_by == cast.rita


def test_of_all_merged_cards(cast: Cast, device: Device, doctor: Person) -> None:
    double = make_doctor(cast, "Double")
    for one in (doctor, double):
        tell_trait(cast.nina, one, "likes", "Short visits", "heard")
    merge(cast.nina, doctor, double, {})
    device.send(end(double))
    assert known(device) == []


def test_heard_again_by_a_colleague_meanwhile_both_are_told(
    cast: Cast, device: Device, doctor: Person
) -> None:
    tell_trait(cast.nina, doctor, "likes", "Short visits", "heard", moment(micros_of("2026-01-01")))
    ((_, _, seen),) = known(device)
    tell_trait(cast.nina, doctor, "likes", "Short visits", "said")
    (answer,) = device.send(end(doctor, seen=seen))
    conflict = {"field": "trait.likes", "kept": "", "other": "Short visits"}
    assert (answer["outcome"], answer["detail"]) == ("accepted", {"conflicts": [conflict]})
    assert known(device) == []


def micros_of(day: str) -> int:
    from datetime import UTC, datetime

    return micros(datetime.fromisoformat(day).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "wishes"}, "invalid"),
        ({"kind": "channel", "text": "pigeon"}, "invalid"),
        ({"source": "moon"}, "invalid"),
        ({"text": ""}, "bad_payload"),
        ({"text": "x" * 241}, "bad_payload"),
    ],
)
def test_wrong_input_is_refused(device: Device, doctor: Person, more: dict[str, Any], code: str) -> None:
    (answer,) = device.send(tell(doctor, **more))
    assert answer["code"] == code
    assert not Trait.objects.exists()


def test_an_outsider_finds_nobody(cast: Cast, doctor: Person) -> None:
    roma = Device(cast.roma)
    roma.begin()
    assert [one["code"] for one in roma.send(tell(doctor), end(doctor))] == ["not_found", "not_found"]

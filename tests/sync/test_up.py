"""Up: every command is taken once or waits with a reason."""

import json
from typing import Any

import pytest
from django.utils import timezone

from krug.access.models import User
from krug.access.signals import rows_changed
from krug.customers.actions import edit_person, merge
from krug.customers.models import Person
from krug.decks.models import Deck
from krug.site.ids import uuid7
from krug.sync.desired import desired
from krug.sync.models import Command, FieldConflict
from krug.sync.queries import scopes_of
from krug.visits.actions import cancel_visit, change_visit
from krug.visits.models import Finish, PlayerEvent, Start, Visit
from tests.cast import Cast
from tests.sync.device import Device, command, now
from tests.visits.made import START, make_deck, make_doctor, make_visit, verbs

GOOD: dict[str, Any] = {"planned_at": START, "minutes": 15, "goal": "Show the study"}


@pytest.fixture
def device(cast: Cast) -> Device:
    met = Device(cast.rita)
    met.sync()
    return met


def outcomes(results: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["outcome"], one["code"]) for one in results]


def a_whole_visit(doctor: Person, slide: str) -> list[dict[str, Any]]:
    visit, mine = str(uuid7()), str(uuid7())
    plan = command("visit.plan", visit=visit, person=str(doctor.uid), **GOOD)
    start = command("visit.start", depends_on=plan["uid"], visit=visit, latitude=55.75, longitude=37.61)
    listeners = [{"uid": mine, "person": str(doctor.uid)}, {"uid": str(uuid7()), "name": "Someone"}]
    present = command("visit.listeners", depends_on=start["uid"], visit=visit, listeners=listeners)
    at = start["at"]
    raw = [("visible", 0, None, {}), ("reacted", 3, mine, {"emotion": 100}), ("hidden", 10, None, {})]
    events = [
        {
            "uid": str(uuid7()),
            "number": number,
            "at": at + second * 1_000_000,
            "kind": kind,
            "slide": slide,
            "listener": listener,
            "data": data,
        }
        for number, (kind, second, listener, data) in enumerate(raw)
    ]
    after: dict[str, Any] = {"depends_on": start["uid"], "visit": visit}
    sent = [command("player.events", events=part, **after) for part in (events[:2], events)]
    finish = command("visit.finish", result="agreed", next_step="", note="", **after)
    return [plan, start, present, *sent, finish, command("visit.note", text="Likes graphs", **after)]


def test_a_visit_held_off_line_is_taken_whole_and_once(cast: Cast, device: Device) -> None:
    one, *_rest = make_deck(cast)
    commands = a_whole_visit(make_doctor(cast), str(one.uid))
    assert outcomes(device.send(*commands)) == [("accepted", "")] * len(commands)
    assert outcomes(device.send(*commands)) == [("known", "")] * len(commands)
    visit = Visit.objects.get()
    assert verbs(visit) == ["noted", "noted", "reacted", "shown", "shown", "visited", "visited"]
    assert PlayerEvent.objects.count() == 3
    device.sync()
    assert device.held() == desired(scopes_of(cast.rita))
    assert device.documents("visit")[0]["state"] == "finished"


def test_the_clocks_drift_is_taken_off(cast: Cast, device: Device) -> None:
    visit = make_visit(cast.rita, make_doctor(cast))
    hour = 3600 * 1_000_000
    start = command("visit.start", visit=str(visit.uid))
    (result,) = device.send({**start, "at": start["at"] + hour}, drift=hour)
    assert result["outcome"] == "accepted"
    stored = Command.objects.get()
    assert stored.device_at == start["at"] + hour
    assert abs(Start.objects.get().at.timestamp() - start["at"] / 1_000_000) < 5


def test_a_refused_command_is_kept_and_takes_its_followers_along(cast: Cast, device: Device) -> None:
    visit = make_visit(cast.rita, make_doctor(cast))
    cancel_visit(cast.nina, visit, "Ill")
    start = command("visit.start", visit=str(visit.uid))
    ended: dict[str, Any] = {"result": "agreed", "next_step": "", "note": ""}
    finish = command("visit.finish", depends_on=start["uid"], visit=str(visit.uid), **ended)
    orphan = command("visit.note", depends_on=str(uuid7()), visit=str(visit.uid), text="?")
    sent = device.send(start, finish, orphan)
    follower = ("refused", "depends_on_refused")
    assert outcomes(sent) == [("refused", "visit_cancelled"), follower, follower]
    assert sent[0]["message"] == "The visit has been cancelled."
    assert sent == device.send(start, finish, orphan)
    kept = Command.objects.get(uid=start["uid"])
    assert (kept.outcome, kept.payload) == ("refused", start["payload"])
    assert not Start.objects.exists()


def test_the_reason_is_in_the_users_language(cast: Cast, device: Device) -> None:
    User.objects.filter(pk=cast.rita.pk).update(language="ru")
    visit = make_visit(cast.rita, make_doctor(cast))
    cancel_visit(cast.nina, visit)
    (result,) = device.send(command("visit.start", visit=str(visit.uid)))
    assert result["message"] == "Визит отменён."


def test_the_same_number_with_other_content_is_refused(cast: Cast, device: Device) -> None:
    visit = make_visit(cast.rita, make_doctor(cast))
    start = command("visit.start", visit=str(visit.uid))
    device.send(start)
    other = {**start, "payload": {"visit": str(visit.uid), "latitude": 1.0, "longitude": 1.0}}
    assert outcomes(device.send(other)) == [("refused", "command_differs")]
    romas = Device(cast.roma)
    romas.sync()
    assert outcomes(romas.send(start)) == [("refused", "command_differs")]


def test_a_fault_of_ours_holds_up_nothing_behind_it(cast: Cast, device: Device) -> None:
    def fall(kind: str, **_: object) -> None:
        if kind == "visit":
            raise RuntimeError("a listener's mistake")

    doctor = make_doctor(cast)
    first = command("visit.plan", visit=str(uuid7()), person=str(doctor.uid), **GOOD)
    then = command("person.edit", person=str(doctor.uid), fields={"note": "After two"})
    rows_changed.connect(fall)
    try:
        results = device.send(first, then)
    finally:
        rows_changed.disconnect(fall)
    assert outcomes(results) == [("refused", "broken"), ("accepted", "")]
    assert not Visit.objects.exists()
    assert Command.objects.get(uid=first["uid"]).payload == first["payload"]


def test_a_slide_of_another_unit_is_not_there(cast: Cast, device: Device) -> None:
    one, *_rest = make_deck(cast)
    Deck.objects.filter(id=one.version.deck_id).update(unit=cast.food.unit)
    sent = device.send(*a_whole_visit(make_doctor(cast), str(one.uid)))
    assert outcomes(sent)[3:5] == [("refused", "unknown_slide")] * 2


def test_another_reps_visit_is_not_there(cast: Cast) -> None:
    doctor = make_doctor(cast)
    visit = make_visit(cast.rita, doctor)
    romas = Device(cast.roma)
    romas.sync()
    sent = romas.send(
        command("visit.start", visit=str(visit.uid)),
        command("visit.change", visit=str(visit.uid), goal="Mine"),
        command("visit.cancel", visit=str(visit.uid), reason=""),
        command("visit.finish", visit=str(visit.uid), result="agreed", next_step="", note=""),
        command("visit.note", visit=str(visit.uid), text="x"),
        command("person.edit", person=str(doctor.uid), fields={"note": "x"}),
        command("visit.plan", visit=str(uuid7()), person=str(doctor.uid), **GOOD),
    )
    assert outcomes(sent) == [("refused", "not_found")] * 7
    assert not Start.objects.exists()
    assert not Finish.objects.exists()


GARBAGE: list[dict[str, Any]] = [
    {"kind": "visit.fly", "payload": {}},
    {"kind": "", "payload": {}},
    {"kind": "visit\x00start", "payload": {}},
    {"kind": "visit.start", "payload": {}},
    {"kind": "visit.start", "payload": {"visit": 7}},
    {"kind": "visit.start", "payload": {"visit": str(uuid7()), "more": 1}},
    {"kind": "visit.start", "payload": {"visit": str(uuid7()), "latitude": float("nan")}},
    {"kind": "visit.note", "payload": {"visit": str(uuid7()), "text": "\x00"}},
    {"kind": "visit.note", "payload": {"visit": str(uuid7()), "text": "\ud800"}},
    {"kind": "visit.note", "payload": {"visit": str(uuid7()), "text": "x" * 5000}},
    {"kind": "visit.plan", "payload": {"visit": str(uuid7()), "planned_at": 2**60, "minutes": 15}},
    {"kind": "visit.plan", "payload": {"visit": str(uuid7()), **GOOD}},
    {"kind": "player.events", "payload": {"visit": str(uuid7()), "events": [{"uid": "x"}]}},
    {"kind": "person.edit", "payload": {"person": str(uuid7()), "fields": {}}},
    {"kind": "visit.start", "payload": {"visit": str(uuid7())}, "at": 1},
    {"kind": "visit.start", "payload": {"visit": str(uuid7())}, "based_on": 2**30},
]


def test_garbage_is_refused_and_breaks_nothing(cast: Cast, device: Device) -> None:
    visit = make_visit(cast.rita, make_doctor(cast))
    commands = [{**command("x"), **one} for one in GARBAGE]
    good = command("visit.start", visit=str(visit.uid))
    body = {"device": str(device.uid), "device_now": good["at"], "commands": [*commands, good]}
    response = device.client.post("/api/v1/sync/commands", json.dumps(body), content_type="application/json")
    assert response.status_code == 200, response.content
    results = response.json()["results"]
    assert [one["outcome"] for one in results] == ["refused"] * len(GARBAGE) + ["accepted"]
    assert all(one["message"] and one["code"] for one in results[:-1])
    assert outcomes(device.send(*commands)) == [(one["outcome"], one["code"]) for one in results[:-1]]


def test_a_time_that_cannot_be_is_refused(cast: Cast, device: Device) -> None:
    visit = make_visit(cast.rita, make_doctor(cast))
    early = {**command("visit.start", visit=str(visit.uid)), "at": 1}
    late = {**command("visit.start", visit=str(visit.uid)), "at": 2**61}
    assert outcomes(device.send(early, late)) == [("refused", "bad_payload")] * 2


def test_a_clock_set_right_before_it_sent_loses_no_visit(cast: Cast, device: Device) -> None:
    """Ten years ahead while it showed, right when it sent: no drift is left to take off."""
    slide = make_deck(cast)[0]
    sent = json.loads(json.dumps(a_whole_visit(make_doctor(cast), str(slide.uid))))
    years = 10 * 365 * 86_400_000_000
    for one in sent:
        one["at"] += years
        for event in one["payload"].get("events", []):
            event["at"] += years
    assert outcomes(device.send(*sent)) == [("accepted", "")] * len(sent)
    first, second, third = PlayerEvent.objects.order_by("number")
    assert second.at - first.at == 3_000_000
    assert second.at < third.at <= now()
    assert Finish.objects.get().at <= timezone.now()
    assert verbs(Visit.objects.get()).count("shown") == 2


def test_one_mad_time_does_not_spoil_the_visit(cast: Cast, device: Device) -> None:
    slide = make_deck(cast)[0]
    sent = a_whole_visit(make_doctor(cast), str(slide.uid))
    for one in sent:
        for event in one["payload"].get("events", [])[1:2]:
            event["at"] = 2**62 - 1
    assert outcomes(device.send(*sent)) == [("accepted", "")] * len(sent)


def test_nothing_depends_on_itself(cast: Cast, device: Device) -> None:
    start = command("visit.start", visit=str(make_visit(cast.rita, make_doctor(cast)).uid))
    assert outcomes(device.send({**start, "depends_on": start["uid"]})) == [("refused", "depends_on_refused")]


def test_more_than_is_taken_at_once_is_said_so(cast: Cast, device: Device) -> None:
    body = b"[" + b" " * 21_000_000 + b"]"
    response = device.client.post("/api/v1/sync/commands", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_a_devices_name_that_no_database_keeps_is_refused(cast: Cast, device: Device) -> None:
    device.post("begin", {"name": "a\x00b", "device_now": now(), "app": "1", "roots": {}}, 422)


@pytest.mark.parametrize("body", [b"", b"[", b"{}", b'{"commands": 1}', b"[" * 200_000, b"\xff"])
def test_a_request_that_cannot_be_read_is_refused(cast: Cast, device: Device, body: bytes) -> None:
    response = device.client.post("/api/v1/sync/commands", body, content_type="application/json")
    assert response.status_code in (400, 422), response.content


def test_two_sides_edit_one_field(cast: Cast, device: Device) -> None:
    doctor = make_doctor(cast, note="Old")
    visit = make_visit(cast.rita, doctor)
    seen = doctor.version
    edit_person(cast.nina, doctor, {"note": "From the office", "city": "Kazan"})
    change_visit(cast.nina, visit, {"minutes": 30})
    sent = device.send(
        command("person.edit", based_on=seen, person=str(doctor.uid), fields={"note": "From the road"}),
        command("visit.change", based_on=1, visit=str(visit.uid), minutes=45, goal="New"),
    )
    assert outcomes(sent) == [("accepted", "")] * 2
    both = {"field": "note", "kept": "From the road", "other": "From the office"}
    assert sent[0]["detail"]["conflicts"] == [both]
    columns = ("object_kind", "field", "kept", "other", "other_author")
    rows = FieldConflict.objects.order_by("id").values_list(*columns)
    assert list(rows) == [
        ("person", "note", "From the road", "From the office", cast.nina.pk),
        ("visit", "minutes", 45, 30, cast.nina.pk),
    ]
    doctor.refresh_from_db()
    assert (doctor.note, doctor.city) == ("From the road", "Kazan")


def test_planning_for_one_merged_away_goes_to_who_stands_for_him(cast: Cast, device: Device) -> None:
    doctor, double = make_doctor(cast), make_doctor(cast, "Double")
    merge(cast.head, doctor, double, {})
    device.send(command("visit.plan", visit=str(uuid7()), person=str(double.uid), **GOOD))
    assert Visit.objects.get().person == doctor

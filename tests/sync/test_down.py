"""Down: after any change the device holds what the domain tables say, and an equal one asks for nothing."""

import json

from krug.access.actions.scope import place, refresh_user_scopes
from krug.access.models import TerritoryAssignment, User
from krug.access.scopes import scope_ids
from krug.customers.actions import edit_person, merge, undo_merge
from krug.decks.models import Publishing, Withdrawal
from krug.site.ids import uuid7
from krug.sync.actions.refresh import refresh
from krug.sync.actions.revoke import revoke_device
from krug.sync.desired import desired
from krug.sync.models import Change, Item
from krug.sync.models import Device as DeviceRow
from krug.sync.queries import scopes_of
from krug.visits.actions import finish_visit, record_events
from krug.visits.data import Outcome
from tests.cast import Cast
from tests.sync.device import Device
from tests.visits.made import Player, make_deck, make_doctor, make_visit, minutes


def assert_equal(device: Device, user: User) -> None:
    assert device.held() == desired(scopes_of(user))


def test_the_first_sync_brings_everything_and_the_next_asks_once(cast: Cast) -> None:
    make_deck(cast)
    make_visit(cast.rita, make_doctor(cast, phones=["+79991234567"], note="Ё «quotes» \\ \u2028"))
    device = Device(cast.rita)
    device.sync()
    assert_equal(device, cast.rita)
    assert {kind for _scope, kind, _uid in device.held()} == {"person", "visit", "deck"}
    device.requests.clear()
    device.sync()
    assert device.requests == ["begin"]


def test_a_visit_comes_back_on_the_doctors_card(cast: Cast) -> None:
    one, *_rest = make_deck(cast)
    doctor = make_doctor(cast)
    visit = make_visit(cast.rita, doctor)
    device = Device(cast.rita)
    device.sync()
    player = Player()
    events = [*player.show(one, 0, 10), player.event("reacted", one, 5, emotion=100)]
    events.append(player.event("answered", one, 6, question="share", kind="slider", value=60))
    record_events(cast.rita, visit, device.uid, events)
    finish_visit(cast.rita, visit, minutes(9), Outcome("agreed", "Call", "A note"))
    device.sync()
    assert_equal(device, cast.rita)
    (person,) = device.documents("person")
    assert person["card"]["visits"] == person["card"]["likes"] == 1
    assert person["shown"] == {str(one.uid): {"times": 1, "emotion": 100}}
    assert person["answers"] == {"share": 60}
    assert {entry["verb"] for entry in person["history"]} == {
        "visited",
        "shown",
        "reacted",
        "answered",
        "noted",
    }
    assert {(entry["title"], entry["deck"]) for entry in person["history"] if entry["verb"] == "shown"} == {
        ("Slide 1", "Cardionorm")
    }


def test_a_merge_and_its_undoing_reach_the_device(cast: Cast) -> None:
    doctor, double = make_doctor(cast), make_doctor(cast, "Double")
    visit = make_visit(cast.rita, double)
    finish_visit(cast.rita, visit, minutes(9), Outcome("agreed"))
    device = Device(cast.rita)
    device.sync()
    before = device.held()
    decision = merge(cast.head, doctor, double, {})
    device.sync()
    assert_equal(device, cast.rita)
    assert [person["name"] for person in device.documents("person")] == ["Doctor"]
    assert device.documents("person")[0]["card"]["visits"] == 1
    assert device.documents("visit")[0]["person"] == str(doctor.uid)
    undo_merge(cast.head, decision)
    device.sync()
    assert device.held() == before


def test_losing_a_territory_takes_its_people_away(cast: Cast) -> None:
    make_doctor(cast)
    device = Device(cast.rita)
    device.sync()
    assert device.documents("person")
    TerritoryAssignment.objects.filter(user=cast.rita).delete()
    refresh_user_scopes([cast.rita.pk])
    device.sync()
    assert not device.documents("person")


def test_a_withdrawn_deck_goes_and_a_newer_version_comes(cast: Cast) -> None:
    slides = make_deck(cast)
    deck = slides[0].version.deck
    device = Device(cast.rita)
    device.sync()
    assert device.documents("deck")[0]["version"]["number"] == 1
    first = Publishing.objects.get()
    Withdrawal.objects.create(publishing=first, author=cast.marketer)
    make_deck(cast, number=2, deck=deck)
    device.sync()
    assert device.documents("deck")[0]["version"]["number"] == 2
    for publishing in Publishing.objects.filter(withdrawal=None):
        Withdrawal.objects.create(publishing=publishing, author=cast.marketer)
    place("deck", deck.pk, [("unit", deck.unit_id)], deck.title)
    device.sync()
    assert not device.documents("deck")
    assert_equal(device, cast.rita)


def test_scopes_nobody_asked_for_cost_nothing(cast: Cast) -> None:
    make_doctor(cast)
    refresh()
    assert not Item.objects.exists()
    assert not Change.objects.exists()


def test_rows_wanted_by_name(cast: Cast) -> None:
    make_doctor(cast)
    other = make_doctor(cast, "Other")
    device = Device(cast.rita)
    device.sync()
    (scope,) = [scope for scope, held in device.base.items() if ("person", str(other.uid)) in held]
    assert set(device.rows({"scope": scope, "want": [["person", str(other.uid)]]})) == {
        ("person", str(other.uid))
    }


def test_who_is_refused(cast: Cast) -> None:
    make_doctor(cast)
    ritas = Device(cast.rita)
    ritas.sync()
    stolen = Device(cast.roma, ritas.uid)
    assert stolen.begin(403)["code"] == "device_of_another"
    stranger = Device(cast.roma)
    (scope,) = [scope for scope, held in ritas.base.items() if any(kind == "person" for kind, _uid in held)]
    assert stranger.post("rows", {"scope": scope, "all": True}, 409)["code"] == "unknown_device"
    stranger.sync()
    assert stranger.post("rows", {"scope": scope, "all": True}, 409)["code"] == "scope_gone"
    assert (
        stranger.post("buckets", {"scope": scope, "buckets": ["0" * 16] * 256}, 409)["code"] == "scope_gone"
    )
    revoke_device(cast.admin, DeviceRow.objects.get(uid=ritas.uid))
    assert ritas.begin(403)["code"] == "device_revoked"
    assert ritas.post("rows", {"scope": scope, "all": True}, 403)["code"] == "device_revoked"
    assert ritas.post("commands", {"device_now": 1, "commands": []}, 403)["code"] == "device_revoked"


def test_an_edit_travels_as_one_row(cast: Cast) -> None:
    doctors = [make_doctor(cast, f"Doctor {number}") for number in range(5)]
    device = Device(cast.rita)
    device.sync()
    edit_person(cast.rita, doctors[2], {"note": "New"})
    device.requests.clear()
    device.sync()
    assert device.requests == ["begin", "buckets", "rows"]
    assert_equal(device, cast.rita)


def test_json_is_as_the_contract_shows(cast: Cast) -> None:
    make_deck(cast)
    make_visit(cast.rita, make_doctor(cast))
    device = Device(cast.rita)
    device.sync()
    for kind in ("person", "visit", "deck"):
        with open(f"contract/{kind}.json", encoding="utf-8") as file:
            example = json.load(file)
        (document,) = device.documents(kind)
        assert document.keys() == example.keys(), kind
        parts = [name for name in ("card", "version") if isinstance(example.get(name), dict)]
        assert all(document[name].keys() == example[name].keys() for name in parts), kind


def test_scope_ids_are_what_the_user_sees_now(cast: Cast) -> None:
    device = Device(cast.nina, uuid7())
    answer = device.begin()
    assert {int(scope) for scope in answer["scopes"]} <= scope_ids(cast.nina)
    assert {about["kind"] for about in answer["scopes"].values()} == {"own", "territory", "group"}

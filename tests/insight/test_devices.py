"""The rows behind Today's figures of tablets: scoped, and as many as the figure says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from krug.access.models import User
from krug.insight.devices import KINDS, refused_entries, silent_devices
from krug.insight.views import devices
from krug.site.ids import uuid7
from krug.sync.models import Command, Device
from krug.sync.payloads import PAYLOADS
from tests.access.world import refused
from tests.cast import Cast, client_of


def device(user: User, name: str, days: float | None, **fields: object) -> Device:
    synced = None if days is None else timezone.now() - timedelta(days=days)
    return Device.objects.create(uid=uuid7(), user=user, name=name, synced_at=synced, **fields)


def names(viewer: User) -> list[str]:
    return [it.name for it in silent_devices(viewer, timezone.now())]


def test_whose_silence_is_whose_matter(cast: Cast) -> None:
    device(cast.rita, "lost", 9)
    device(cast.roma, "ill", 4)
    device(cast.rita, "busy", 2)
    device(cast.rita, "never", None)
    device(cast.rita, "gone", 9, revoked_at=timezone.now())
    device(cast.food_rep, "food", 5)
    assert names(cast.head) == ["lost", "ill"]
    assert names(cast.food_head) == ["food"]
    assert names(cast.admin) == ["lost", "food", "ill"]


def test_what_was_refused_and_why(cast: Cast) -> None:
    pad = device(cast.rita, "pad", 0)
    refused(pad, "visit.plan", "The customer is not yours.")
    refused(pad, "from.tomorrow", "Update the app.")
    old = refused(pad, "visit.plan", "old")
    Command.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=8))
    taken = refused(pad, "visit.plan", "taken")
    Command.objects.filter(pk=taken.pk).update(outcome=Command.Outcome.ACCEPTED)
    refused(device(cast.food_rep, "food", 0), "visit.plan", "of food")
    found = [it.message for it in refused_entries(cast.head, timezone.now())]
    assert found == ["Update the app.", "The customer is not yours."]
    page = client_of(cast.head).get("/devices/refused/").content.decode()
    for word in ("Plan a visit", "from.tomorrow", "The customer is not yours.", "Rita", "pad"):
        assert word in page
    assert "of food" not in page


def test_every_command_has_a_name() -> None:
    assert KINDS.keys() == PAYLOADS.keys()


@pytest.mark.parametrize("address", ["silent", "refused"])
def test_a_long_list_comes_in_pages(cast: Cast, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "PAGE", 2)
    at = timezone.now() - timedelta(days=5)
    for number in range(5):
        pad = device(cast.rita, f"pad-{number}", 5)
        Device.objects.filter(pk=pad.pk).update(synced_at=at)
        refused(pad, "visit.plan", "no")
    seen, ask = [], f"/devices/{address}/"
    while ask:
        answer = client_of(cast.head).get(ask)
        rows = answer.context["rows"]
        seen += [it.name if address == "silent" else it.command.device.name for it in rows]
        ask = f"/devices/{address}/?after={answer.context['next']}" if answer.context["next"] else ""
    expected = [f"pad-{number}" for number in range(5)]
    assert seen == (expected if address == "silent" else expected[::-1])


def test_today_leads_to_them(cast: Cast) -> None:
    pad = device(cast.rita, "pad", 9)
    refused(pad, "visit.plan", "no")
    look = client_of(cast.head).get("/today/look").content.decode()
    assert "/devices/silent/" in look
    assert "/devices/refused/" in look


def test_nothing_to_look_at(cast: Cast) -> None:
    for address in ("silent", "refused"):
        assert client_of(cast.food_head).get(f"/devices/{address}/").status_code == 200
        assert client_of(cast.rita).get(f"/devices/{address}/").status_code == 403

"""Mango Office, virtual PBX: /events/call while a call goes on, /events/summary once it is over.

The form's `sign` is the hex SHA-256 of key, JSON as sent, and salt.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from krug.calls.adapters.speaking import (
    Adapter,
    Asked,
    Event,
    Incoming,
    NotProven,
    Setup,
    document_of,
    moment,
    proven,
    seconds_of,
)
from krug.calls.course import Said
from krug.calls.words import Outcome, Way, What

STATES = {"Appeared": What.RINGING, "Connected": What.ANSWERED, "Disconnected": What.LEFT}


class Mango(Adapter):
    code = "mango"
    title = "Mango Office"
    secret = _("Salt for the signature")
    asks = (
        Asked(
            "key", _("Unique code of your PBX"), _("Both stand in the PBX's settings, «API connector»."), True
        ),
    )
    hosts = ("app.mango-office.ru",)

    def read(self, setup: Setup, incoming: Incoming) -> Sequence[Event]:
        form = incoming.form
        said = form.get("json", "")
        wanted = hashlib.sha256(f"{setup.text('key')}{said}{setup.secret}".encode()).hexdigest()
        if not setup.secret or not proven(form.get("sign", ""), wanted):
            raise NotProven("the signature is not right")
        told = document_of(said)
        call = str(told.get("entry_id") or "")
        if incoming.tail.strip("/") == "events/summary":
            return [Event(call, _summary(told, setup))] if call else []
        if incoming.tail.strip("/") == "events/call":
            return [Event(call, one) for one in _state(told, setup)] if call else []
        return []


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _state(told: Mapping[str, Any], setup: Setup) -> list[Said]:
    """A leg appears, is connected or gone. Where it waits in a menu or a queue nobody's phone rings."""
    what = STATES.get(str(told.get("call_state", "")))
    caller, called = _part(told, "from"), _part(told, "to")
    out = bool(caller.get("extension"))
    extension = str(caller.get("extension") or called.get("extension") or "")
    if what is None or (told.get("location") not in (None, "abonent") and what != What.RINGING):
        return []
    if told.get("location") not in (None, "abonent"):
        extension = ""
    elif what == What.LEFT and not extension:
        return []
    return [
        Said(
            at=moment(told.get("timestamp"), setup.now),
            what=what,
            extension=extension[:40],
            way=Way.OUT if out else Way.IN,
            other=str((called if out else caller).get("number") or "")[:40],
            ours=str(called.get("line_number") or _part(told, "dct").get("number") or "")[:40],
        )
    ]


def _summary(told: Mapping[str, Any], setup: Setup) -> Said:
    caller, called = _part(told, "from"), _part(told, "to")
    out = told.get("call_direction") in (2, "2")
    talked = seconds_of(float(told.get("end_time") or 0) - float(told.get("talk_time") or 0))
    answered = bool(told.get("talk_time")) and str(told.get("talk_time")) != "0"
    return Said(
        at=moment(told.get("end_time"), setup.now),
        what=What.ENDED,
        way=Way.OUT if out else Way.IN,
        other=str((called if out else caller).get("number") or "")[:40],
        ours=str(told.get("line_number") or "")[:40],
        result=Outcome.ANSWERED if answered else Outcome.MISSED,
        seconds=talked if answered else None,
    )

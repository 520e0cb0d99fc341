"""Phone systems of the tests, and what they send."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from krug.access.models import User
from krug.calls.actions.hear import hear
from krug.calls.actions.providers import add_extension, connect
from krug.calls.adapters.speaking import Event
from krug.calls.course import Said
from krug.calls.models import Call, Provider
from krug.calls.words import What
from tests.cast import Cast

DOCTOR = "+79161234567"
STRANGER = "+79990001122"


def phones(cast: Cast, adapter: str = "generic", **extensions: User) -> Provider:
    """A phone system of Pharma; `extensions`: e101=rita."""
    made = connect(cast.head, "Our PBX", adapter)
    for number, staff in (extensions or {"e101": cast.rita, "e102": cast.roma}).items():
        add_extension(cast.head, made, number[1:], staff, timezone.now())
    return made


def said(
    provider: Provider,
    call: str,
    *whats: What,
    at: datetime | None = None,
    extension: str = "101",
    **more: Any,
) -> Call:
    """Each a second after the one before."""
    start = at or timezone.now()
    told = {"way": "in", "other": DOCTOR, **more}
    events = [
        Event(call, Said(start + timedelta(seconds=number), what, _at(what, extension), **told))
        for number, what in enumerate(whats)
    ]
    hear(provider, events, start + timedelta(seconds=len(whats)))
    return Call.objects.get(provider=provider, external=call)


def _at(what: What, extension: str) -> str:
    return extension if what in (What.RINGING, What.ANSWERED, What.LEFT) else ""


def post(provider: Provider, told: dict[str, Any], **headers: str) -> Any:
    return Client().post(
        reverse("phone-in", args=[provider.token]),
        json.dumps(told),
        content_type="application/json",
        headers=headers,
    )

"""A try-out ring: all the way a real one goes, but for the phone system itself."""

from datetime import datetime

from krug.access.models import User
from krug.calls.actions.hear import hear
from krug.calls.adapters.speaking import Event
from krug.calls.course import Said
from krug.calls.models import Call, Extension, Provider
from krug.calls.words import What
from krug.site.ids import uuid7


def ring(provider: Provider, extension: Extension, number: str, now: datetime) -> Call | None:
    """It rings at the extension as if somebody called from the number."""
    said = Said(now, What.RINGING, extension.number, "in", number)
    found = hear(provider, [Event(f"try-{uuid7()}", said)], now)
    return found[0] if found else None


def go_on(call: Call, what: What, extension: str, now: datetime) -> None:
    """It is answered, or over."""
    hear(
        call.provider,
        [Event(call.external, Said(now, what, extension if what == What.ANSWERED else ""))],
        now,
    )


def extension_of(provider: Provider, staff: User) -> Extension | None:
    return Extension.objects.filter(provider=provider, staff=staff).order_by("pk").first()

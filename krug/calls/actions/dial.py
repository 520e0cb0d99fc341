"""A press on a number, and the colleague's own phone rings."""

from django.utils import timezone

from krug.access import audit
from krug.access.models import User
from krug.calls.adapters import ADAPTERS
from krug.calls.adapters.speaking import Setup
from krug.calls.models import Extension, Provider
from krug.calls.numbers import e164, is_phone


def way_out(author: User) -> Extension | None:
    """His own extension at a phone system that can be asked to call; None: his device calls by itself."""
    codes = [code for code, adapter in ADAPTERS.items() if adapter.dials]
    mine = Extension.objects.filter(staff=author, provider__adapter__in=codes, provider__stopped=False)
    return mine.select_related("provider").order_by("pk").first()


def dial(author: User, number: str) -> bool:
    """Whether a phone system was asked to call. Raises CannotDial when it would not."""
    extension, number = way_out(author), e164(number)
    if extension is None or not is_phone(number):
        return False
    provider: Provider = extension.provider
    adapter = ADAPTERS[provider.adapter]
    adapter.dial(Setup(provider.secret, provider.settings, timezone.now()), extension.number, number)
    # Without the number: nobody could find it there when its owner asks to be forgotten.
    audit.record(author, "dialled", "provider", provider.pk)
    return True

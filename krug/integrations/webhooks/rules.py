"""What may be told and to whom, and when it is tried again. Pure."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from krug.site.addresses import is_public

EVENTS: dict[str, Promise] = {
    "person.created": _("A person's card was made"),
    "person.updated": _("A person's card was changed"),
    "person.merged": _("Two cards became one"),
    "touch.appended": _("Something happened with customers"),
    "segment.entered": _("Customers came into a segment"),
    "segment.left": _("Customers left a segment"),
}
BY_AUDIT = {"created": "person.created", "edited": "person.updated", "merged": "person.merged"}
MOST_PEOPLE = 500
"""Of one message."""
WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400)
)
"""Between attempts: the eleventh, after four days, is the last."""
JITTER = 0.2
DISABLE_AFTER = timedelta(days=5)
KEPT = timedelta(days=30)
OVERLAP = timedelta(days=1)
"""So long an old secret signs beside the new one."""


def wait(attempts: int, chance: float) -> timedelta | None:
    """After so many attempts in vain; `chance` 0…1 keeps many recipients apart. None: no more."""
    if attempts > len(WAITS):
        return None
    return WAITS[attempts - 1] * (1 - JITTER + 2 * JITTER * chance)


def address_fits(url: str, local: bool) -> bool:
    """https and a host by name or public address; `local`: http and private addresses too."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    plain = parts.username is None and parts.password is None and not parts.fragment
    if parts.scheme not in (("http", "https") if local else ("https",)) or not plain:
        return False
    if not re.fullmatch(r"[a-z0-9.-]+|[0-9a-f:.]+", host):
        return False
    try:
        return local or is_public(host)
    except ValueError:
        return local or ("." in host and not host.endswith((".local", ".localhost", ".internal")))

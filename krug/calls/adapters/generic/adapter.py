"""Any phone system that can send a request when something happens: its fields are read by a mapping.

The address proves it; a secret in `X-Krug-Token` (or as a Bearer token) besides, where one is set.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from krug.calls.adapters.generic import mapping
from krug.calls.adapters.speaking import Adapter, Asked, Event, Incoming, NotProven, Setup, proven


class Generic(Adapter):
    code = "generic"
    title = _("Any other, by webhook")
    secret = _("Secret in the header X-Krug-Token")
    asks = (Asked("hosts", _("Hosts of recordings"), _("Names with commas between: records.example.com")),)
    mapped = True

    def read(self, setup: Setup, incoming: Incoming) -> Sequence[Event]:
        headers = incoming.headers
        given = headers.get("x-krug-token", "") or headers.get("authorization", "").removeprefix("Bearer ")
        if setup.secret and not proven(given, setup.secret):
            raise NotProven("the secret in X-Krug-Token is not right")
        return [mapping.read(mapping.mapping_of(setup.settings), told(incoming), setup.now)]


def told(incoming: Incoming) -> dict[str, Any]:
    """JSON or a form; what stands in the address counts where the body is silent."""
    if not incoming.body.strip():
        return dict(incoming.query)
    form = "form" in incoming.headers.get("content-type", "")
    return {**incoming.query, **(incoming.form if form else incoming.document)}

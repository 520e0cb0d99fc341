"""Asterisk (and FreePBX): Krug connects to its manager, hears calls, and asks it to call."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from krug.calls.adapters.asterisk.client import Client, Garbage, Refused
from krug.calls.adapters.speaking import Adapter, Asked, CannotDial, Setup
from krug.site.addresses import Inside, looked_up

EVENTS = "call"
"""The class of events that is listened to, and the only one the manager's user needs to read."""
PORT = 5038
INSIDE = _("Its address is not public: an administrator has to save its settings.")


class Asterisk(Adapter):
    code = "asterisk"
    title = "Asterisk"
    secret = _("Secret of the manager's user")
    asks = (
        Asked("host", _("Host"), "", True),
        Asked("port", _("Port"), "", True, str(PORT), number=True),
        Asked(
            "user",
            _("User of the manager"),
            _("With read = call and write = originate, and nothing more."),
            True,
        ),
        Asked(
            "channel",
            _("Channel of an extension"),
            _("{extension} stands for it."),
            False,
            "PJSIP/{extension}",
        ),
        Asked("context", _("Context for calls out"), "", False, "from-internal"),
        Asked("hosts", _("Hosts of recordings"), _("Names with commas between: records.example.com")),
    )
    listens = True
    dials = True
    reaches = ("host", "port")
    bound = ("host", "port", "user")

    def leads_inside(self, settings: Mapping[str, Any]) -> bool:
        try:
            looked_up(str(settings.get("host", "")), PORT, internal=False)
        except Inside:
            return True
        except (OSError, ValueError):
            # Of a name that nobody knows yet the connection looks again.
            return False
        return False

    def dial(self, setup: Setup, extension: str, number: str) -> None:
        channel = (setup.text("channel") or "PJSIP/{extension}").replace("{extension}", extension)
        try:
            with connected(setup, events="off") as client:
                client.ask(
                    "Originate",
                    Channel=channel,
                    Exten=number.lstrip("+"),
                    Context=setup.text("context") or "from-internal",
                    Priority="1",
                    CallerID=f"<{extension}>",
                    Timeout="30000",
                    Async="true",
                )
        except Inside as error:
            raise CannotDial(str(INSIDE)) from error
        except (OSError, Garbage, Refused, ValueError) as error:
            raise CannotDial(str(error)) from error


def connected(setup: Setup, events: str = EVENTS) -> Client:
    """Signed in. Raises OSError, Garbage, Refused."""
    port = int(setup.text("port")) if setup.text("port").isdecimal() else PORT
    internal = setup.settings.get("internal") is True
    client = Client(looked_up(setup.text("host"), port, internal), port)
    try:
        client.login(setup.text("user"), setup.secret, events)
    except BaseException:
        client.__exit__(None, None, None)
        raise
    return client

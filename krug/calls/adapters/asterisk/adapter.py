"""Asterisk (and FreePBX): Krug connects to its manager, hears calls, and asks it to call."""

from django.utils.translation import gettext_lazy as _

from krug.calls.adapters.asterisk.client import Client, Garbage, Refused
from krug.calls.adapters.speaking import Adapter, Asked, CannotDial, Setup

EVENTS = "call"
"""The class of events that is listened to, and the only one the manager's user needs to read."""
PORT = 5038


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
        except (OSError, Garbage, Refused, ValueError) as error:
            raise CannotDial(str(error)) from error


def connected(setup: Setup, events: str = EVENTS) -> Client:
    """Signed in. Raises OSError, Garbage, Refused."""
    port = setup.text("port")
    client = Client(setup.text("host"), int(port) if port.isdigit() else PORT)
    try:
        client.login(setup.text("user"), setup.secret, events)
    except BaseException:
        client.__exit__(None, None, None)
        raise
    return client

"""Asterisk's manager over a real socket: signed in to, heard, asked to call; its recorded streams."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from krug.access.errors import Invalid
from krug.access.models import AuditEntry, User
from krug.calls.actions.dial import dial
from krug.calls.actions.providers import change
from krug.calls.adapters.asterisk.client import Client, Refused
from krug.calls.adapters.asterisk.events import Stream
from krug.calls.adapters.asterisk.wire import Garbage
from krug.calls.adapters.speaking import CannotDial
from krug.calls.listening import listen, trouble
from krug.calls.models import Call, Provider
from krug.calls.queries.screen import cards
from krug.calls.words import Outcome
from krug.site.addresses import Inside
from tests.calls.asterisk import RECORDED, SECRET, Manager, manager, packets, recorded
from tests.calls.made import DOCTOR, phones
from tests.cast import Cast, client_of

needs_recordings = pytest.mark.skipif(
    RECORDED is None, reason="../shared/inputs/telephony/asterisk-ami is not here"
)
TRUNK = {"Uniqueid": "1.1", "Linkedid": "1.1", "Channel": "PJSIP/trunk-00000001"}
DIAL = {**TRUNK, "CallerIDNum": DOCTOR[1:], "DestChannel": "PJSIP/101-00000002", "DestExten": "s"}
RING = packets({"Event": "Newchannel", **TRUNK, "Exten": "74951234567"}, {"Event": "DialBegin", **DIAL})
TAKEN = packets({"Event": "DialEnd", **DIAL, "DialStatus": "ANSWER"}, {"Event": "Hangup", **TRUNK})


def until(count: int) -> Callable[[], bool]:
    """Stops when it has been asked so often: each time something was read, or nothing for half a second."""
    left = [count]

    def stopped() -> bool:
        left[0] -= 1
        return left[0] < 0

    return stopped


def signed_in(there: Manager) -> Client:
    client = Client(["127.0.0.1"], there.port)
    client.login("krug", SECRET, "call")
    return client


def test_it_signs_in_without_telling_its_secret() -> None:
    with manager() as there, signed_in(there):
        assert [one["action"] for one in there.asked] == ["Challenge", "Login"]
        assert not any(SECRET in value for one in there.asked for value in one.values())
        assert there.asked[1]["events"] == "call"


def test_a_refused_sign_in_and_another_service_say_why() -> None:
    with manager() as there, pytest.raises(Refused, match="Authentication failed"):
        Client(["127.0.0.1"], there.port).login("krug", "wrong", "call")
    with manager(greeting=b"220 mail ESMTP\r\n") as there, pytest.raises(Garbage):
        Client(["127.0.0.1"], there.port).login("krug", SECRET, "call")


@needs_recordings
@pytest.mark.parametrize("name", ["agent_loggued_in.yaml", "agent_not_in_pause.yaml", "queue_status.yaml"])
def test_recorded_streams_are_read_whole_and_hold_no_call(name: str) -> None:
    """Sign-ins of agents and states of queues: hundreds of events, none of them of a call with anybody."""
    stream, text = Stream({"2001"}), recorded(name)
    with manager(stream=text) as there, signed_in(there) as client:
        heard = list(client.packets(until(3)))
    assert len(heard) == text.count(b"\r\nEvent: ") + text.startswith(b"Event: ")
    assert [event for packet in heard for event in stream.hear(packet, timezone.now())] == []


def pbx(cast: Cast, there: Manager) -> Provider:
    made = phones(cast, "asterisk", e101=cast.rita)
    given = {**made.settings, "host": "127.0.0.1", "port": str(there.port), "user": "krug"}
    return change(cast.admin, made, made.name, SECRET, given)


def test_what_is_heard_rings_on_the_screen(cast: Cast) -> None:
    with manager(stream=RING) as there:
        listen(pbx(cast, there), until(2))
    (card,) = cards(cast.rita, timezone.now())
    assert (card.call.other, card.call.ours, card.ringing) == (DOCTOR, "+74951234567", True)


def test_a_connection_made_again_goes_on_where_it_was(cast: Cast) -> None:
    with manager(stream=RING) as there:
        provider = pbx(cast, there)
        listen(provider, until(2))
        there.stream = RING + TAKEN
        listen(provider, until(2))
    call = Call.objects.get()
    assert (call.outcome, call.staff) == (Outcome.ANSWERED, cast.rita)


def test_trouble_is_said_on_the_page_and_goes(cast: Cast) -> None:
    with manager(refuses=("Login",)) as there:
        provider = pbx(cast, there)
        with pytest.raises(Refused):
            listen(provider, until(1))
        trouble(provider, "Authentication failed")
        page = client_of(cast.head).get(reverse("phone-system", args=[provider.uid])).content.decode()
        assert "Authentication failed" in page
        assert SECRET not in page
        there.refuses = ()
        listen(provider, until(1))
    provider.refresh_from_db()
    assert provider.trouble == ""


def test_a_press_on_a_number_rings_ones_own_phone(cast: Cast) -> None:
    with manager() as there:
        pbx(cast, there)
        assert dial(cast.rita, "8 (916) 123-45-67")
        asked = there.asked[-1]
        assert (asked["action"], asked["channel"], asked["exten"]) == (
            "Originate",
            "PJSIP/101",
            "79161234567",
        )
        assert AuditEntry.objects.get(verb="dialled").fields == []
        assert not dial(cast.roma, DOCTOR)
        assert not dial(cast.rita, "101\r\nAction: Command")
        there.refuses = ("Originate",)
        with pytest.raises(CannotDial):
            dial(cast.rita, DOCTOR)
        answer = client_of(cast.rita).post(reverse("call-out"), {"number": DOCTOR})
        assert answer.status_code == 409


def refused(author: User, provider: Provider, secret: str, **values: str) -> set[str]:
    """At which fields a change is refused."""
    with pytest.raises(Invalid) as wrong:
        change(author, provider, provider.name, secret, {**provider.settings, **values})
    return {one.field for one in wrong.value.errors}


def test_the_houses_own_network_is_an_administrators_to_lead_into(cast: Cast) -> None:
    made = phones(cast, "asterisk", e101=cast.rita)
    for host in ("127.0.0.1", "localhost", "10.0.0.7", "169.254.169.254", "::1", "2130706433"):
        assert refused(cast.head, made, SECRET, host=host, user="krug") == {"host"}, host
    held = change(cast.head, made, "PBX", SECRET, {**made.settings, "host": "8.8.8.8", "user": "krug"})
    assert held.settings["internal"] is False
    held = change(cast.admin, held, "PBX", SECRET, {**held.settings, "host": "127.0.0.1"})
    # What does not lead elsewhere a head changes as before.
    held = change(cast.head, held, "Our PBX", "", {**held.settings, "context": "from-krug"})
    assert (held.name, held.settings["internal"]) == ("Our PBX", True)


def test_a_host_that_came_to_be_internal_is_not_connected_to(cast: Cast) -> None:
    with manager() as there:
        provider = pbx(cast, there)
        Provider.objects.update(settings={**provider.settings, "internal": False})
        provider.refresh_from_db()
        with pytest.raises(Inside):
            listen(provider, until(1))
        answer = client_of(cast.rita).post(reverse("call-out"), {"number": DOCTOR})
        assert (answer.status_code, there.asked) == (409, [])
        trouble(provider, "internal")
        page = client_of(cast.head).get(reverse("phone-system", args=[provider.uid])).content.decode()
        assert "an administrator has to save its settings" in page


def test_a_secret_goes_nowhere_else_than_it_was_given_for(cast: Cast) -> None:
    with manager() as there:
        provider = pbx(cast, there)
        for moved in ({"host": "127.0.0.2"}, {"port": "5039"}, {"user": "other"}):
            assert "secret" in refused(cast.admin, provider, "", **moved)
            assert "secret" in refused(cast.admin, provider, " ", **moved)
        assert refused(cast.head, provider, "", port="5039") == {"host", "secret"}
        change(cast.admin, provider, provider.name, "new", {**provider.settings, "user": "other"})
    provider.refresh_from_db()
    assert (provider.secret, provider.settings["user"]) == ("new", "other")

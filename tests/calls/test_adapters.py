"""What each phone system sends, proved and read; nothing of it touches a database."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krug.calls.adapters import ADAPTERS
from krug.calls.adapters.asterisk.events import Stream
from krug.calls.adapters.asterisk.wire import Garbage, Wire, action
from krug.calls.adapters.generic.mapping import OTHER, UIS, Mapped, mapping_of, read
from krug.calls.adapters.speaking import Event, Incoming, Known, NotProven, NotTaken, Setup, moment
from krug.calls.adapters.twilio.adapter import signature as twilio_signature
from krug.calls.adapters.zadarma.adapter import signature as zadarma_signature
from krug.calls.course import course
from krug.calls.numbers import e164, is_internal
from krug.calls.words import Outcome, State, What

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
URL = "https://krug.example/telephony/in/x"


def incoming(form: dict[str, str], tail: str = "", **headers: str) -> Incoming:
    body = urlencode(form).encode()
    return Incoming(
        "POST", tail, URL, {"content-type": "application/x-www-form-urlencoded", **headers}, {}, body
    )


def became(events: list[Event]) -> Any:
    return course([one.said for one in events], NOW + timedelta(hours=1))


def test_zadarma() -> None:
    zadarma, setup = ADAPTERS["zadarma"], Setup("secret", {}, NOW)
    start = {
        "event": "NOTIFY_START", "call_start": "2026-03-02 13:00:00", "pbx_call_id": "in_1",
        "caller_id": "79161234567", "called_did": "74951234567",
    }  # fmt: skip
    signed = zadarma_signature("secret", "79161234567" + "74951234567" + "2026-03-02 13:00:00")
    assert len(base64.b64decode(signed)) == 40  # of the hex digest, not of its bytes
    (event,) = zadarma.read(setup, incoming(start, signature=signed))
    assert (event.call, event.said.what, event.said.other) == ("in_1", What.RINGING, "79161234567")
    with pytest.raises(NotProven):
        zadarma.read(setup, incoming(start | {"caller_id": "79160000000"}, signature=signed))
    with pytest.raises(NotProven):
        zadarma.read(Setup("", {}, NOW), incoming(start, signature=zadarma_signature("", "")))
    assert zadarma.asks_who(setup, incoming(start)) == "79161234567"
    answer = zadarma.answer(setup, incoming(start), Known("Orlova", "101"))
    assert json.loads(answer.body) == {"caller_name": "Orlova", "redirect": "101"}
    echo = Incoming("GET", "", URL, {}, {"zd_echo": "7"}, b"")
    assert zadarma.read(setup, echo) == []
    assert zadarma.answer(setup, echo, Known()).body == "7"


def test_mango() -> None:
    mango, setup = ADAPTERS["mango"], Setup("salt", {"key": "code"}, NOW)

    def sent(told: dict[str, Any], tail: str) -> list[Event]:
        said = json.dumps(told)
        sign = hashlib.sha256(f"code{said}salt".encode()).hexdigest()
        return list(mango.read(setup, incoming({"vpbx_api_key": "code", "sign": sign, "json": said}, tail)))

    at = int(NOW.timestamp())
    leg = {
        "entry_id": "e1", "call_id": "c1", "timestamp": at, "seq": 1, "call_state": "Appeared",
        "location": "abonent", "from": {"number": "79161234567"},
        "to": {"extension": "101", "number": "sip:rita@x", "line_number": "74951234567"},
    }  # fmt: skip
    events = sent(leg, "events/call")
    assert (events[0].call, events[0].said.extension, events[0].said.ours) == ("e1", "101", "74951234567")
    events += sent(leg | {"call_state": "Connected", "timestamp": at + 5}, "events/call")
    events += sent(
        {
            "entry_id": "e1", "call_direction": 1, "from": {"number": "79161234567"},
            "to": {"extension": "101"}, "line_number": "74951234567", "create_time": at,
            "talk_time": at + 5, "end_time": at + 65, "entry_result": 1,
        },
        "events/summary",
    )  # fmt: skip
    assert (became(events).outcome, became(events).seconds, became(events).answered_by) == (
        "answered",
        60,
        "101",
    )
    menu = sent(leg | {"location": "ivr", "to": {"number": "74951234567"}}, "events/call")
    assert [one.said.extension for one in menu] == [""]
    with pytest.raises(NotProven):
        mango.read(setup, incoming({"sign": "0" * 64, "json": json.dumps(leg)}, "events/call"))


def test_twilio() -> None:
    assert twilio_signature(
        "12345",
        "https://mycompany.com/myapp.php?foo=1&bar=2",
        {
            "CallSid": "CA1234567890ABCDE", "Caller": "+14158675310", "Digits": "1234",
            "From": "+14158675310", "To": "+18005551212",
        },
    ) == "GvWf1cFY/Q7PnoempGyD5oXAezc="  # fmt: skip
    twilio, setup = ADAPTERS["twilio"], Setup("12345", {"everybody": "sip:all@pbx.example"}, NOW)
    form = {"CallSid": "CA1", "From": "+79161234567", "To": "+74951234567", "CallStatus": "ringing"}
    form["Direction"] = "inbound"
    signed = {"x-twilio-signature": twilio_signature("12345", URL, form)}
    (event,) = twilio.read(setup, incoming(form, **signed))
    assert (event.said.what, event.said.way, event.said.other) == (What.RINGING, "in", "+79161234567")
    assert (
        "<Number>+79160000001</Number>"
        in twilio.answer(setup, incoming(form), Known("", "+79160000001")).body
    )
    assert "<Sip>sip:all@pbx.example</Sip>" in twilio.answer(setup, incoming(form), Known()).body
    assert "&lt;" in twilio.answer(Setup("", {"everybody": "<x>"}, NOW), incoming(form), Known()).body
    with pytest.raises(NotProven):
        twilio.read(setup, incoming(form | {"From": "+7900"}, **signed))
    for said, at in (
        ("Mon, 02 Mar 2026 09:59:30 +0000", NOW - timedelta(seconds=30)),
        ("yesterday", NOW),
        ("Mon, 02 Mar 1026 09:59:30 +0000", NOW),
    ):
        dated = form | {"Timestamp": said}
        sent = incoming(dated, **{"x-twilio-signature": twilio_signature("12345", URL, dated)})
        assert [one.said.at for one in twilio.read(setup, sent)] == [at], said


def test_any_other_by_its_mapping() -> None:
    told = {"id": 7, "call": {"from": [{"n": "8 (916) 123-45-67"}]}, "what": "Звонок", "len": "61.5"}
    mapping = Mapped(
        {"call": "id", "event": "what", "from": "call.from.0.n", "seconds": "len"}, {What.ENDED: "звонок"}
    )
    event = read(mapping, told, NOW)
    assert (event.call, event.said.what, event.said.seconds) == ("7", What.ENDED, 61.5)
    assert e164(event.said.other) == "+79161234567"
    for wrong in ({}, {"id": 7}, {"id": 7, "what": "x"}, {"id": {"a": 1}, "what": "звонок"}):
        with pytest.raises(NotTaken):
            read(mapping, wrong, NOW)
    out = read(
        OTHER, {"call_id": 1, "event": "ringing", "direction": "out", "from": "101", "to": "7916"}, NOW
    )
    assert (out.said.other, out.said.way) == ("7916", "out")
    contact = {"contact_phone_number": "7916", "virtual_phone_number": "7495", "direction": "out"}
    uis = read(UIS, {"call_session_id": 1, "notification_mnemonic": "in_call", **contact}, NOW)
    assert (uis.said.other, uis.said.ours) == ("7916", "7495")
    assert mapping_of({"preset": "uis", "words": {"ended": "bye"}}).words["ended"] == "bye"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    st.sampled_from(["mango", "zadarma", "twilio", "generic"]), st.binary(max_size=200), st.text(max_size=20)
)
def test_garbage_is_not_taken_and_breaks_nothing(code: str, body: bytes, header: str) -> None:
    headers = {"content-type": "application/json", "signature": header, "x-krug-token": header}
    sent = Incoming("POST", "events/call", URL, headers, {"event": header}, body)
    with pytest.raises(NotTaken):
        ADAPTERS[code].read(Setup("secret", {}, NOW), sent)


def test_moments_and_numbers() -> None:
    assert moment("1772445600", NOW) == moment(1772445600000, NOW) == NOW
    for odd in ("", "nan", "inf", "1e400", "-5", "2026-03-02T10:00:00", "99999999999999999999", "yesterday"):
        assert moment(odd, NOW) == NOW
    assert [e164(one) for one in ("79161234567", "442071838750", "101", "sip:101@x", "anonymous")] == [
        "+79161234567", "+442071838750", "101", "101", "",
    ]  # fmt: skip
    assert is_internal("101")
    assert not is_internal("+7916")


def packet(event: str, **fields: str) -> dict[str, str]:
    return {"event": event, **fields}


def test_asterisk_an_incoming_call_rings_two_and_one_takes_it() -> None:
    stream, events = Stream({"101", "102"}), list[Event]()
    trunk = {"uniqueid": "1.1", "linkedid": "1.1", "channel": "PJSIP/trunk-00000001"}
    caller = {**trunk, "calleridnum": "79161234567"}
    for told in (
        packet("Newchannel", **trunk, exten="74951234567"),
        packet("DialBegin", **caller, destchannel="PJSIP/101-00000002", destexten="s"),
        packet("DialBegin", **caller, destchannel="PJSIP/102-00000003", destexten="s"),
        packet("DialEnd", **caller, destchannel="PJSIP/101-00000002", dialstatus="ANSWER"),
        packet("DialEnd", **caller, destchannel="PJSIP/102-00000003", dialstatus="CANCEL"),
        packet("Hangup", uniqueid="1.2", linkedid="1.1", channel="PJSIP/101-00000002"),
    ):
        events += stream.hear(told, NOW)
    talking = course([one.said for one in events], NOW)
    assert talking is not None
    assert (talking.state, talking.answered_by, talking.rang) == (State.TALKING, "101", ("101", "102"))
    assert (talking.other, talking.ours) == ("79161234567", "74951234567")
    events += stream.hear(packet("Hangup", **trunk), NOW)
    assert {one.call for one in events} == {"1.1"}
    assert became(events).outcome == Outcome.ANSWERED


def test_asterisk_a_call_out_and_what_is_no_call() -> None:
    stream = Stream({"101"})
    own = {"uniqueid": "2.1", "linkedid": "2.1", "channel": "PJSIP/101-0000000a", "calleridnum": "101"}
    there = {
        "destchannel": "PJSIP/trunk-0000000b",
        "destcalleridnum": "89161234567",
        "dialstring": "89161234567@trunk",
    }
    events = stream.hear(packet("DialBegin", **own, **there), NOW)
    events += stream.hear(packet("DialEnd", **own, **there, dialstatus="BUSY"), NOW)
    events += stream.hear(packet("Hangup", **own), NOW)
    assert (became(events).way, became(events).other, became(events).outcome) == (
        "out",
        "89161234567",
        "busy",
    )
    assert stream.hear(packet("Hangup", uniqueid="9.9", linkedid="9.9"), NOW) == []
    assert stream.hear(packet("VarSet", uniqueid="9.9"), NOW) == []


@given(st.integers(1, 40))
def test_packets_come_whole_however_they_are_cut(size: int) -> None:
    text = b"Asterisk Call Manager/5.0\r\nResponse: Success\r\nMessage: a: b\r\n\r\n"
    text += b"Event: Hangup\r\nCause: 16\r\n\r\n"
    wire, found = Wire(), []
    for start in range(0, len(text), size):
        found += list(wire.feed(text[start : start + size]))
    assert found == [{"response": "Success", "message": "a: b"}, {"event": "Hangup", "cause": "16"}]


def test_the_wire_takes_no_garbage_and_no_line_of_another() -> None:
    with pytest.raises(Garbage):
        list(Wire().feed(b"SSH-2.0-OpenSSH\r\n"))
    with pytest.raises(Garbage):
        list(Wire().feed(b"Asterisk Call Manager/5\r\n" + b"x" * 300_000))
    with pytest.raises(ValueError, match="control"):
        action("Originate", Channel="PJSIP/101\r\nAction: Command")

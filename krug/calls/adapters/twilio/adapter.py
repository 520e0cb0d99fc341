"""Twilio: status callbacks, and the address that is asked what to do with a call.

`X-Twilio-Signature`: base64 of the HMAC-SHA1 of the whole address and the sorted fields.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext_lazy as _

from krug.calls.adapters.speaking import (
    Adapter,
    Answer,
    Asked,
    Event,
    Incoming,
    Known,
    NotProven,
    NotTaken,
    Setup,
    address_of,
    moment,
    proven,
    seconds_of,
)
from krug.calls.course import Said
from krug.calls.words import Outcome, Way, What

STATES = {
    "queued": What.RINGING,
    "initiated": What.RINGING,
    "ringing": What.RINGING,
    "in-progress": What.ANSWERED,
    "completed": What.ENDED,
    "busy": What.MISSED,
    "no-answer": What.MISSED,
    "canceled": What.MISSED,
    "failed": What.MISSED,
}


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


class Twilio(Adapter):
    code = "twilio"
    title = "Twilio"
    secret = _("Auth token")
    asks = (
        Asked(
            "everybody",
            _("Where calls go that nobody is named for"),
            _("A number or sip: address, for the address that Twilio asks what to do."),
        ),
    )
    hosts = ("api.twilio.com",)

    def read(self, setup: Setup, incoming: Incoming) -> Sequence[Event]:
        form = incoming.form
        wanted = signature(setup.secret, incoming.url, form)
        if not setup.secret or not proven(incoming.headers.get("x-twilio-signature", ""), wanted):
            raise NotProven("the signature is not right")
        # A leg that Twilio dialled belongs to the call that brought it.
        call = form.get("ParentCallSid") or form.get("CallSid", "")
        if not call:
            raise NotTaken("there is no CallSid")
        return [Event(call[:120], one) for one in _said(form, setup)]

    def asks_who(self, setup: Setup, incoming: Incoming) -> str:
        form = incoming.form
        return form.get("From", "") if _is_question(form) else ""

    def answer(self, setup: Setup, incoming: Incoming, known: Known) -> Answer:
        if not _is_question(incoming.form):
            return Answer()
        where = known.extension or setup.text("everybody")
        noun = "Sip" if where.startswith("sip:") else "Number"
        dial = f"<Dial><{noun}>{escape(where)}</{noun}></Dial>" if where else "<Reject/>"
        return Answer(f'<?xml version="1.0" encoding="UTF-8"?><Response>{dial}</Response>', "text/xml")


def _is_question(form: Mapping[str, str]) -> bool:
    """What to do with a call is asked without the marks of a report."""
    report = "CallbackSource" in form or "SequenceNumber" in form or "ParentCallSid" in form
    return not report and form.get("CallStatus") == "ringing" and form.get("Direction") == "inbound"


def _at(form: Mapping[str, str], now: datetime) -> datetime:
    """A report says when it happened; whoever asks what to do with a call does not."""
    try:
        return moment(parsedate_to_datetime(form.get("Timestamp", "")).isoformat(), now)
    except (ValueError, TypeError, OverflowError):
        return now


def _said(form: Mapping[str, str], setup: Setup) -> list[Said]:
    leg, at = bool(form.get("ParentCallSid")), _at(form, setup.now)
    out = form.get("Direction", "").startswith("outbound") and not leg
    recording = address_of(form.get("RecordingUrl"))
    common: dict[str, Any] = {
        "way": Way.OUT if out else Way.IN,
        "other": "" if leg else form.get("To" if out else "From", "")[:40],
        "ours": "" if leg else form.get("From" if out else "To", "")[:40],
    }
    if recording and "RecordingSid" in form and "CallStatus" not in form:
        return [Said(at, What.RECORDED, recording=recording)]
    what = STATES.get(form.get("CallStatus", ""))
    if what is None:
        return []
    if leg:
        gone = what in (What.ENDED, What.MISSED)
        return [Said(at, What.LEFT if gone else what, extension=form.get("To", "")[:40], **common)]
    status, seconds = form.get("CallStatus", ""), seconds_of(form.get("CallDuration"))
    result = Outcome.BUSY if status == "busy" else ""
    return [
        Said(
            at,
            # That Twilio itself took the call is nobody's answer: a leg's is.
            What.RINGING if what == What.ANSWERED and not out else what,
            extension=form.get("From", "")[:40] if out and what == What.RINGING else "",
            result=result,
            seconds=seconds if out and status == "completed" else None,
            recording=recording,
            **common,
        )
    ]

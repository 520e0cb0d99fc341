"""Zadarma: NOTIFY_* by POST, proved by `Signature`: base64 of the hex HMAC-SHA1 of a few fields.

The answer to NOTIFY_START may name the caller and send the call to an extension.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from krug.calls.adapters.speaking import (
    Adapter,
    Answer,
    Event,
    Incoming,
    Known,
    NotProven,
    NotTaken,
    Setup,
    proven,
    seconds_of,
)
from krug.calls.course import Said
from krug.calls.words import Outcome, Way, What

EVENTS = {
    "NOTIFY_START": What.RINGING,
    "NOTIFY_INTERNAL": What.RINGING,
    "NOTIFY_ANSWER": What.ANSWERED,
    "NOTIFY_END": What.ENDED,
    "NOTIFY_OUT_START": What.RINGING,
    "NOTIFY_OUT_END": What.ENDED,
}
SIGNED = {
    "NOTIFY_START": ("caller_id", "called_did", "call_start"),
    "NOTIFY_INTERNAL": ("caller_id", "called_did", "call_start"),
    "NOTIFY_END": ("caller_id", "called_did", "call_start"),
    "NOTIFY_ANSWER": ("caller_id", "destination", "call_start"),
    "NOTIFY_OUT_START": ("internal", "destination", "call_start"),
    "NOTIFY_OUT_END": ("internal", "destination", "call_start"),
    "NOTIFY_RECORD": ("pbx_call_id", "call_id_with_rec"),
}
"""What each event's signature is made of, in this order."""
RESULTS = {"answered": Outcome.ANSWERED, "busy": Outcome.BUSY, "cancel": Outcome.MISSED}


def signature(secret: str, text: str) -> str:
    return base64.b64encode(
        hmac.new(secret.encode(), text.encode(), hashlib.sha1).hexdigest().encode()
    ).decode()


class Zadarma(Adapter):
    code = "zadarma"
    title = "Zadarma"
    secret = _("API secret")

    def read(self, setup: Setup, incoming: Incoming) -> Sequence[Event]:
        if incoming.method == "GET":
            return []
        form = incoming.form
        event = form.get("event", "")
        if event not in SIGNED:
            raise NotTaken(f"the event {event[:40]!r} is not known")
        text = "".join(form.get(name, "") for name in SIGNED[event])
        if not setup.secret or not proven(
            incoming.headers.get("signature", ""), signature(setup.secret, text)
        ):
            raise NotProven("the signature is not right")
        call, what = form.get("pbx_call_id", ""), EVENTS.get(event)
        if what is None or not call:
            return []
        return [Event(call[:120], _said(form, event, what, setup))]

    def asks_who(self, setup: Setup, incoming: Incoming) -> str:
        form = incoming.form if incoming.method == "POST" else {}
        return form.get("caller_id", "") if form.get("event") == "NOTIFY_START" else ""

    def answer(self, setup: Setup, incoming: Incoming, known: Known) -> Answer:
        """The address is proved by giving back what was asked."""
        if echo := incoming.query.get("zd_echo"):
            return Answer(echo[:200])
        told = {"caller_name": known.name, "redirect": known.extension}
        said = {name: value for name, value in told.items() if value}
        return Answer(json.dumps(said), "application/json") if said else Answer()


def _said(form: dict[str, str], event: str, what: What, setup: Setup) -> Said:
    out = event.startswith("NOTIFY_OUT") or (
        event == "NOTIFY_ANSWER" and bool(form.get("internal")) and len(form.get("caller_id", "")) < 6
    )
    over = what == What.ENDED
    seconds = seconds_of(form.get("duration"))
    result = RESULTS.get(form.get("disposition", ""), Outcome.MISSED) if over else ""
    # The account's clock has no zone, so what is told at once happened now.
    return Said(
        at=setup.now,
        what=what,
        extension="" if over or event == "NOTIFY_START" else form.get("internal", "")[:40],
        way=Way.OUT if out else Way.IN,
        other=form.get("destination" if out else "caller_id", "")[:40],
        ours=form.get("caller_id" if out else "called_did", "")[:40],
        result=result,
        seconds=seconds if result == Outcome.ANSWERED else None,
    )

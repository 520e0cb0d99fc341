"""Which field of a message says what, as whoever sets a phone system up has written it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.calls.adapters.speaking import Event, NotTaken, address_of, moment, seconds_of
from krug.calls.course import Said
from krug.calls.words import Outcome, Way, What

FIELDS: dict[str, Promise] = {
    "call": _("Name of the call"),
    "event": _("What happened"),
    "at": _("When"),
    "way": _("Incoming or outgoing"),
    "from": _("Who calls"),
    "to": _("Whom he calls"),
    "extension": _("Extension"),
    "result": _("How it ended"),
    "seconds": _("Seconds talked"),
    "recording": _("Address of the recording"),
}
WORDS: dict[str, Promise | str] = {
    What.RINGING: What.RINGING.label,
    What.ANSWERED: What.ANSWERED.label,
    What.LEFT: What.LEFT.label,
    What.MISSED: What.MISSED.label,
    What.ENDED: What.ENDED.label,
    What.RECORDED: What.RECORDED.label,
    Way.OUT: Way.OUT.label,
    Outcome.BUSY: Outcome.BUSY.label,
    Outcome.REFUSED: pgettext_lazy("a call", "Declined"),
}
"""Which of the system's words mean it; several with commas between."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Mapped:
    """`fields`: ours → dotted path; `words`: ours → theirs."""

    fields: Mapping[str, str]
    words: Mapping[str, str]


OTHER = Mapped(
    {
        "call": "call_id", "event": "event", "at": "time", "way": "direction", "from": "from", "to": "to",
        "extension": "extension", "result": "result", "seconds": "duration", "recording": "record_url",
    },
    {
        What.RINGING: "ringing, start, incoming, new", What.ANSWERED: "answered, answer, connected",
        What.LEFT: "left", What.MISSED: "missed, no_answer, cancel",
        What.ENDED: "ended, end, hangup, finished, completed", What.RECORDED: "recorded, record",
        Way.OUT: "out, outgoing, outbound", Outcome.BUSY: "busy",
        Outcome.REFUSED: "refused, rejected, declined",
    },
)  # fmt: skip
UIS = Mapped(
    {
        "call": "call_session_id", "event": "notification_mnemonic", "at": "", "way": "direction",
        "from": "contact_phone_number", "to": "virtual_phone_number", "extension": "extension_phone_number",
        "result": "", "seconds": "talk_time_duration", "recording": "full_record_file_link",
    },
    {
        What.RINGING: "in_call_session, out_call_session, in_call, call_waiting, employee_call_start",
        What.ANSWERED: "answered, talk_start, operator_call_start",
        What.LEFT: "employee_call_end", What.MISSED: "lost_call, missed",
        What.ENDED: "finished, call_session_end, call_end", What.RECORDED: "recorded_call",
        Way.OUT: "out, outgoing", Outcome.BUSY: "busy", Outcome.REFUSED: "refused",
    },
)  # fmt: skip
PRESETS = {"other": OTHER, "uis": UIS}


def value_at(told: Any, path: str) -> str:
    """`call.from.0.number`; "" where there is nothing, or no plain value."""
    for part in filter(None, path.split(".")):
        if isinstance(told, dict):
            told = told.get(part)
        elif isinstance(told, list) and part.isdigit() and int(part) < len(told):
            told = told[int(part)]
        else:
            return ""
    return "" if not path or isinstance(told, dict | list | None.__class__) else str(told)[:500]


def read(mapping: Mapped, told: Mapping[str, Any], now: datetime) -> Event:
    """Raises NotTaken naming what is missing."""
    values = {name: value_at(told, mapping.fields.get(name, "")).strip() for name in FIELDS}
    if not values["call"]:
        raise NotTaken(f"no name of a call at {mapping.fields.get('call') or '?'!r}")
    what = next((it for it in What if _means(mapping, it, values["event"])), None)
    if what is None:
        raise NotTaken(f"the word {values['event'][:60]!r} at {mapping.fields.get('event')!r} means nothing")
    out = _means(mapping, Way.OUT, values["way"])
    # Some write the customer and our number whichever way it goes.
    fixed = mapping.fields.get("from", "").startswith("contact")
    ours, other = ("from", "to") if out and not fixed else ("to", "from")
    result = next((it for it in (Outcome.BUSY, Outcome.REFUSED) if _means(mapping, it, values["result"])), "")
    return Event(
        values["call"][:120],
        Said(
            at=moment(values["at"], now),
            what=what,
            extension=values["extension"][:40] if what not in (What.MISSED, What.ENDED) else "",
            way=Way.OUT if out else Way.IN,
            other=values[other][:40],
            ours=values[ours][:40],
            result=result,
            seconds=seconds_of(values["seconds"]) if what == What.ENDED else None,
            recording=address_of(values["recording"]),
        ),
    )


def _means(mapping: Mapped, ours: str, theirs: str) -> bool:
    words = [word.strip().casefold() for word in mapping.words.get(ours, "").split(",")]
    return bool(theirs) and theirs.casefold() in words


def mapping_of(settings: Mapping[str, Any]) -> Mapped:
    """What is stored, over what the preset says."""
    start = PRESETS.get(str(settings.get("preset", "")), OTHER)
    return Mapped(
        {**start.fields, **_texts(settings.get("fields"))}, {**start.words, **_texts(settings.get("words"))}
    )


def _texts(value: object) -> dict[str, str]:
    found = value if isinstance(value, dict) else {}
    return {str(name): str(text)[:MOST] for name, text in found.items()}

"""What a stream of Asterisk's events says of calls. Pure: a state of its own, no clock, no database.

All channels of one call share `Linkedid`, which is the first one's `Uniqueid`.
"""

import re
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from krug.calls.adapters.asterisk.wire import Packet
from krug.calls.adapters.speaking import Event, moment
from krug.calls.course import Said
from krug.calls.words import Outcome, Way, What

MOST = 5_000
"""Calls that are remembered; the oldest are forgotten."""
RESULTS = {"BUSY": Outcome.BUSY, "CONGESTION": Outcome.BUSY, "CHANUNAVAIL": Outcome.MISSED}
_CHANNEL = re.compile(r"[^/]+/(?P<peer>.+?)(?:@[^-]*)?(?:-[0-9a-fA-F]+)?(?:;[12])?$")


@dataclass
class _Held:
    ours: str = ""
    dialled: bool = False
    result: str = ""


@dataclass
class Stream:
    """`known`: extensions that are somebody's."""

    known: Collection[str]
    _held: "OrderedDict[str, _Held]" = field(default_factory=OrderedDict)

    def hear(self, packet: Packet, now: datetime) -> list[Event]:
        call = packet.get("linkedid") or packet.get("destlinkedid") or packet.get("uniqueid", "")
        name = packet.get("event", "").lower()
        if not call or name not in ("newchannel", "dialbegin", "dialend", "hangup"):
            return []
        held = self._of(call)
        said = {
            "newchannel": self._began,
            "dialbegin": self._dialled,
            "dialend": self._undialled,
            "hangup": self._hung_up,
        }[name](packet, held, moment(packet.get("timestamp"), now))
        return [Event(call[:120], one) for one in said]

    def _of(self, call: str) -> _Held:
        held = self._held.setdefault(call, _Held())
        self._held.move_to_end(call)
        while len(self._held) > MOST:
            self._held.popitem(last=False)
        return held

    def _began(self, packet: Packet, held: _Held, _at: datetime) -> list[Said]:
        """The first channel of an incoming call comes in at the number that was called."""
        exten = packet.get("exten", "")
        if packet.get("uniqueid") == packet.get("linkedid") and len(exten) > 5:
            held.ours = exten[:40]
        return []

    def _dialled(self, packet: Packet, held: _Held, at: datetime) -> list[Said]:
        held.dialled = True
        return [self._said(packet, held, at, What.RINGING)]

    def _undialled(self, packet: Packet, held: _Held, at: datetime) -> list[Said]:
        status = packet.get("dialstatus", "").upper()
        held.result = "" if status == "ANSWER" else RESULTS.get(status, held.result)
        return [self._said(packet, held, at, What.ANSWERED if status == "ANSWER" else What.LEFT)]

    def _hung_up(self, packet: Packet, held: _Held, at: datetime) -> list[Said]:
        """The first channel's end is the call's; of calls that never were dialled nobody heard."""
        if not held.dialled or packet.get("uniqueid") != packet.get("linkedid", packet.get("uniqueid")):
            return []
        return [Said(at, What.ENDED, result=held.result)]

    def _said(self, packet: Packet, held: _Held, at: datetime, what: What) -> Said:
        own = self._extension(packet.get("channel", ""), packet.get("calleridnum", ""))
        if own in self.known:
            other = packet.get("destcalleridnum") or packet.get("dialstring", "").partition("@")[0]
            return Said(at, what, own, Way.OUT, _number(other) or packet.get("exten", "")[:40], "")
        extension = self._extension(
            packet.get("destchannel", ""), packet.get("destcalleridnum", ""), packet.get("destexten", "")
        )
        return Said(at, what, extension, Way.IN, _number(packet.get("calleridnum", "")), held.ours)

    def _extension(self, channel: str, *more: str) -> str:
        found = _CHANNEL.match(channel)
        names = [found["peer"] if found else "", *more]
        return next((name for name in names if name in self.known), names[0])[:40]


def _number(text: str) -> str:
    return "" if text.startswith("<") else text.rpartition("/")[2][:40]

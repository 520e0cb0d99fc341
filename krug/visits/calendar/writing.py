"""Events as RFC 5545 writes them. Pure. Times are UTC, so that no description of zones is needed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

OCTETS = 75
"""Of a line; what is longer goes on after a line end and a space, no letter cut in two."""


@dataclass(frozen=True, slots=True)
class Event:
    """`revision` grows with every change, so that a calendar takes the newer one; `address`: of its page."""

    uid: str
    begins: datetime
    minutes: int
    title: str
    place: str
    address: str
    changed: datetime
    revision: int
    cancelled: bool


def calendar(name: str, events: Iterable[Event]) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Krug//Visits//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
        "X-PUBLISHED-TTL:PT30M",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(event.changed)}"
    yield f"SEQUENCE:{event.revision}"
    yield f"DTSTART:{_utc(event.begins)}"
    yield f"DTEND:{_utc(event.begins + timedelta(minutes=event.minutes))}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    yield f"URL:{event.address}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    value = "".join(
        sign for sign in value.replace("\r\n", "\n").replace("\r", "\n") if sign >= " " or sign == "\n"
    )
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > OCTETS:
            yield part
            part, size = " ", 1
        part += letter
        size += width
    yield part

"""What really happened in a visit, worked out from the player's raw events. Pure; the contract is
contract/sync.md.

The device's own count (`number`) orders its events and its own clock measures them: the server's corrected
time `at`
may jump when the drift is measured anew, so it only says when a thing happened, never how long it took.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

RULE = 1
COUNTS_FROM = 2.0  # seconds
SECOND = 1_000_000
LONGEST = 864_000.0  # seconds: a clock that leapt while a slide stood may not cost the whole visit


@dataclass(frozen=True, slots=True)
class Event:
    """One raw event. `at`, `device_at`: µs UTC, corrected and as the device had it. `listener`: None means
    all present.
    """

    uid: UUID
    device: UUID
    number: int
    at: int
    device_at: int
    kind: str
    slide: UUID
    listener: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Showing:
    """A slide on the screen. `seconds`: active ones; `order`: 1, 2, 3 … in the visit; `exit`: the last one
    shown.
    """

    slide: UUID
    at: int
    seconds: float
    order: int = 0
    exit: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    slide: UUID
    at: int
    emotion: int
    listener: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    slide: UUID
    question: str
    at: int
    kind: str
    value: str | float | list[str]
    text: str = ""
    listener: int | None = None


Mark = Showing | Reaction | Answer


@dataclass(frozen=True, slots=True)
class Derived:
    """What counts. Reactions and answers name their listener."""

    showings: list[Showing]
    reactions: list[Reaction]
    answers: list[Answer]


def derive(events: Iterable[Event], listeners: Sequence[int]) -> Derived:
    """Showings, reactions and answers of one visit; the order in which events are given does not matter."""
    unique = {event.uid: event for event in events}
    ordered = sorted(unique.values(), key=lambda event: (event.device.int, event.number, event.uid.int))
    showings = [shown for part in _by_device(ordered) for shown in showings_of(part)]
    marks = sorted(ordered, key=lambda event: (event.at, event.device.int, event.number))
    return Derived(number(showings), last_reactions(marks, listeners), last_answers(marks, listeners))


def _by_device(ordered: Sequence[Event]) -> list[list[Event]]:
    parts: dict[UUID, list[Event]] = {}
    for event in ordered:
        parts.setdefault(event.device, []).append(event)
    return list(parts.values())


@dataclass(slots=True)
class _Open:
    """A showing still on the screen. `idle_since`: device time, while nobody touches it."""

    slide: UUID
    at: int
    since: int
    last: int
    idle_since: int | None = None
    idle: int = 0
    counts: bool = False

    def take(self, event: Event) -> None:
        self.last = max(self.last, event.device_at)
        if event.kind == "idle" and self.idle_since is None:
            self.idle_since = self.last
        if event.kind == "touched":
            self.wake()
        if event.kind == "answered" or (event.kind == "reacted" and event.data.get("emotion")):
            self.counts = True

    def wake(self) -> None:
        if self.idle_since is not None:
            self.idle += max(0, self.last - self.idle_since)
            self.idle_since = None

    def closed(self) -> Showing | None:
        self.wake()
        seconds = min(max(0, self.last - self.since - self.idle) / SECOND, LONGEST)
        if seconds < COUNTS_FROM and not self.counts:
            return None
        return Showing(self.slide, self.at, seconds)


def showings_of(events: Iterable[Event]) -> list[Showing]:
    """Showings of one device's events in its own order. A showing that was never hidden ends at its last
    stored event.
    """
    found: list[Showing | None] = []
    shown: _Open | None = None
    for event in events:
        if event.kind in ("visible", "killed"):
            found.append(shown.closed() if shown else None)
            shown = None
        if event.kind == "visible":
            shown = _Open(event.slide, event.at, event.device_at, event.device_at)
        elif shown and event.slide == shown.slide:
            shown.take(event)
            if event.kind == "hidden":
                found.append(shown.closed())
                shown = None
    found.append(shown.closed() if shown else None)
    return [one for one in found if one]


def number(showings: Iterable[Showing]) -> list[Showing]:
    """In the order they were shown, counted from 1; the last one is where the visit's showing ended."""
    ordered = sorted(showings, key=lambda shown: (shown.at, shown.slide.int, shown.seconds))
    last = len(ordered)
    return [replace(shown, order=order, exit=order == last) for order, shown in enumerate(ordered, 1)]


def last_reactions(marks: Iterable[Event | Reaction], listeners: Sequence[int]) -> list[Reaction]:
    """The last reaction of each listener to each slide; 0 takes it back. A mark of nobody is of all
    present.
    """
    last: dict[tuple[int, UUID], Reaction] = {}
    for mark in marks:
        if isinstance(mark, Event) and mark.kind != "reacted":
            continue
        emotion = int(mark.data["emotion"]) if isinstance(mark, Event) else mark.emotion
        for listener in _whose(mark.listener, listeners):
            last[listener, mark.slide] = Reaction(mark.slide, mark.at, emotion, listener)
    return [reaction for reaction in last.values() if reaction.emotion]


def last_answers(marks: Iterable[Event | Answer], listeners: Sequence[int]) -> list[Answer]:
    """The last answer of each listener to each question of a slide."""
    last: dict[tuple[int, UUID, str], Answer] = {}
    for mark in marks:
        if isinstance(mark, Event) and mark.kind != "answered":
            continue
        answer = _answer(mark) if isinstance(mark, Event) else mark
        for listener in _whose(answer.listener, listeners):
            last[listener, answer.slide, answer.question] = replace(answer, listener=listener)
    return list(last.values())


def _answer(event: Event) -> Answer:
    data = event.data
    return Answer(
        slide=event.slide,
        question=str(data["question"]),
        at=event.at,
        kind=str(data["kind"]),
        value=data["value"],
        text=str(data.get("text") or ""),
        listener=event.listener,
    )


def _whose(listener: int | None, listeners: Sequence[int]) -> Sequence[int]:
    return listeners if listener is None else (listener,)

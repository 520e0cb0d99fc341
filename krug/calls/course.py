"""What became of a call, from all that was said of it: in any order, twice, or with its end lost. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from krug.calls.words import Outcome, State, Way, What

LOST_RING = timedelta(minutes=3)
"""So long nothing rings: whoever has heard neither an end nor of another phone by then has lost it."""
LOST_TALK = timedelta(hours=4)
_ORDER = {
    what: place
    for place, what in enumerate(
        (What.RINGING, What.ANSWERED, What.LEFT, What.MISSED, What.ENDED, What.RECORDED)
    )
}


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One thing that a phone system said of one call. `other` and `ours`: numbers as it wrote them.

    `seconds`: how long was talked, as its end tells. `recording`: an address.
    """

    at: datetime
    what: What
    extension: str = ""
    way: str = ""
    other: str = ""
    ours: str = ""
    result: str = ""
    seconds: float | None = None
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """`ringing`: extensions at which it rings now; `rang`: all at which it ever did, the first one first.

    `rang_at`: when it began to ring the last time: out of a queue that may be long after its beginning.
    """

    state: State
    outcome: Outcome
    way: Way
    other: str
    ours: str
    started_at: datetime
    rang_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    answered_by: str
    ringing: tuple[str, ...]
    rang: tuple[str, ...]
    recording: str


def course(said: Iterable[Said], now: datetime) -> Course | None:
    """None: nothing was said but of a recording."""
    rows = _told(said)
    heard = [one for one in rows if one.what != What.RECORDED]
    if not heard:
        return None
    started = heard[0].at
    answers = [one for one in heard if one.what == What.ANSWERED]
    over = [one for one in heard if one.what in (What.ENDED, What.MISSED) and not one.extension]
    seconds = next((one.seconds for one in over if one.seconds is not None), None)
    answered = min((one.at for one in answers), default=None)
    ended = max((one.at for one in over), default=None)
    if ended is not None and answered is not None:
        ended = max(ended, answered)
    if answered is None and ended is not None and _was_answered(over, seconds):
        answered = max(started, ended - timedelta(seconds=seconds or 0))
    if seconds is None and answered is not None and ended is not None:
        seconds = (ended - answered).total_seconds()
    rang = max((one.at for one in heard if one.what == What.RINGING), default=started)
    state = _state(rang, answered, ended, now)
    ringing = _ringing(heard) if state == State.RINGING else ()
    return Course(
        state=state,
        outcome=_outcome(over, answered) if state == State.ENDED else Outcome.NONE,
        way=Way.OUT if _first(heard, "way") == Way.OUT else Way.IN,
        other=_first(heard, "other"),
        ours=_first(heard, "ours"),
        started_at=started,
        rang_at=rang,
        answered_at=answered,
        ended_at=ended,
        seconds=seconds if answered is not None else None,
        answered_by=next((one.extension for one in answers if one.extension), ""),
        ringing=ringing,
        rang=tuple(dict.fromkeys(one.extension for one in heard if one.extension)),
        recording=next((one.recording for one in reversed(rows) if one.recording), ""),
    )


def _told(said: Iterable[Said]) -> list[Said]:
    """Each once, in the order in which it happened: what has one moment, as a call goes."""
    return sorted(set(said), key=lambda one: (one.at, _ORDER[one.what], _rest(one)))


def _rest(one: Said) -> tuple[str, ...]:
    return (one.extension, one.way, one.other, one.ours, one.result, str(one.seconds), one.recording)


def _first(rows: Sequence[Said], name: str) -> str:
    return next((value for one in rows if (value := getattr(one, name))), "")


def _was_answered(over: Sequence[Said], seconds: float | None) -> bool:
    """Its answer was lost, and its end tells of it."""
    return bool(seconds) or any(one.result == Outcome.ANSWERED for one in over)


def _state(rang: datetime, answered: datetime | None, ended: datetime | None, now: datetime) -> State:
    if ended is not None:
        return State.ENDED
    if answered is not None:
        return State.TALKING if now - answered < LOST_TALK else State.ENDED
    return State.RINGING if now - rang < LOST_RING else State.ENDED


def _outcome(over: Sequence[Said], answered: datetime | None) -> Outcome:
    if answered is not None:
        return Outcome.ANSWERED
    results = {one.result for one in over}
    for outcome in (Outcome.BUSY, Outcome.REFUSED):
        if outcome in results:
            return outcome
    return Outcome.MISSED


def _ringing(rows: Sequence[Said]) -> tuple[str, ...]:
    ringing = dict[str, None]()
    for one in rows:
        if one.what == What.RINGING and one.extension:
            ringing[one.extension] = None
        elif one.extension:
            ringing.pop(one.extension, None)
    return tuple(ringing)


def due_at(course: Course) -> datetime | None:
    """When time alone ends it; None: it is over."""
    if course.state == State.RINGING:
        return course.rang_at + LOST_RING
    if course.state == State.TALKING and course.answered_at is not None:
        return course.answered_at + LOST_TALK
    return None

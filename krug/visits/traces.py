"""The touches that a finished visit leaves behind, and how they are brought up to date when events come late.
Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from krug.touches.touch import Touch, stable_id
from krug.touches.words import Channel, Direction, Verb
from krug.visits.data import Facts, Slides
from krug.visits.rules import RULE

DERIVED = frozenset({Verb.VISITED, Verb.SHOWN, Verb.REACTED, Verb.ANSWERED})
NOBODY = UUID(int=0)


def touches_of(facts: Facts, slides: Slides) -> list[Touch]:
    """One touch a listener of everything that counts; ids are not given yet (`NOBODY`)."""
    found = [_visited(facts, listener) for listener in facts.listeners]
    found += _shown(facts, slides)
    found += _reacted(facts, slides)
    found += _answered(facts, slides)
    return found


def notes_of(
    visit: UUID,
    staff: int,
    organisation: int | None,
    at: int,
    text: str,
    listeners: Iterable[int],
    key: object,
) -> list[Touch]:
    """A note is about each listener; the same `key` gives the same touches."""
    return [
        Touch(
            id=stable_id(at, "noted", visit, key, listener),
            at=at,
            identity=listener,
            channel=Channel.VISIT,
            direction=Direction.IN,
            verb=Verb.NOTED,
            organisation=organisation,
            episode=visit,
            staff=staff,
            data={"text": text},
        )
        for listener in listeners
    ]


def _touch(facts: Facts, verb: Verb, at: int, listener: int, direction: Direction, **more: Any) -> Touch:
    return Touch(
        id=NOBODY,
        at=at,
        identity=listener,
        channel=Channel.VISIT,
        direction=direction,
        verb=verb,
        organisation=facts.organisation,
        episode=facts.uid,
        staff=facts.staff,
        **more,
    )


def _visited(facts: Facts, listener: int) -> Touch:
    began = facts.finished_at if facts.started_at is None else facts.started_at
    seconds = None if facts.started_at is None else max(0, facts.finished_at - began) / 1_000_000
    data = {"result": facts.outcome.result, "next_step": facts.outcome.next_step}
    about = {"object_kind": "visit", "object_id": str(facts.uid)}
    return _touch(facts, Verb.VISITED, began, listener, Direction.BOTH, seconds=seconds, data=data, **about)


def _about(slides: Slides, slide: UUID, question: str = "") -> dict[str, str]:
    return {
        "object_kind": "question" if question else "slide",
        "object_id": f"{slide}/{question}" if question else str(slide),
        "cause_kind": "version",
        "cause_id": str(slides[slide].version),
    }


def _shown(facts: Facts, slides: Slides) -> Iterator[Touch]:
    for shown in facts.showings:
        about = _about(slides, shown.slide)
        number = slides[shown.slide].number
        data = {"number": number, "order": shown.order, "exit": shown.exit, "rule": RULE}
        for listener in facts.listeners:
            seconds = round(shown.seconds, 3)
            yield _touch(
                facts, Verb.SHOWN, shown.at, listener, Direction.OUT, seconds=seconds, data=data, **about
            )


def _reacted(facts: Facts, slides: Slides) -> Iterator[Touch]:
    for mark in facts.reactions:
        about = _about(slides, mark.slide)
        assert mark.listener is not None
        yield _touch(facts, Verb.REACTED, mark.at, mark.listener, Direction.IN, emotion=mark.emotion, **about)


def _answered(facts: Facts, slides: Slides) -> Iterator[Touch]:
    for mark in facts.answers:
        about = _about(slides, mark.slide, mark.question)
        data: dict[str, Any] = {"slide": str(mark.slide), "question": mark.question, "kind": mark.kind}
        data["value"] = mark.value
        if mark.text:
            data["text"] = mark.text
        assert mark.listener is not None
        yield _touch(facts, Verb.ANSWERED, mark.at, mark.listener, Direction.IN, data=data, **about)


def content(touch: Touch) -> str:
    """What a touch says, without its id and what it replaces: equal text, equal touch."""
    data = sorted((name, value) for name, value in touch.data.items() if value is not None and value != "")
    seconds = None if touch.seconds is None else round(touch.seconds, 3)
    about = (touch.object_kind, touch.object_id, touch.cause_kind, touch.cause_id)
    who = (touch.identity, int(touch.verb), touch.at, touch.organisation, touch.staff)
    return repr((who, about, seconds, touch.emotion, data))


def named(touch: Touch, replaces: UUID | None = None) -> Touch:
    """Gives the touch the id that follows from its content, so that derived twice it is one touch."""
    touch.id = stable_id(touch.at, touch.episode, content(touch), replaces)
    touch.replaces = replaces
    return touch


def reconcile(wanted: Sequence[Touch], live: Sequence[Touch]) -> tuple[list[Touch], list[UUID]]:
    """(touches to append, ids to retract) that turn the live touches of a visit into the wanted ones."""
    kept: dict[str, list[Touch]] = defaultdict(list)
    for touch in live:
        kept[content(touch)].append(touch)
    missing = []
    for touch in wanted:
        same = kept[content(touch)]
        if same:
            same.pop()
        else:
            missing.append(touch)
    stale: dict[tuple[object, ...], list[Touch]] = defaultdict(list)
    for touch in sorted(
        (one for same in kept.values() for one in same), key=lambda one: one.at, reverse=True
    ):
        stale[_slot(touch)].append(touch)
    appended = []
    for touch in sorted(missing, key=lambda one: one.at):
        older = stale[_slot(touch)]
        appended.append(named(touch, older.pop().id if older else None))
    return appended, [touch.id for older in stale.values() for touch in older]


def _slot(touch: Touch) -> tuple[object, ...]:
    """Touches that can stand for one another: the same thing said of the same listener."""
    return touch.identity, touch.verb, touch.object_kind, touch.object_id

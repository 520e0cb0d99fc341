"""The figures of slides once more, in plain Python from raw touches, links and decisions: the oracle of the
engine.

Shares nothing with krug.analysis and krug.insight: no SQL, no manifest, no step.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from krug.touches.touch import Touch
from krug.touches.words import Verb


@dataclass(frozen=True)
class PlainLink:
    id: int
    identity: int
    person: int
    since: int | None
    until: int | None
    priority: int


@dataclass
class World:
    """What happened, in the order in which it came to the server."""

    touches: list[Touch] = field(default_factory=list)
    retracted: set[UUID] = field(default_factory=set)
    links: list[PlainLink] = field(default_factory=list)
    survivor: dict[int, int] = field(default_factory=dict)
    """absorbed → survivor, of the decisions in force"""


def live(world: World) -> list[Touch]:
    gone = world.retracted | {touch.replaces for touch in world.touches if touch.replaces}
    return [touch for touch in world.touches if touch.id not in gone]


def person_of(world: World, identity: int, at: int) -> int | None:
    best: PlainLink | None = None
    for link in world.links:
        if link.identity != identity or (link.since is not None and at < link.since):
            continue
        if link.until is not None and at >= link.until:
            continue
        if best is None or (link.priority, link.id) > (best.priority, best.id):
            best = link
    if best is None:
        return None
    person = best.person
    while person in world.survivor:
        person = world.survivor[person]
    return person


def seen_by(world: World, persons: Collection[int], staff: Collection[int]) -> list[tuple[Touch, int | None]]:
    owned = [(touch, person_of(world, touch.identity, touch.at)) for touch in live(world)]
    return [(touch, person) for touch, person in owned if person in persons or touch.staff in staff]


def figures(seen: Sequence[tuple[Touch, int | None]], version: str) -> dict[str, dict[str, Any]]:
    """Slide uid → showings, visits, exits, impressions, listeners, likes, dislikes, seconds in order."""
    mine = [
        (touch, person)
        for touch, person in seen
        if (touch.cause_kind, touch.cause_id) == ("version", version)
    ]
    emotions: dict[tuple[Any, ...], tuple[tuple[int, int], int]] = {}
    for order, (touch, _person) in enumerate(mine):
        if touch.verb == Verb.REACTED and touch.emotion is not None:
            key = (touch.object_id, touch.episode, touch.identity)
            emotions[key] = max(emotions.get(key, ((-1, -1), 0)), ((touch.at, order), touch.emotion))
    slides: dict[str, list[tuple[Touch, int | None]]] = defaultdict(list)
    for touch, person in mine:
        if touch.verb == Verb.SHOWN:
            slides[touch.object_id].append((touch, person))
    return {slide: _slide(slide, rows, emotions) for slide, rows in slides.items()}


def _slide(
    slide: str, rows: Sequence[tuple[Touch, int | None]], emotions: Mapping[tuple[Any, ...], tuple[Any, int]]
) -> dict[str, Any]:
    showings: dict[tuple[Any, int], list[Touch]] = defaultdict(list)
    for touch, _person in rows:
        showings[touch.episode, touch.at].append(touch)
    impressions = {(touch.episode, touch.identity) for touch, _person in rows}
    heard = [emotions[slide, *it][1] for it in impressions if (slide, *it) in emotions]
    return {
        "showings": len(showings),
        "visits": len({touch.episode for touch, _person in rows}),
        "exits": len({touch.episode for touch, _person in rows if touch.data["exit"]}),
        "impressions": len(impressions),
        "listeners": len({("p", person) if person else ("i", touch.identity) for touch, person in rows}),
        "likes": sum(emotion > 0 for emotion in heard),
        "dislikes": sum(emotion < 0 for emotion in heard),
        "seconds": sorted(max(touch.seconds or 0 for touch in part) for part in showings.values()),
    }

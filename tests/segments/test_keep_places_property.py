"""Of organisations too: whatever happens, members are what counting all anew gives. Persons asked where
they work move with their organisations, and organisations with their people.
"""

from typing import Any

import pytest

from krug.segments.actions import create_segment, edit_segment, freeze, thaw
from krug.segments.models import Segment, SegmentMove
from tests.cast import Cast
from tests.segments.make import condition
from tests.segments.places_world import PlacesWorld
from tests.segments.world import checked

Part = dict[str, Any]


def made(cast: Cast, name: str, *parts: Part, kind: str = "organisation") -> Segment:
    return create_segment(cast.head, name, condition(*parts), kind=kind)


def of(segment: Segment, **more: Any) -> Part:
    return {"kind": "segment", "segment": str(segment.uid), **more}


def at(that: Part) -> Part:
    return {"kind": "works_at", "that": that}


def people(segment: Segment | None = None, **more: Any) -> Part:
    return {"kind": "people", "segment": str(segment.uid) if segment else None, **more}


@pytest.mark.parametrize("seed", range(5))
def test_members_are_what_a_full_count_gives(cast: Cast, seed: int) -> None:
    world = PlacesWorld(cast, seed)
    best = made(cast, "Class A", {"kind": "profile", "field": "klass", "values": ["A"]})
    silent = made(cast, "Silent", {"kind": "touched", "did": False, "days": 5})
    gone = made(cast, "Gone", {"kind": "last", "verb": "clicked", "days": 7})
    made(cast, "Twice", {"kind": "touched", "verb": "clicked", "at_least": 2, "days": 10})
    made(cast, "Buyers", {"kind": "bought", "at_least": "100", "days": 20})
    made(cast, "Firs", {"kind": "named", "text": "елк"})
    heads = [str(world.chain.uid), str(world.places[0].uid)]
    made(cast, "Of the chain", {"kind": "profile", "field": "parent", "values": heads})
    own = {"kind": "own", "field": "beds", "test": {"how": "between", "at_least": 10}}
    made(cast, "Large", own)
    made(cast, "South", {"kind": "profile", "field": "territory", "values": [str(cast.pharma.south_land.pk)]})
    made(cast, "Both", of(best), of(silent, but_not=True))
    quick = made(cast, "Openers", {"kind": "touched", "verb": "opened", "days": 12}, kind="person")
    made(cast, "Crowded", people(at_least=2))
    made(cast, "Decided by none", people(part="decides", but_not=True))
    made(cast, "Openers decide", people(quick, part="decides"))
    made(cast, "At class A", at({"kind": "profile", "field": "klass", "values": ["A"]}), kind="person")
    made(cast, "At large", at(own), kind="person")
    there = made(
        cast,
        "At silent",
        at(of(silent)),
        {"kind": "reachable", "by": "phone", "but_not": True},
        kind="person",
    )
    made(cast, "Colleagues of the silent", people(there))
    world.keep()
    for number in range(60):
        world.step()
        if number == 20:
            freeze(cast.head, silent)
        if number == 35:
            thaw(cast.head, silent)
            edit_segment(cast.head, gone, "Gone", condition({"kind": "last", "days": 3}))
        if number % 6 == 5:
            checked(world)

    assert SegmentMove.objects.filter(organisation__isnull=False).exists()

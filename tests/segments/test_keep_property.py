"""Whatever happens, members are what counting everybody anew gives, and moves tell how they came to be."""

import pytest

from krug.segments.actions import create_segment, edit_segment, freeze, thaw
from krug.segments.evaluate import members
from krug.segments.models import Mark, Segment, SegmentMember, SegmentMove
from tests.cast import Cast
from tests.segments.make import condition
from tests.segments.world import World, held

PARTS = {
    "Class A": [{"kind": "profile", "field": "klass", "values": ["A"]}],
    "Clicked twice": [{"kind": "touched", "verb": "clicked", "at_least": 2, "days": 10}],
    "Silent": [{"kind": "touched", "did": False, "days": 5}],
    "Gone": [{"kind": "last", "days": 7}],
    "Reachable": [{"kind": "reachable", "by": "phone"}, {"kind": "touched", "verb": "opened"}],
    "Buyers": [{"kind": "bought", "at_least": "100", "days": 20}],
}


def told(segment: Segment, start: set[int]) -> set[int]:
    """Who is in by its moves, which come and go in turn."""
    now = set(start)
    for move in SegmentMove.objects.filter(segment=segment).order_by("id"):
        assert (move.person_id in now) is not move.entered, move
        (now.add if move.entered else now.remove)(move.person_id)
    return now


def checked(world: World) -> None:
    world.keep()
    assert not Mark.objects.exists()
    live = list(Segment.objects.filter(freezing=None))
    wanted = members(world.cast.pharma.unit.pk, {one.uid: one.meant for one in live}, world.now)
    for segment in live:
        assert held(segment) == wanted[segment.uid], segment.name
        assert told(segment, world.start[segment.pk]) == held(segment), segment.name
        sorts = SegmentMember.objects.filter(segment=segment).values_list("sort", "person__sort")
        assert all(own == his for own, his in sorts)


@pytest.mark.parametrize("seed", range(6))
def test_members_are_what_a_full_count_gives(cast: Cast, seed: int) -> None:
    world = World(cast, seed)
    made = {name: create_segment(cast.head, name, condition(*parts)) for name, parts in PARTS.items()}

    def of(name: str, **more: bool) -> dict[str, str | bool]:
        return {"kind": "segment", "segment": str(made[name].uid), **more}

    both = condition(of("Class A"), of("Silent", but_not=True))
    made["Both"] = create_segment(cast.head, "Both", both)
    world.keep()
    for number in range(40):
        world.step()
        if number == 15:
            freeze(cast.head, made["Silent"])
        if number == 25:
            thaw(cast.head, made["Silent"])
            edit_segment(cast.head, made["Gone"], "Gone", condition({"kind": "last", "days": 3}))
        if number % 8 == 7:
            checked(world)

    assert SegmentMove.objects.exists()

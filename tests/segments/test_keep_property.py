"""Whatever happens, members are what counting everybody anew gives, and moves tell how they came to be."""

import pytest

from krug.segments.actions import create_segment, edit_segment, freeze, thaw
from krug.segments.models import SegmentMove
from tests.cast import Cast
from tests.segments.make import condition
from tests.segments.world import World, checked

PARTS = {
    "Class A": [{"kind": "profile", "field": "klass", "values": ["A"]}],
    "Clicked twice": [{"kind": "touched", "verb": "clicked", "at_least": 2, "days": 10}],
    "Silent": [{"kind": "touched", "did": False, "days": 5}],
    "Gone": [{"kind": "last", "days": 7}],
    "Reachable": [{"kind": "reachable", "by": "phone"}, {"kind": "touched", "verb": "opened"}],
    "Buyers": [{"kind": "bought", "at_least": "100", "days": 20}],
}


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

"""Random sightings, merges, undos: reads equal a plain recomputation, undo is exact, in any order."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krug.customers.actions import (
    Together,
    create_persons,
    ensure_identities,
    merge,
    stitch,
    undo_merge,
    undo_stitch,
)
from krug.customers.data import PersonData
from krug.customers.models import Decision, Identity, Link, Person, Sighting
from krug.customers.queries import canonical_of, identities_of, owner_of
from krug.customers.stitching.refresh import refresh
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.queries import of_identities
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.cast import Cast

PEOPLE, DAY = 4, 1_000_000_000_000_000
OWNED = [("email", f"p{n}@mail.ru") for n in range(PEOPLE)]
OPEN = [("email", "open@mail.ru"), ("phone", "+79165550000"), ("loyalty", "77"), ("social", "vk/1")]
THINGS = [("cookie", "c1"), ("cookie", "c2"), ("device", "d1")]
who = st.integers(0, PEOPLE - 1)
moment = st.integers(0, 12)
SURE, WEAK = ("identify", "signed_in", "till", "called"), "clicked"
together = st.tuples(
    st.just("seen"),
    st.sampled_from([*SURE, WEAK, "signed_out"]),
    moment,
    st.lists(st.sampled_from(OWNED + OPEN + THINGS), min_size=2, max_size=3, unique=True),
)
step = st.one_of(
    together,
    st.tuples(st.just("merge"), who, who),
    st.tuples(st.just("undo"), st.integers(0, 20)),
    st.tuples(st.just("unstitch"), st.integers(0, 20)),
)
QUIET = [HealthCheck.function_scoped_fixture]


@dataclass
class World:
    cast: Cast
    people: list[Person]
    decisions: list[Decision] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)

    def do(self, name: str, *args: Any) -> None:
        getattr(self, name)(*args)

    def seen(self, evidence: str, at: int, pairs: list[tuple[str, str]], uid: UUID | None = None) -> None:
        made = stitch(None, Together(evidence, DAY + at, pairs, uid or uuid7())).sighting
        assert made
        self.sightings.append(made)

    def merge(self, survivor: int, absorbed: int) -> None:
        one, other = self.people[survivor], self.people[absorbed]
        if one != other and canonical_of(one.pk) == one.pk and canonical_of(other.pk) == other.pk:
            self.decisions.append(merge(self.cast.boss, one, other))

    def undo(self, number: int) -> None:
        if self.decisions:
            undo_merge(self.cast.boss, self.decisions.pop(number % len(self.decisions)))

    def unstitch(self, number: int) -> None:
        if self.sightings:
            undo_stitch(self.cast.boss, self.sightings.pop(number % len(self.sightings)))


def links() -> list[Any]:
    """Every link without its number, in the order that decides between two of them."""
    rows = Link.objects.order_by("identity__kind", "identity__value", "id")
    return list(
        rows.values_list("identity__kind", "identity__value", "person", "since", "until", "priority", "rule")
    )


def make_world(cast: Cast) -> World:
    data = [PersonData(last_name=f"Ким{n}", emails=[OWNED[n][1]]) for n in range(PEOPLE)]
    return World(cast, create_persons(cast.rita, data))


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(before=st.lists(step, max_size=8), more=st.lists(step, min_size=1, max_size=6), order=st.randoms())
def test_undo_gives_back_the_identical_state(
    cast: Cast, before: list[Any], more: list[Any], order: Any
) -> None:
    with transaction.atomic():
        world = make_world(cast)
        for one in before:
            world.do(*one)
        state = links()
        held = (list(world.decisions), list(world.sightings))
        for one in more:
            if one[0] in ("seen", "merge"):
                world.do(*one)
        new: list[Any] = [row for row in world.decisions if row not in held[0]]
        new += [row for row in world.sightings if row not in held[1]]
        order.shuffle(new)
        for row in new:
            if isinstance(row, Decision):
                undo_merge(cast.boss, row)
            else:
                undo_stitch(cast.boss, row)
        assert links() == state
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(steps=st.lists(step, max_size=14), order=st.randoms())
def test_links_are_what_deriving_all_anew_gives_in_any_order(
    cast: Cast, steps: list[Any], order: Any
) -> None:
    with transaction.atomic():
        world = make_world(cast)
        for one in steps:
            world.do(*one)
        state = links()
        Link.objects.filter(rule="stitch").delete()
        refresh(list(Identity.objects.values_list("id", flat=True)))
        assert links() == state
        transaction.set_rollback(True)
    with transaction.atomic():
        world = make_world(cast)
        told = [(uuid7(), one) for one in steps if one[0] == "seen"]
        for uid, one in told:
            world.seen(*one[1:], uid=uid)
        first = told_by(world)
        transaction.set_rollback(True)
    with transaction.atomic():
        world = make_world(cast)
        order.shuffle(told)
        for uid, one in told:
            world.seen(*one[1:], uid=uid)
        assert told_by(world) == first
        transaction.set_rollback(True)


def told_by(world: World) -> list[Any]:
    """Links of all but the cards, in words that are the same in another world."""
    number = {one.pk: n for n, one in enumerate(world.people)}
    return [(*row[:2], number[row[2]], *row[3:]) for row in links() if row[0] != "card"]


def plainly(events: list[tuple[int, str, int | None]], at: int) -> int | None:
    """Whose a cookie is at a moment, told step by step. `events`: (at, evidence, person), by time."""
    people = {person for _, _, person in events if person is not None}
    if not events or len(people) > 5:
        return None
    here, sure = None, False
    for when, evidence, person in events:
        if when > at:
            break
        if person is None:
            here, sure = None, False
        elif person == here:
            sure = sure or evidence != WEAK
        elif evidence != WEAK or not sure or here is None:
            here, sure = person, evidence != WEAK
    strong = any(evidence != WEAK for _, evidence, person in events if person is not None)
    if at < events[0][0] and len(people) == 1 and strong and events[0][2] is not None:
        return people.pop()
    return here


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(
    seen=st.lists(st.tuples(st.sampled_from([*SURE, WEAK, "signed_out"]), moment, who), max_size=8),
    touched=st.lists(moment, max_size=6),
    merged=st.none() | st.tuples(who, who),
)
def test_touches_of_a_shared_browser_equal_a_plain_recomputation(
    cast: Cast, seen: list[Any], touched: list[int], merged: tuple[int, int] | None
) -> None:
    with transaction.atomic():
        world = make_world(cast)
        # Of two at one moment the key decides; here each moment is told once.
        told = {at: (evidence, person) for evidence, at, person in seen}
        for at, (evidence, person) in told.items():
            world.seen(evidence, at, [("cookie", "c1"), OWNED[person]])
        if merged:
            world.merge(*merged)
        root = [canonical_of(one.pk) for one in world.people]
        (cookie,) = ensure_identities([("cookie", "c1")]).values()
        events = [
            (at, evidence, None if evidence == "signed_out" else root[person])
            for at, (evidence, person) in sorted(told.items())
        ]
        for at in touched:
            touch = Touch(uuid7(), DAY + at, cookie, Channel.SITE, Direction.IN, Verb.SIGNALLED)
            touch.data = {"name": "seen"}
            append([touch], "source:test")
            wanted = plainly(events, at)
            assert owner_of(cookie, DAY + at) == wanted
            for person in set(root):
                shown = {row.id for row in of_identities(identities_of(person), limit=100)}
                assert (touch.id in shown) == (person == wanted)
        transaction.set_rollback(True)

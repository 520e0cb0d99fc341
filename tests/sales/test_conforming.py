"""Alignments: against the textbook's synchronous product, and of real deals."""

import heapq
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count
from random import Random

import pytest

from krug.sales.actions import Ended, PastDeal, load_deals
from krug.sales.conforming import Path, Step, align, aligned
from krug.sales.data import DealData
from krug.sales.facts import course_of
from tests.cast import Cast
from tests.sales.made import MONDAY, after, call, make_customer, make_method, visit


def by_the_book(path: Path, trace: list[Step]) -> int:
    """The least cost, by Dijkstra over (place in the trace, steps fired), a move at a time."""
    every = [Step(place, point) for place, own in enumerate(path.points) for point in own]
    every += [Step(place) for place in range(1, len(path.points))]
    needed = {s for s in every if (s.place < path.goal if s.point else s.place <= path.entered)}

    def before(step: Step) -> set[Step]:
        points = {s for s in every if s.point and s.place < step.place}
        return points if step.point else points | {s for s in every if not s.point and s.place < step.place}

    def moves(at: int, fired: frozenset[Step]) -> Iterator[tuple[int, int, frozenset[Step]]]:
        if at < len(trace):
            yield 1, at + 1, fired
        for step in every:
            if step not in fired and before(step) <= fired:
                yield 1, at, fired | {step}
                if at < len(trace) and trace[at] == step:
                    yield 0, at + 1, fired | {step}

    number = count()
    queue: list[tuple[int, int, int, frozenset[Step]]] = [(0, next(number), 0, frozenset())]
    seen = set[tuple[int, frozenset[Step]]]()
    while queue:
        cost, _number, at, fired = heapq.heappop(queue)
        if (at, fired) in seen:
            continue
        seen.add((at, fired))
        if at == len(trace) and needed <= fired:
            return cost
        for more, following, then in moves(at, fired):
            heapq.heappush(queue, (cost + more, next(number), following, then))
    raise AssertionError


def made_up(random: Random) -> tuple[Path, list[Step]]:
    """A small method, and a trace of it that was shuffled, thinned and doubled here and there."""
    stages = random.randint(1, 4)
    points = [
        frozenset(f"{place}{letter}" for letter in "abc"[: random.randint(0, 2)]) for place in range(stages)
    ]
    here = random.randrange(stages)
    path = Path(points, random.choice((here, stages)), here)
    straight = [
        step
        for place, own in enumerate(points)
        for step in [*([Step(place)] if place else []), *(Step(place, one) for one in sorted(own))]
    ]
    trace = [step for step in straight if random.random() < 0.8]
    for _time in range(random.randint(0, 3)):
        if trace:
            trace.insert(random.randrange(len(trace) + 1), trace.pop(random.randrange(len(trace))))
    if trace and random.random() < 0.4:
        trace.insert(random.randrange(len(trace) + 1), random.choice(straight))
    return path, trace


@pytest.mark.parametrize("seed", range(8))
def test_it_is_the_cheapest_one(seed: int) -> None:
    random = Random(seed)
    for _number in range(60):
        path, trace = made_up(random)
        found = align(path, trace)
        assert found.cost == by_the_book(path, trace), (path, trace)
        assert sorted([*found.kept, *found.astray]) == sorted(trace)
        assert not set(found.kept) & set(found.left_out)
        assert found == align(path, trace)


def test_a_long_tangle_is_quick() -> None:
    points = [frozenset(f"{place}-{number}" for number in range(20)) for place in range(15)]
    steps = [Step(place, point) for place, own in enumerate(points) for point in sorted(own)]
    steps = Random(5).sample(steps, 60)
    assert align(Path(points, 15, 14), steps).steps == 15 * 20 + 14


def test_what_was_left_out_and_what_came_too_early() -> None:
    path = Path([frozenset({"call", "meet"}), frozenset({"need"}), frozenset({"offer"})], 3, 2)
    trace = [Step(0, "call"), Step(2, "offer"), Step(1), Step(1, "need"), Step(2)]
    found = align(path, trace)
    assert (len(found.kept), found.steps, found.cost) == (4, 6, 3)
    assert found.misplaced == [Step(2, "offer")]
    assert found.missing == [Step(0, "meet")]
    assert not found.again


def test_a_deal_by_the_book_keeps_every_step(cast: Cast) -> None:
    make_method(cast)
    buyer = make_customer(cast)
    call(buyer, after(1), cast.rita)
    visit(buyer, after(2), cast.rita)
    data = DealData(person=buyer, owner=cast.rita, opened_at=MONDAY, amount=Decimal(100), need="A freezer")
    moves = [(after(24), "need"), (after(48), "offer"), (after(72), "paid")]
    paid = [(after(80), "paper", "Contract 1")]
    past = PastDeal(data, moves, confirmed=paid, ended=Ended(True, after(90), "trust"))
    deal = load_deals(cast.head, [past])[0]
    found = aligned(course_of(deal, after(100)))
    # Need and amount were there from the beginning; no proposal ever went out.
    assert [step.point for step in found.missing] == ["sent"]
    assert (len(found.kept), found.steps, found.cost) == (6, 7, 1)


def test_put_back_is_a_step_too_many(cast: Cast) -> None:
    make_method(cast)
    buyer = make_customer(cast)
    call(buyer, after(1), cast.rita)
    visit(buyer, after(2), cast.rita)
    data = DealData(person=buyer, owner=cast.rita, opened_at=MONDAY)
    moves = [(after(24), "need"), (after(48), "contact"), (after(72), "need")]
    deal = load_deals(cast.head, [PastDeal(data, moves)])[0]
    found = aligned(course_of(deal, MONDAY + timedelta(days=9)))
    assert (len(found.kept), found.steps) == (3, 3)
    assert found.again == [Step(0), Step(1)]

"""How a deal's course fits its method: the cheapest alignment of what happened with the path. Pure.

The path: stages are entered in their order; a required checkpoint comes after those of earlier stages, and
before a later stage is entered; within a stage the order is free. What happened is aligned with it in three
kinds of moves: both go on, only the log (it happened out of place), only the method (it was left out). The
cheapest alignment has the fewest moves of the latter two: the shortest path over the product of both.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from krug.sales.deviating import Course
from krug.sales.words import Kind, Outcome


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A stage is entered (`point` empty), or a checkpoint of it is passed. `place`: which stage, from 0."""

    place: int
    point: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """`points`: required checkpoints by stage. Each before `goal` is needed, and stages up to `entered`.

    What was there when the deal began is no step: it is not in `points`.
    """

    points: Sequence[frozenset[str]]
    goal: int
    entered: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """`kept`: in step; `left_out`: the method's alone; `astray`: the log's alone, in the order of time."""

    kept: Sequence[Step] = ()
    left_out: Sequence[Step] = ()
    astray: Sequence[Step] = ()

    @property
    def cost(self) -> int:
        return len(self.left_out) + len(self.astray)

    @property
    def steps(self) -> int:
        """What the method asks for so far."""
        return len(self.kept) + len(self.left_out)

    @property
    def misplaced(self) -> list[Step]:
        """Happened, but not when its turn was."""
        return [step for step in self.left_out if step in self.astray]

    @property
    def missing(self) -> list[Step]:
        """Never happened."""
        return [step for step in self.left_out if step not in self.astray]

    @property
    def again(self) -> list[Step]:
        """Happened once more than the method asks for."""
        return [step for step in self.astray if step not in self.left_out]


@dataclass(frozen=True, slots=True)
class _State:
    """After `at` events. All points of stages before `fence` are done; `done`: those of the stage itself.

    `entered`: the last stage that was entered.
    """

    at: int
    fence: int
    entered: int
    done: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a state was reached: a list that grows at its end, kept backwards."""

    before: "_Way | None" = None
    kept: Step | None = None
    astray: Step | None = None
    left_out: tuple[Step, ...] = ()


def align(path: Path, trace: Sequence[Step]) -> Alignment:
    """The cheapest; of several always the same."""
    number = count()
    start = _State(0, 0, 0, frozenset())
    queue: list[tuple[int, int, int, _State, _Way]] = [(0, 0, next(number), start, _Way())]
    seen = set[_State]()
    while queue:
        cost, _later, _number, state, way = heapq.heappop(queue)
        if state in seen:
            continue
        seen.add(state)
        if state.at > len(trace):
            return _told(way)
        for more, following, made in _moves(path, trace, state, way):
            # Of two that cost the same the one that is further goes first.
            heapq.heappush(queue, (cost + more, -following.at, next(number), following, made))
    raise AssertionError("every trace can be aligned")


def _moves(path: Path, trace: Sequence[Step], state: _State, way: _Way) -> Iterator[tuple[int, _State, _Way]]:
    if state.at == len(trace):
        missing = _end(path, state)
        end = _State(state.at + 1, state.fence, state.entered, state.done)
        yield len(missing), end, _Way(way, left_out=missing)
        return
    step = trace[state.at]
    fits = _fitting(path, state, step)
    if fits is not None:
        missing, following = fits
        yield len(missing), following, _Way(way, kept=step, left_out=missing)
        if not missing and (following.fence, following.entered) == (state.fence, state.entered):
            return  # It binds nothing: whatever follows may follow it too.
    further = _State(state.at + 1, state.fence, state.entered, state.done)
    yield 1, further, _Way(way, astray=step)


def _fitting(path: Path, state: _State, step: Step) -> tuple[tuple[Step, ...], _State] | None:
    """What has to be left out so that the step is in its turn, and where it leads; None: its turn is over."""
    at = state.at + 1
    if step.point:
        if step.place < state.fence or step.point in (state.done if step.place == state.fence else ()):
            return None
        if step.point not in path.points[step.place]:
            return None
        done = state.done if step.place == state.fence else frozenset()
        missing = _points(path, state, step.place)
        return missing, _State(at, step.place, state.entered, done | {step.point})
    if step.place <= state.entered:
        return None
    fence = max(state.fence, step.place)
    missing = _points(path, state, fence) + _stages(state.entered + 1, step.place)
    done = state.done if fence == state.fence else frozenset()
    return missing, _State(at, fence, step.place, done)


def _points(path: Path, state: _State, fence: int) -> tuple[Step, ...]:
    """Checkpoints of stages before `fence` that were not passed."""
    return tuple(
        Step(place, point)
        for place in range(state.fence, fence)
        for point in sorted(path.points[place])
        if place > state.fence or point not in state.done
    )


def _stages(since: int, until: int) -> tuple[Step, ...]:
    return tuple(Step(place) for place in range(since, until))


def _end(path: Path, state: _State) -> tuple[Step, ...]:
    fence = max(state.fence, path.goal)
    return _points(path, state, fence) + _stages(state.entered + 1, path.entered + 1)


def _told(way: _Way) -> Alignment:
    kept, left_out, astray = list[Step](), list[Step](), list[Step]()
    one: _Way | None = way
    while one is not None:
        kept += [one.kept] if one.kept else []
        astray += [one.astray] if one.astray else []
        left_out += reversed(one.left_out)
        one = one.before
    return Alignment(kept[::-1], left_out[::-1], astray[::-1])


def aligned(course: Course) -> Alignment:
    """A deal so far: up to the stage where it stands; won, all the way."""
    contract, won = course.contract, course.outcome == Outcome.WON
    here = contract.place(course.facts.stage)
    opened = course.facts.opened_at
    points = [
        frozenset(
            point.code
            for point in stage.checkpoints
            if point.required and not ((proof := course.proven.get(point.code)) and proof.at <= opened)
        )
        for stage in contract.stages
    ]
    return align(Path(points, len(points) if won else here, here), trace(course))


def trace(course: Course) -> list[Step]:
    """What happened in the order of time. Moved on over several stages at once it came through each."""
    places = {stage.code: place for place, stage in enumerate(course.contract.stages)}
    happened = []
    for stage, point in course.contract.checkpoints():
        proof = course.proven.get(point.code)
        if proof and point.required and proof.at > course.facts.opened_at:
            happened.append((proof.at, 0, places[stage.code], Step(places[stage.code], point.code)))
    for number, (at, place) in enumerate(_entered(course, places), 1):
        happened.append((at, 1, number, Step(place)))
    return [step for _at, _kind, _number, step in sorted(happened)]


def _entered(course: Course, places: dict[str, int]) -> Iterator[tuple[datetime, int]]:
    here = 0
    for it in course.journal:
        moved = it.kind in (Kind.ADVANCED, Kind.WENT_BACK) or (
            it.kind == Kind.METHOD and it.stage != it.stage_before
        )
        if not moved or it.stage not in places:
            continue
        goal = places[it.stage]
        for place in range(here + 1, goal + 1) if goal > here else (goal,):
            yield it.at, place
        here = goal

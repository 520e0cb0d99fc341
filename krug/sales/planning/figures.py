"""What a plan comes to: the lesser of what customers could bring and what people can carry. Pure.

With nothing moved it is the proposal; with levers moved a scenario. Sums in cents, by month. The interval
(80 %) is worked out, not drawn: deals come whole or not at all, new ones as they come (Poisson), what is
above a person's hands is cut off; that rates were learnt from so many
deals, and how far the same way was off a quarter ago, is in it as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import erf, exp, pi, sqrt
from statistics import median

from krug.sales.planning.basis import Basis, Flow
from krug.sales.planning.levers import NONE, Levers
from krug.sales.planning.pace import ORDER, Person

Z = 1.2815515655446004
MOST_CHANCE = 0.97
LEARNT = 8
"""Weeks: of whom less is known, carries as the others do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A person in a month. `came` is there already; `pipeline`, `repeat`, `new` are what could come."""

    came: float
    pipeline: float
    repeat: float
    new: float
    carry: float | None
    """None: nothing is known of what a deal takes."""
    noise: float
    """Variance of what could come."""

    @property
    def could(self) -> float:
        return self.pipeline + self.repeat + self.new

    @property
    def rest(self) -> float:
        """What will come."""
        return self.could if self.carry is None else min(self.could, self.carry)

    @property
    def likely(self) -> float:
        return self.came + self.rest

    @property
    def short(self) -> float:
        """What customers could bring and nobody can carry."""
        return self.could - self.rest


@dataclass(frozen=True, slots=True)
class Span:
    """A month, or all of them together."""

    likely: float
    low: float
    high: float
    could: float
    carry: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """`cells`: person → a cell for each month; who is hired is nobody yet: -1, -2, …"""

    cells: dict[int, list[Cell]]
    months: Sequence[Span]
    whole: Span

    @property
    def limited_by_people(self) -> bool:
        return any(cell.short > 1 for own in self.cells.values() for cell in own)


def figures(basis: Basis, levers: Levers = NONE) -> Figures:
    cells = {one.id: _of_person(basis, levers, one) for one in basis.people}
    cells |= {-number: own for number, own in enumerate(_hired(basis, levers), 1)}
    if levers.hire.people < 0:
        _let_go(cells, levers, sum(not one.left for one in basis.people))
    count = len(basis.months)
    months = [_span(basis, [own[at] for own in cells.values()]) for at in range(count)]
    whole = _span(basis, [cell for own in cells.values() for cell in own])
    return Figures(cells, months, whole)


def _of_person(basis: Basis, levers: Levers, person: Person) -> list[Cell]:
    pace, price = basis.pace, _factor(levers.price)
    slower, better = _factor(levers.time), _better(levers)
    count = len(basis.months)
    mean, noise = [0.0] * count, [0.0] * count
    for flow in basis.flows:
        if flow.owner != person.id:
            continue
        up = _up(flow, _better(levers, flow.stage))
        scaled = [_moved(one, basis.spans, slower) for one in (flow.mean, flow.square, flow.both)]
        for at in range(count):
            a, square, both = (one[at] for one in scaled)
            mean[at] += a * up * price
            noise[at] += max(0.0, square * up - both * up * up) * price * price
    level = basis.repeats.get(person.id, 0.0) * better * price * _factor(levers.average)
    entry = person.entries * person.share * pace.average
    fresh = entry * better * price * _factor(levers.average) * _factor(levers.contacts)
    own = []
    for at, (since, until) in enumerate(basis.spans):
        part = pace.within(since, until, slower) * basis.season[at] * basis.trust.fresh
        came = float(basis.won.get(person.id, [0] * count)[at])
        carry = _carry(basis, levers, _weekly(basis, person), at)
        more = _noise(basis, levers, (level + fresh) * part)
        own.append(Cell(came, mean[at], level * part, fresh * part, carry, noise[at] + more))
    return own


def _up(flow: Flow, better: float) -> float:
    """By how much chances of these deals grow: none comes to more than almost sure."""
    usual = sum(both / square for both, square in zip(flow.both, flow.square, strict=True) if square > 0)
    return min(better, max(1.0, MOST_CHANCE / usual)) if usual > 0 else better


def _weekly(basis: Basis, person: Person) -> float:
    """Customers of who has left are somebody else's, in the middle."""
    own = person.weeks >= LEARNT and not person.left
    return person.weekly if own and person.weekly else _usual(basis)[0]


def _usual(basis: Basis) -> tuple[float, float]:
    """Contacts a good week, and deals of new customers a month, of somebody in the middle."""
    known = [one for one in basis.people if one.weeks >= LEARNT and not one.left]
    if not known:
        return 0.0, 0.0
    return median(one.weekly for one in known), median(one.entries for one in known)


def _carry(basis: Basis, levers: Levers, weekly: float, at: int) -> float | None:
    """Contacts of the month over those that a won deal takes, times what one brings."""
    pace = basis.pace
    if not pace.contacts or not weekly:
        return None
    deals = weekly * _factor(levers.contacts) * basis.weeks[at] / pace.contacts * _better(levers)
    return deals * pace.average * _factor(levers.average) * _factor(levers.price)


def _hired(basis: Basis, levers: Levers) -> list[list[Cell]]:
    """Each as somebody in the middle, after learning; what he opens comes as late as with the others."""
    hire, pace = levers.hire, basis.pace
    if hire.people <= 0 or hire.month >= len(basis.months):
        return []
    weekly, entries = _usual(basis)
    money = pace.average * _better(levers) * _factor(levers.price) * _factor(levers.average)
    begun = max(0.0, basis.spans[hire.month][0])
    own = []
    for at, (since, until) in enumerate(basis.spans):
        learnt = max(0.0, min(1.0, (at - hire.month + 0.5) / hire.ramp)) if hire.ramp else 1.0
        if at < hire.month:
            learnt = 0.0
        part = pace.within(since - begun, until - begun, _factor(levers.time)) * basis.season[at]
        part *= basis.trust.fresh
        new = entries * pace.share * money * _factor(levers.contacts) * part * learnt
        carry = _carry(basis, levers, weekly * learnt, at) if learnt else 0.0
        own.append(Cell(0.0, 0.0, 0.0, new, carry, _noise(basis, levers, new)))
    return [list(own) for _one in range(hire.people)]


def _let_go(cells: dict[int, list[Cell]], levers: Levers, count: int) -> None:
    """Fewer people from a month on: what nobody opens and carries any more is taken off everybody alike."""
    count = max(1, count)
    left = max(0.0, (count + levers.hire.people) / count)
    for own in cells.values():
        for at in range(levers.hire.month, len(own)):
            one = own[at]
            carry = None if one.carry is None else one.carry * left
            own[at] = Cell(one.came, one.pipeline, one.repeat, one.new * left, carry, one.noise * left)


def _noise(basis: Basis, levers: Levers, mean: float) -> float:
    """Of so much that comes as deals of the usual size."""
    pace, size = basis.pace, _factor(levers.average) * _factor(levers.price)
    return mean / pace.average * pace.square * size if pace.average else 0.0


def _span(basis: Basis, cells: Sequence[Cell]) -> Span:
    likely = sum(one.likely for one in cells)
    noise = sum(_cut(one) for one in cells)
    learnt = sum((one.repeat + one.new) * (one.rest / one.could if one.could else 0) for one in cells)
    rest = sum(one.rest for one in cells) * basis.trust.off
    spread = Z * sqrt(noise + learnt * learnt / max(1, basis.pace.won) + rest * rest)
    came = sum(one.came for one in cells)
    carries = [one.carry for one in cells]
    carry = None if None in carries else sum(one or 0.0 for one in carries)
    could = came + sum(one.could for one in cells)
    return Span(likely, max(came, likely - spread), likely + spread, could, carry)


def _cut(cell: Cell) -> float:
    """Variance of the lesser of a normal sum and what he can carry."""
    if cell.carry is None or cell.noise <= 0:
        return cell.noise
    sigma = sqrt(cell.noise)
    z = (cell.carry - cell.could) / sigma
    below = (1 + erf(z / sqrt(2))) / 2
    at = exp(-z * z / 2) / sqrt(2 * pi)
    mean = -(at + (-z) * (1 - below))
    square = below - z * at + z * z * (1 - below)
    return max(0.0, cell.noise * (square - mean * mean))


def _factor(percent: int) -> float:
    return 1 + percent / 100


def _better(levers: Levers, since: str = "") -> float:
    """How many more are won: of those that stand at a stage only what is from there on."""
    stages = ORDER[ORDER.index(since) :] if since in ORDER else ORDER
    found = 1.0
    for stage in stages:
        found *= _factor(levers.conversion.get(stage, 0))
    return found


def _moved(by_month: Sequence[float], spans: Sequence[tuple[float, float]], slower: float) -> list[float]:
    """Wins of open deals drawn out in time, or together: what came by a day comes by `slower` times it."""
    if slower == 1 or not any(by_month):
        return list(by_month)
    ends, sums, total = [max(0.0, spans[0][0])], [0.0], 0.0
    for (_since, until), one in zip(spans, by_month, strict=True):
        total += one
        ends.append(max(ends[-1], until))
        sums.append(total)
    reached = [_read(ends, sums, day / slower) for day in ends]
    return [after - before for before, after in pairwise(reached)]


def _read(days: Sequence[float], sums: Sequence[float], day: float) -> float:
    if day <= days[0]:
        return 0.0
    for at in range(1, len(days)):
        if day <= days[at]:
            width = days[at] - days[at - 1]
            share = (day - days[at - 1]) / width if width else 1.0
            return sums[at - 1] + (sums[at] - sums[at - 1]) * share
    return sums[-1]

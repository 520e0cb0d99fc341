"""What deals like this one came to: shares of earlier deals, drawn towards those of less alike ones. Pure.

A deal is looked at again and again as it was then (its stage, how long it stood there, how long nobody had
spoken, whether the customer had bought before, its size), and what came of it is counted by these traits,
from coarse to fine: each finer share starts from the coarser one and moves away from it as far as its own
deals carry it (a Beta prior of `strength` deals). How fine, and how strong the pull, is chosen by what fits
later deals best.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

Traits = tuple[str, ...]
AGES = (2.0, 5.0, 10.0, 20.0, 45.0, 90.0, 140.0)
SILENCES = (3.0, 7.0, 14.0, 30.0)
"""Days; a deal falls between two of them."""
LOOKS = (0.5, 1, 2, 4, 7, 11, 16, 22, 30, 45, 60, 90, 120, 180, 270, 365)
"""Days after its opening at which a deal is looked at."""
WITHIN = (7, 14, 30, 45, 60, 90, 120)
"""Days ahead for which it is counted whether a deal is won by then."""
SHAPED = (7, 30)
"""Of these it is chosen anew how fine they are; the others follow the one before."""
DEPTH = 5
STRENGTHS = (4.0, 12.0, 40.0)
BACK = (90, 180, 365, 3650)
"""Days: what was longer ago may have been another time."""
LEAST, LEAST_OF_EACH = 30, 5
"""Closed deals, and won and lost ones among them: of less nothing is said."""
CARRIES = 10
"""Deals: fewer are not called «deals like this»."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """A deal as far as this goes. `stages`: (since, coarse stage); `words`: when somebody spoke, in order."""

    deal: int
    opened_at: datetime
    closed_at: datetime | None
    won: bool
    stages: Sequence[tuple[datetime, str]]
    words: Sequence[datetime] = ()
    amounts: Sequence[tuple[datetime, float]] = ()
    bought: bool = False
    """Its customer had bought before it was opened."""

    def traits(self, at: datetime, size: float) -> Traits:
        since, stage = next((one for one in reversed(self.stages) if one[0] <= at), self.stages[0])
        spoken = bisect_right(self.words, at)
        word = self.words[spoken - 1] if spoken else self.opened_at
        amount = next((sum_ for when, sum_ in reversed(self.amounts) if when <= at), None)
        return traits(stage, (at - since) / DAY, (at - word) / DAY, self.bought, amount, size)


def traits(stage: str, age: float, silence: float, bought: bool, amount: float | None, size: float) -> Traits:
    """From what tells most deals apart to what tells fewest. `size`: what half of all deals are above."""
    return (
        stage,
        f"age {bisect_right(AGES, age)}",
        f"silence {bisect_right(SILENCES, silence)}",
        "bought" if bought else "new",
        "none" if amount is None else "large" if amount > size else "small",
    )


@dataclass(slots=True)
class Table:
    """Traits, shortened to 0, 1, … → (deals, what of them came). A deal counts once in each place."""

    counts: Mapping[Traits, tuple[float, float]] = field(default_factory=dict)
    depth: int = 0
    strength: float = STRENGTHS[0]
    back: int = BACK[-1]

    def chance(self, of: Traits) -> tuple[float, int]:
        """Probability, and how many deals like it that rests on."""
        return self.shared(of, self.depth, self.strength)

    def shared(self, of: Traits, depth: int, strength: float) -> tuple[float, int]:
        whole, hits = self.counts.get((), (0.0, 0.0))
        share, like = (hits + 1) / (whole + 2), int(whole)
        for length in range(1, depth + 1):
            count, hits = self.counts.get(of[:length], (0.0, 0.0))
            if not count:
                break
            share = (hits + strength * share) / (count + strength)
            if count >= CARRIES:
                like = int(count)
        return share, like


Sample = tuple[int, datetime, Traits, bool]
"""Deal, when it was looked at, what it was then, whether it came."""


def counted(samples: Iterable[Sample]) -> Mapping[Traits, tuple[float, float]]:
    own: dict[Traits, dict[int, list[int]]] = defaultdict(dict)
    for deal, _at, of, came in samples:
        for length in range(DEPTH + 1):
            seen = own[of[:length]].setdefault(deal, [0, 0])
            seen[0] += 1
            seen[1] += came
    return {
        place: (float(len(deals)), sum(hits / looks for looks, hits in deals.values()))
        for place, deals in own.items()
    }


@dataclass(frozen=True, slots=True)
class Chosen:
    """What fitted the last quarter best, learnt from what was before. Brier of it and of the plain share."""

    depth: int
    strength: float
    back: int
    checked: float
    plain: float


def choose(samples: Sequence[Sample], lasts: int) -> Chosen:
    """`lasts`: days until it is known what came of a look: the later ones do not count as known yet."""
    ordered = sorted(samples, key=lambda one: one[1])
    split = ordered[len(ordered) * 3 // 4][1]
    late: dict[Traits, list[int]] = {}
    for _deal, at, of, came in ordered:
        if at >= split:
            place = late.setdefault(of, [0, 0])
            place[0], place[1] = place[0] + 1, place[1] + came
    tables = {back: Table(_since(ordered, split - DAY * lasts, back)) for back in BACK}
    best = Chosen(0, STRENGTHS[-1], BACK[-1], 2.0, 2.0)
    for back, held in tables.items():
        for depth in range(DEPTH + 1):
            for strength in STRENGTHS if depth else STRENGTHS[-1:]:
                score = _brier(held, depth, strength, late)
                # The coarser one wins where the finer is better by a hair.
                if score < best.checked - 0.0003:
                    best = Chosen(depth, strength, back, score, best.plain)
    return replace(best, plain=_brier(tables[BACK[-1]], 0, STRENGTHS[-1], late))


def _brier(held: Table, depth: int, strength: float, late: Mapping[Traits, Sequence[int]]) -> float:
    """Of looks by their traits: (how many, of how many it came)."""
    looked, missed = 0, 0.0
    for of, (count, hits) in late.items():
        said = held.shared(of, depth, strength)[0]
        looked += count
        missed += count * said * said - 2 * said * hits + hits
    return missed / looked if looked else 2.0


def table(samples: Sequence[Sample], chosen: Chosen, until: datetime) -> Table:
    return Table(_since(samples, until, chosen.back), chosen.depth, chosen.strength, chosen.back)


def _since(samples: Iterable[Sample], until: datetime, back: int) -> Mapping[Traits, tuple[float, float]]:
    first = until - DAY * back
    return counted(one for one in samples if first <= one[1] < until)


def looks(course: Course, until: datetime) -> Iterator[datetime]:
    """When it is looked at while it runs, up to `until`."""
    end = min(course.closed_at or until, until)
    moments = {course.opened_at + DAY * days for days in LOOKS} | {since for since, _stage in course.stages}
    return (at for at in sorted(moments) if course.opened_at <= at < end)


@dataclass(slots=True)
class Model:
    """What was learnt up to `at`. `checked`, `plain`: Brier of it and of the plain share on later deals."""

    at: datetime
    deals: int
    size: float
    ever: Table
    within: Mapping[int, Table]
    checked: float
    plain: float

    @property
    def better(self) -> bool:
        return self.checked < self.plain

    def ever_won(self, of: Traits) -> tuple[float, int]:
        return self.ever.chance(of)

    def won_between(self, of: Traits, since: float, until: float) -> float:
        """Probability that it is won in that span of days from now."""
        return max(0.0, self._won_by(of, until) - self._won_by(of, since))

    def _won_by(self, of: Traits, days: float) -> float:
        if days <= 0:
            return 0.0
        points, highest = [(0.0, 0.0)], 0.0
        for ahead in sorted(self.within):
            highest = max(highest, self.within[ahead].chance(of)[0])
            points.append((float(ahead), highest))
        for (x1, y1), (x2, y2) in pairwise(points):
            if days <= x2:
                return y1 + (y2 - y1) * (days - x1) / (x2 - x1)
        return points[-1][1]


def learn(courses: Sequence[Course], now: datetime) -> Model | None:
    """By what was known at `now` alone. None: there is too little to say anything."""
    began = [one for one in courses if one.opened_at < now]
    closed = [one for one in began if one.closed_at is not None and one.closed_at <= now]
    won = sum(one.won for one in closed)
    if len(closed) < LEAST or not LEAST_OF_EACH <= won <= len(closed) - LEAST_OF_EACH:
        return None
    amounts = [one.amounts[-1][1] for one in closed if one.amounts]
    size = median(amounts) if amounts else 0.0
    seen = [(one, [(at, one.traits(at, size)) for at in looks(one, now)]) for one in began]
    ended = {one.deal for one in closed}
    ever = [(one.deal, at, of, one.won) for one, own in seen if one.deal in ended for at, of in own]
    chosen = choose(ever, 0)
    within, shape = dict[int, Table](), None
    for days in WITHIN:
        until, ahead = now - DAY * days, DAY * days
        samples = [
            (one.deal, at, of, _by(one, at + ahead)) for one, own in seen for at, of in own if at < until
        ]
        if len({deal for deal, *_rest in samples}) >= LEAST:
            shape = shape if shape and days not in SHAPED else choose(samples, days)
            within[days] = table(samples, shape, until)
    return Model(now, len(closed), size, table(ever, chosen, now), within, chosen.checked, chosen.plain)


def _by(course: Course, until: datetime) -> bool:
    return course.won and course.closed_at is not None and course.closed_at < until


def dumped(model: Model) -> dict[str, Any]:
    """As JSON keeps it; `loaded` gives it back."""

    def plain(one: Table) -> dict[str, Any]:
        counts = [[list(place), *held] for place, held in one.counts.items()]
        return {"counts": counts, "depth": one.depth, "strength": one.strength}

    return {
        "deals": model.deals,
        "size": model.size,
        "ever": plain(model.ever),
        "within": {str(days): plain(one) for days, one in model.within.items()},
        "checked": model.checked,
        "plain": model.plain,
    }


def loaded(at: datetime, held: Mapping[str, Any]) -> Model:
    def table_of(one: Mapping[str, Any]) -> Table:
        counts = {tuple(place): (count, hits) for place, count, hits in one["counts"]}
        return Table(counts, one["depth"], one["strength"])

    within = {int(days): table_of(one) for days, one in held["within"].items()}
    return Model(
        at, held["deals"], held["size"], table_of(held["ever"]), within, held["checked"], held["plain"]
    )

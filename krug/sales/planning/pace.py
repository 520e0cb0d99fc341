"""What the deals of a unit taught: how many are won, for how much, how soon, and what they take. Pure."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from math import ceil
from statistics import quantiles

from krug.sales.words import Coarse

DAY = timedelta(days=1)
MONTH = 365.25 / 12
WINDOW = 365
"""Days back: what was longer ago may have been another time."""
WEEKS = 26
"""Back, that a person's good weeks are looked for in."""
PULL = 20
"""Deals: a person's share of won ones starts from everybody's and moves as far as his own carry it."""
SHORT = 200
"""Times to winning that are kept."""
ORDER = [one.value for one in Coarse]

Customer = tuple[int | None, int | None]
"""(person, organisation): of the two the one that is there; the place, where both are."""
NOBODY: Customer = (None, None)


@dataclass(frozen=True, slots=True)
class Known:
    """A deal as it was known when the plan was made. `chances`: that it is won in each month of the plan."""

    deal: int
    owner: int
    customer: Customer
    territory: int | None
    opened_at: datetime
    closed_at: datetime | None
    won: bool
    cents: int
    stages: Sequence[tuple[datetime, str]]
    words: Sequence[datetime] = ()
    bought: bool = False
    """Its customer had bought before it was opened."""
    expected: date | None = None
    chances: Sequence[float] = ()
    products: Mapping[int | None, int] = field(default_factory=dict)
    """Product → weight."""

    @property
    def open(self) -> bool:
        return self.closed_at is None

    @property
    def stage(self) -> str:
        return self.stages[-1][1]


@dataclass(frozen=True, slots=True)
class Person:
    """`entries`: deals of new customers a month; `weekly`: contacts that he has on deals in a good week;
    `weeks`: for how many of them he was looked at. `left`: he sells no more, others sell to his customers.
    """

    id: int
    entries: float = 0.0
    share: float = 0.0
    weekly: float = 0.0
    weeks: int = 0
    ended: int = 0
    left: bool = False


@dataclass(frozen=True, slots=True)
class Pace:
    """Of deals that ended in `months` months before. Sums in cents.

    `stages`: coarse stage → (deals that came there, of them won, median days from there to winning);
    `contacts`: words exchanged for one won deal, those for the lost ones with them; `returns`: what customers
    who had bought bought again, as part of what they had bought in as long a time.
    """

    months: float
    ended: int
    won: int
    share: float
    average: float
    square: float
    closing: Sequence[float]
    contacts: float
    returns: float
    stages: Mapping[str, tuple[int, int, float]]

    def within(self, since: float, until: float, slower: float = 1.0) -> float:
        """How many usual months of wins those days (from now on) bring of deals not opened yet, when as
        many are opened every day; `slower`: times to winning times that.
        """
        first = max(0.0, since)
        if until <= first or not self.closing:
            return 0.0
        come = sum(max(0.0, until - max(first, days * slower)) for days in self.closing)
        return come / len(self.closing) / MONTH

    def conversion(self, stage: str) -> float:
        """Of a deal at that stage, that it is won."""
        came, won, _days = self.stages.get(stage, (0, 0, 0.0))
        return (won + 2 * self.share) / (came + 2)


def learnt(known: Sequence[Known], at: datetime) -> Pace:
    first = min((one.opened_at for one in known), default=at)
    since = max(first, at - DAY * WINDOW)
    ended = [one for one in known if one.closed_at is not None and one.closed_at >= since]
    won = [one for one in ended if one.won]
    sums = [float(one.cents) for one in won]
    closing = sorted((one.closed_at - one.opened_at) / DAY for one in won if one.closed_at)
    return Pace(
        months=max((at - since) / DAY / MONTH, 1 / MONTH),
        ended=len(ended),
        won=len(won),
        share=(len(won) + 1) / (len(ended) + 2),
        average=sum(sums) / len(sums) if sums else 0.0,
        square=sum(one * one for one in sums) / len(sums) if sums else 0.0,
        closing=_thinned(closing),
        contacts=sum(len(one.words) for one in ended) / len(won) if won else 0.0,
        returns=_returns(won, since, at),
        stages=_stages(ended),
    )


def _thinned(ordered: Sequence[float]) -> Sequence[float]:
    if len(ordered) <= SHORT:
        return ordered
    return [ordered[at * len(ordered) // SHORT] for at in range(SHORT)]


def _stages(ended: Sequence[Known]) -> Mapping[str, tuple[int, int, float]]:
    """A deal that is won has come through all stages; a lost one to its furthest."""
    came, won, days = Counter[str](), Counter[str](), defaultdict[str, list[float]](list)
    for one in ended:
        seen = {stage: since for since, stage in reversed(one.stages)}
        furthest = len(ORDER) if one.won else max(ORDER.index(stage) for stage in seen if stage in ORDER) + 1
        at = one.opened_at
        for stage in ORDER[:furthest]:
            at = seen.get(stage, at)
            came[stage] += 1
            won[stage] += one.won
            if one.won and one.closed_at:
                days[stage].append((one.closed_at - at) / DAY)
    return {stage: (came[stage], won[stage], middle(days[stage])) for stage in ORDER if came[stage]}


def middle(values: Sequence[float], share: float = 0.5) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, ceil(share * len(ordered)) - 1)] if ordered else 0.0


def _returns(won: Sequence[Known], since: datetime, at: datetime) -> float:
    """The window is cut at two thirds: who bought before, and what the same bought after."""
    cut = since + (at - since) * 2 / 3
    early = Counter[Customer]()
    late = Counter[Customer]()
    for one in won:
        (early if one.closed_at and one.closed_at < cut else late)[one.customer] += one.cents
    early.pop(NOBODY, None)
    whole = sum(early.values()) / 2
    return min(1.5, sum(late[customer] for customer in early) / whole) if whole else 0.0


def people(
    known: Sequence[Known], pace: Pace, at: datetime, staff: Sequence[int], left: Collection[int] = ()
) -> list[Person]:
    """Everybody of `staff`, also who has no deal yet; of whom has left nobody new comes."""
    own: dict[int, list[Known]] = defaultdict(list)
    for one in known:
        own[one.owner].append(one)
    found = [_person(one, own[one], pace, at) for one in sorted(staff)]
    return [replace(one, entries=0.0, left=True) if one.id in left else one for one in found]


def _person(who: int, own: Sequence[Known], pace: Pace, at: datetime) -> Person:
    since = at - DAY * pace.months * MONTH
    first = min((one.opened_at for one in own), default=at)
    ended = [one for one in own if one.closed_at is not None and one.closed_at >= since]
    won = sum(one.won for one in ended)
    fresh = sum(not one.bought and one.opened_at >= since for one in own)
    # Who began two months ago opened them in two, not in twelve.
    months = max(1.0, (at - max(since, first)) / DAY / MONTH)
    words = sorted(word for one in own for word in one.words if word <= at)
    weeks = min(WEEKS, int((at - first) / DAY / 7))
    counts = [
        bisect_right(words, at - DAY * 7 * back) - bisect_right(words, at - DAY * 7 * (back + 1))
        for back in range(weeks)
    ]
    return Person(
        id=who,
        entries=fresh / months,
        share=(won + PULL * pace.share) / (len(ended) + PULL),
        weekly=quantiles(counts, n=4, method="inclusive")[2] if len(counts) > 1 else 0.0,
        weeks=weeks,
        ended=len(ended),
    )


def seasons(by_month: Mapping[date, int], months: Sequence[date]) -> list[float]:
    """How much each month of the plan is above the mean one, drawn half way to it: a year or two say little.
    With less than two whole years 1 everywhere.
    """
    if len(by_month) < 24 or not sum(by_month.values()):
        return [1.0] * len(months)
    mean = sum(by_month.values()) / len(by_month)
    of = defaultdict[int, list[float]](list)
    for month, cents in by_month.items():
        of[month.month].append(cents / mean)
    found = {month: (1 + sum(values) / len(values)) / 2 for month, values in of.items()}
    return [found.get(month.month, 1.0) for month in months]

"""What a plan stands on: small enough to be kept with it, so that levers are judged without reading a deal.

Pure: deals as they were known in, sums by person and month out. Sums in cents.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from krug.sales.planning.pace import DAY, MONTH, Customer, Known, Pace, Person, learnt, people, seasons


@dataclass(frozen=True, slots=True)
class Flow:
    """Open deals of a person at a coarse stage, month by month: Σ a·p, Σ a²·p, Σ a²·p²."""

    owner: int
    stage: str
    mean: Sequence[float]
    square: Sequence[float]
    both: Sequence[float]


@dataclass(frozen=True, slots=True)
class Trust:
    """The same way of planning tried on the quarter before: what came over what would have been planned, of
    deals that were open and of those that were not opened yet. `off`: how far the whole may be off, besides
    chance. `tried`: whether enough was known then.
    """

    pipeline: float = 1.0
    fresh: float = 1.0
    off: float = 0.2
    tried: bool = False


UNTRIED = Trust()


@dataclass(frozen=True, slots=True)
class Basis:
    """`spans`: days from `at` to the beginning and the end of each month; `weeks`: working weeks that are
    left of it; `won`: person → what had come by then; `repeats`: person → what his customers buy again in a
    usual month.
    """

    at: datetime
    months: Sequence[date]
    spans: Sequence[tuple[float, float]]
    weeks: Sequence[float]
    season: Sequence[float]
    pace: Pace
    people: Sequence[Person]
    flows: Sequence[Flow]
    won: Mapping[int, Sequence[int]]
    repeats: Mapping[int, float]
    trust: Trust


@dataclass(frozen=True, slots=True)
class Frame:
    """The months of a plan, as seen from the moment when it is made. `history`: what was won by months that
    are over; `left`: those of the staff who sell no more.
    """

    at: datetime
    months: Sequence[date]
    spans: Sequence[tuple[float, float]]
    weeks: Sequence[float]
    staff: Sequence[int]
    history: Mapping[date, int]
    left: Collection[int] = ()

    def place(self, moment: datetime) -> int | None:
        """Which of the months it falls into."""
        away = (moment - self.at).total_seconds() / 86_400
        return next((at for at, (since, until) in enumerate(self.spans) if since <= away < until), None)


def built(known: Sequence[Known], frame: Frame, trust: Trust = UNTRIED) -> Basis:
    pace = learnt(known, frame.at)
    levels = customers(known, pace, frame.at)
    repeats: dict[int, float] = defaultdict(float)
    for (owner, _customer), level in levels.items():
        repeats[owner] += level
    won: dict[int, list[int]] = {}
    for one in known:
        at = frame.place(one.closed_at) if one.won and one.closed_at else None
        if at is not None:
            won.setdefault(one.owner, [0] * len(frame.months))[at] += one.cents
    return Basis(
        at=frame.at,
        months=frame.months,
        spans=frame.spans,
        weeks=frame.weeks,
        season=seasons(frame.history, frame.months),
        pace=pace,
        people=people(known, pace, frame.at, frame.staff, frame.left),
        flows=_flows(known, len(frame.months)),
        won=won,
        repeats=dict(repeats),
        trust=trust,
    )


def customers(known: Sequence[Known], pace: Pace, at: datetime) -> dict[tuple[int, Customer], float]:
    """(who sold to him last, customer) → what he buys again in a usual month."""
    bought: dict[Customer, float] = defaultdict(float)
    sellers: dict[Customer, tuple[datetime, int]] = {}
    window = DAY * MONTH * pace.months
    for one in known:
        if one.won and one.closed_at and at - one.closed_at <= window:
            bought[one.customer] += one.cents
            sellers[one.customer] = max(
                sellers.get(one.customer, (one.closed_at, 0)), (one.closed_at, one.owner)
            )
    return {
        (sellers[customer][1], customer): cents / pace.months * pace.returns
        for customer, cents in bought.items()
        if pace.returns
    }


def _flows(known: Sequence[Known], months: int) -> list[Flow]:
    held: dict[tuple[int, str], list[list[float]]] = {}
    for one in known:
        if not one.open:
            continue
        sums = held.setdefault((one.owner, one.stage), [[0.0] * months for _ in range(3)])
        for at, chance in enumerate(one.chances):
            sums[0][at] += one.cents * chance
            sums[1][at] += one.cents**2 * chance
            sums[2][at] += (one.cents * chance) ** 2
    return [Flow(owner, stage, *sums) for (owner, stage), sums in sorted(held.items())]


def dumped(basis: Basis) -> dict[str, Any]:
    held = asdict(basis)
    held["at"] = basis.at.isoformat()
    held["months"] = [one.isoformat() for one in basis.months]
    return held


def loaded(held: Mapping[str, Any]) -> Basis:
    pace = dict(held["pace"])
    pace["stages"] = {stage: tuple(figures) for stage, figures in pace["stages"].items()}
    return Basis(
        at=datetime.fromisoformat(held["at"]),
        months=[date.fromisoformat(one) for one in held["months"]],
        spans=[(since, until) for since, until in held["spans"]],
        weeks=held["weeks"],
        season=held["season"],
        pace=Pace(**pace),
        people=[Person(**one) for one in held["people"]],
        flows=[Flow(**one) for one in held["flows"]],
        won={int(owner): cents for owner, cents in held["won"].items()},
        repeats={int(owner): level for owner, level in held["repeats"].items()},
        trust=Trust(**held["trust"]),
    )

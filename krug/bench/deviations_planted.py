"""Deals of which it is known how they left their method: a straight course, one thing done wrong in it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from krug.access.models import User
from krug.customers.models import Person
from krug.sales.actions import Ended, PastDeal
from krug.sales.contract import ByHand, Checkpoint, Contract, Limit, Stage
from krug.sales.data import DealData
from krug.sales.words import Deviation

MONDAY = datetime(2026, 3, 2, 7, tzinfo=UTC)
"""Ten o'clock in Moscow."""
CODES = ("contact", "need", "offer", "paid")
COARSE = ("contact", "need", "proposal", "contract")
CONTRACT = Contract(
    stages=tuple(
        Stage(
            code=code,
            name=code.title(),
            coarse=coarse,
            limit=36,
            quiet=9,
            checkpoints=(Checkpoint(code=f"{code}-done", name=f"{code} is done", evidence=ByHand()),),
        )
        for code, coarse in zip(CODES, COARSE, strict=True)
    ),
    limits=(Limit(resource="calls", most=Decimal(12), price=Decimal(150)),),
    second_person=Decimal(1_000_000),
)


@dataclass(frozen=True, slots=True)
class Call:
    """`visit`: one that left nothing behind."""

    at: datetime
    visit: bool = False


@dataclass(frozen=True, slots=True)
class Planted:
    past: PastDeal
    calls: Sequence[Call]
    kinds: frozenset[str] = field(default_factory=frozenset)
    """What must be found, and nothing else."""


def straight(owner: User, person: Person, number: int) -> Planted:
    """Three working days at each stage, two of its calls in each, everything confirmed in time, won."""
    opened = MONDAY + timedelta(weeks=number % 20)
    days = (1, 3, 7, 9)  # Tuesday, Thursday, Monday, Wednesday
    done = [
        (opened + timedelta(days=day, hours=1), f"{code}-done", "")
        for day, code in zip(days, CODES, strict=True)
    ]
    moves = [
        (opened + timedelta(days=day, hours=2), code) for day, code in zip(days, CODES[1:], strict=False)
    ]
    data = DealData(
        name=f"Deal {number}", person=person, owner=owner, opened_at=opened, amount=Decimal(50_000),
        expected_on=date(2026, 12, 1), next_at=opened + timedelta(days=60),
    )  # fmt: skip
    calls = [Call(opened + timedelta(days=day, minutes=number % 50)) for day in days]
    ended = Ended(True, opened + timedelta(days=9, hours=3), "trust")
    return Planted(PastDeal(data, moves, confirmed=done, ended=ended), calls)


def skipped(it: Planted) -> Planted:
    confirmed = [one for one in it.past.confirmed if one[1] != "need-done"]
    return _with(it, Deviation.SKIPPED, confirmed=confirmed)


def wrong_order(it: Planted) -> Planted:
    """The offer is made while nothing is known of the need."""
    early = it.past.moves[0][0] + timedelta(hours=1)
    confirmed = [(early if code == "offer-done" else at, code, said) for at, code, said in it.past.confirmed]
    return _with(it, Deviation.WRONG_ORDER, confirmed=confirmed)


def late(it: Planted) -> Planted:
    """The last stage lasts a week longer than it may; words are exchanged meanwhile."""
    assert it.past.ended
    end = it.past.ended.at + timedelta(days=7)
    confirmed = [
        (end - timedelta(hours=1) if code == "paid-done" else at, code, said)
        for at, code, said in it.past.confirmed
    ]
    calls = [*it.calls, Call(end - timedelta(days=2))]
    return replace(
        _with(it, Deviation.LATE, confirmed=confirmed, ended=replace(it.past.ended, at=end)), calls=calls
    )


def no_contact(it: Planted) -> Planted:
    """Nobody was called from the first day on: the eleventh one is the last."""
    opened = it.past.data.opened_at
    assert opened
    assert it.past.ended
    kept = [one for one in it.calls if one.at < opened + timedelta(hours=23)]
    end = opened + timedelta(days=9, hours=23, minutes=30)
    shorter = replace(it, calls=kept)
    return _with(shorter, Deviation.NO_CONTACT, ended=replace(it.past.ended, at=end))


def postponed(it: Planted) -> Planted:
    """The next action is put off twice, and not done in between: it was due long after the last word."""
    opened = it.past.data.opened_at
    assert opened
    nexts = [(opened + timedelta(days=4, hours=hour), opened + timedelta(days=70 + hour)) for hour in (1, 2)]
    return _with(it, Deviation.POSTPONED, nexts=nexts)


def over_budget(it: Planted) -> Planted:
    more = [Call(it.calls[0].at + timedelta(minutes=minute)) for minute in range(1, 11)]
    return replace(it, calls=[*it.calls, *more], kinds=it.kinds | {Deviation.OVER_BUDGET})


def unconfirmed(it: Planted) -> Planted:
    visit = Call(it.calls[1].at + timedelta(minutes=5), visit=True)
    return replace(it, calls=[*it.calls, visit], kinds=it.kinds | {Deviation.UNCONFIRMED})


def date_moved(it: Planted) -> Planted:
    at = it.past.moves[0][0] + timedelta(hours=2)
    return _with(it, Deviation.DATE_MOVED, dates=[(at, date(2026, 12, 24))])


def went_back(it: Planted) -> Planted:
    first = it.past.moves[0][0]
    moves = [it.past.moves[0], (first + timedelta(hours=1), "contact"), (first + timedelta(hours=2), "need")]
    return _with(it, Deviation.WENT_BACK, moves=[*moves, *it.past.moves[1:]])


def alone(it: Planted) -> Planted:
    return _with(it, Deviation.ALONE, data=replace(it.past.data, amount=Decimal(2_000_000)))


def too_easy(it: Planted) -> Planted:
    """All of it within a day, with one call."""
    opened = it.past.data.opened_at
    assert opened
    assert it.past.ended
    soon = [opened + timedelta(minutes=10 * step) for step in range(1, 12)]
    confirmed = [(soon[2 * step], code, said) for step, (_at, code, said) in enumerate(it.past.confirmed)]
    moves = [(soon[2 * step + 1], code) for step, (_at, code) in enumerate(it.past.moves)]
    calls = [Call(opened + timedelta(minutes=5))]
    shorter = replace(it, calls=calls)
    return _with(
        shorter,
        Deviation.TOO_EASY,
        confirmed=confirmed,
        moves=moves,
        ended=replace(it.past.ended, at=soon[10]),
    )


WRONGS: tuple[Callable[[Planted], Planted], ...] = (
    *(skipped, wrong_order, late, no_contact, postponed, over_budget),
    *(unconfirmed, date_moved, went_back, alone, too_easy),
)


def planted(owner: User, people: Sequence[Person]) -> list[Planted]:
    """Of each customer one deal: half of them straight, the others with one thing done wrong."""
    found = []
    for number, person in enumerate(people):
        dice = random.Random(number)
        it = straight(owner, person, number)
        found.append(it if number % 2 else dice.choice(WRONGS)(it))
    return found


def _with(it: Planted, kind: Deviation, **changed: object) -> Planted:
    return replace(it, past=replace(it.past, **changed), kinds=it.kinds | {kind})  # type: ignore[arg-type]

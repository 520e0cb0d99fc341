"""What was moved after the fact, so that a miss would not look like one. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from krug.sales.forecasting import periods


class Why(StrEnum):
    PASSED = "passed"
    """The expected day had passed already when it was moved out of the month."""
    AFTER_CUT_OFF = "after_cut_off"
    """It was moved out of a month of which it had been promised."""
    AMOUNT = "amount"
    """The amount was changed after it had been promised."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What stood last before the cut-off of a deal. `closed_at`: None while it runs."""

    deal: int
    period: date
    amount: Decimal
    cut_off: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Move:
    """A line of the journal: the expected day, or the amount, before and after."""

    deal: int
    at: datetime
    author: int | None
    day_before: date | None = None
    day_after: date | None = None
    amount_before: Decimal | None = None
    amount_after: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Alibi:
    promise: Promise
    move: Move
    why: Why


def alibis(promises: Iterable[Promise], moves: Sequence[Move]) -> list[Alibi]:
    """The newest first."""
    own: dict[int, list[Move]] = {}
    for move in moves:
        own.setdefault(move.deal, []).append(move)
    found = [one for promise in promises for one in _of(promise, own.get(promise.deal, []))]
    return sorted(found, key=lambda one: one.move.at, reverse=True)


def _of(promise: Promise, moves: Sequence[Move]) -> Iterator[Alibi]:
    for move in moves:
        if move.at < promise.cut_off or (promise.closed_at and move.at > promise.closed_at):
            continue
        if move.day_before is not None and periods.month_of(move.day_before) == promise.period:
            # Drawn nearer, or moved within its month, it is still what was promised.
            later = move.day_after is None or move.day_after >= periods.following(promise.period)
            if later:
                passed = move.at.date() > move.day_before
                yield Alibi(promise, move, Why.PASSED if passed else Why.AFTER_CUT_OFF)
        elif move.day_before is None and move.day_after is None:
            until = periods.following(promise.period)
            if move.at.date() < until and move.amount_before != move.amount_after:
                yield Alibi(promise, move, Why.AMOUNT)

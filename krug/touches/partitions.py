"""Quarters of the log on PostgreSQL. A UUIDv7 begins with its time, so a range of ids is a range of time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

Quarter = tuple[int, int]


def quarter_of(moment: datetime) -> Quarter:
    return moment.year, (moment.month - 1) // 3 + 1


def quarters(around: datetime, before: int, after: int) -> Iterator[Quarter]:
    """The quarters from `before` earlier than the moment's own to `after` later."""
    year, quarter = quarter_of(around)
    index = year * 4 + quarter - 1
    for number in range(index - before, index + after + 1):
        yield number // 4, number % 4 + 1


def first_id(quarter: Quarter) -> UUID:
    """The least id a touch of this quarter can have."""
    start = datetime(quarter[0], quarter[1] * 3 - 2, 1, tzinfo=UTC)
    return UUID(int=int(start.timestamp() * 1000) << 80)


def next_quarter(quarter: Quarter) -> Quarter:
    return (quarter[0], quarter[1] + 1) if quarter[1] < 4 else (quarter[0] + 1, 1)


def name_of(quarter: Quarter) -> str:
    return f"touch_{quarter[0]}q{quarter[1]}"


def partition_ddl(quarter: Quarter) -> str:
    """SQL of one partition; values are numbers of our own making, never input."""
    bounds = f"FROM ('{first_id(quarter)}') TO ('{first_id(next_quarter(quarter))}')"
    return f"CREATE TABLE IF NOT EXISTS {name_of(quarter)} PARTITION OF touch FOR VALUES {bounds}"

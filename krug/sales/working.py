"""Working hours between two moments: clocks of stages go by them. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from krug.sales.contract import WorkingTime

HOUR = timedelta(hours=1)
LONGEST = 3660
"""Days: what is due later than that is never due."""


def elapsed(
    working: WorkingTime,
    since: datetime,
    until: datetime,
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
) -> timedelta:
    """Working time from `since` to `until`, pauses left out. An open pause lasts until `until`.

    Whole weeks are multiplied, so a deal of ten years costs no more than one of ten days.
    """
    total = _plain(working, since, until)
    for start, end in _merged(pauses, since, until):
        total -= _plain(working, start, end)
    return total


def due(
    working: WorkingTime,
    since: datetime,
    hours: int,
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
) -> datetime | None:
    """When so many working hours have gone by; None: never, while a pause has no end.

    Whole weeks after the last pause are skipped: a method may give a minute a day and thousands of hours.
    """
    left = hours * HOUR
    zone = ZoneInfo(working.zone)
    first = day = since.astimezone(zone).date()
    last, weekly = first + timedelta(days=LONGEST), len(set(working.days)) * _length(working)
    while day < last:
        if day > first and left > weekly and _unpaused(_span(working, zone, day)[0], pauses):
            weeks = -(-left // weekly) - 1
            left, day = left - weeks * weekly, day + timedelta(days=7 * weeks)
            continue
        start, end = _span(working, zone, day)
        begin = max(start, since)
        if day.isoweekday() in working.days and begin < end:
            for free, stop in _free(begin, end, pauses):
                if left <= stop - free:
                    return free + left
                left -= stop - free
            if any(until is None and start <= end for start, until in pauses):
                return None
        day += timedelta(days=1)
    return None


def _unpaused(since: datetime, pauses: Sequence[tuple[datetime, datetime | None]]) -> bool:
    """No pause from then on: whole weeks are alike."""
    return all(end is not None and end <= since for _start, end in pauses)


def _free(
    begin: datetime, end: datetime, pauses: Sequence[tuple[datetime, datetime | None]]
) -> list[tuple[datetime, datetime]]:
    """Parts of a span that no pause covers."""
    found, at = [], begin
    for start, stop in _merged(pauses, begin, end):
        if at < start:
            found.append((at, start))
        at = max(at, stop)
    return [*found, (at, end)] if at < end else found


def _merged(
    pauses: Sequence[tuple[datetime, datetime | None]], since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """Pauses within the span, none over another."""
    cut = sorted((max(start, since), min(end or until, until)) for start, end in pauses)
    found: list[tuple[datetime, datetime]] = []
    for start, end in cut:
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _plain(working: WorkingTime, since: datetime, until: datetime) -> timedelta:
    if until <= since:
        return timedelta()
    zone = ZoneInfo(working.zone)
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    weeks = max(((last - first).days - 1) // 7, 0)
    total = weeks * len(set(working.days)) * _length(working)
    day = first
    while day <= last:
        start, end = _span(working, zone, day)
        if day.isoweekday() in working.days:
            total += max(min(end, until) - max(start, since), timedelta())
        # Whole weeks lie between the first day and the last: they are counted above.
        day += timedelta(days=1 + 7 * weeks) if day == first else timedelta(days=1)
    return total


def _length(working: WorkingTime) -> timedelta:
    start, end = _span(working, ZoneInfo("UTC"), date(2000, 1, 1))
    return end - start


def _span(working: WorkingTime, zone: ZoneInfo, day: date) -> tuple[datetime, datetime]:
    """In UTC: moments of one zone are subtracted by its wall clock, which may jump in between."""
    start = datetime.combine(day, working.since, zone)
    return start.astimezone(UTC), datetime.combine(day, working.until, zone).astimezone(UTC)

"""Periods of a forecast are calendar months, named by their first day. Pure."""

from datetime import date, datetime, time, timedelta, tzinfo

from krug.sales.periods import shifted

FARTHEST = 11
"""Months ahead that a forecast may speak of."""


def month_of(day: date) -> date:
    return day.replace(day=1)


def following(period: date) -> date:
    return shifted(period, 1)


def start(period: date, zone: tzinfo) -> datetime:
    return datetime.combine(period, time(), zone)


def span(period: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From its first moment up to, not with, the first of the next."""
    return start(period, zone), start(following(period), zone)


def cut_off(period: date, days: int, zone: tzinfo) -> datetime:
    """With the end of its `days`-th day nothing more may be said of it."""
    return datetime.combine(period + timedelta(days=days), time(), zone)


def horizon(made_at: datetime, period: date, zone: tzinfo) -> int:
    """Months between the one when it was said and the one it is about."""
    said = made_at.astimezone(zone).date()
    return (period.year - said.year) * 12 + period.month - said.month


def open_periods(now: datetime, days: int, zone: tzinfo, count: int = 3) -> list[date]:
    """Those that may be spoken of now, the nearest first."""
    first = month_of(now.astimezone(zone).date())
    if now >= cut_off(first, days, zone):
        first = following(first)
    return [shifted(first, months) for months in range(count)]

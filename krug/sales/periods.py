"""Periods that figures are asked for: a code, its days, and the period before it. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

Days = tuple[date | None, date | None]
"""From … until (not itself); None: without end on that side."""
ROLLING = {"30": 30, "90": 90, "365": 365}
CALENDAR = {"month": 1, "quarter": 3, "year": 12}
COHORTS = 12
WHOLE, USUAL = "all", "365"


def days_of(code: str, today: date) -> Days:
    """`code`: of ROLLING (so many days up to today), CALENDAR (the one that runs), YYYY-MM,
    FROM..UNTIL, or WHOLE.
    """
    if code in ROLLING:
        return today - timedelta(days=ROLLING[code] - 1), today + timedelta(days=1)
    if code in CALENDAR:
        months = CALENDAR[code]
        first = date(today.year, (today.month - 1) // months * months + 1, 1)
        return first, shifted(first, months)
    if span := span_of(code):
        return span
    month = month_of(code)
    return (month, shifted(month, 1)) if month else (None, None)


def before(code: str, today: date) -> Days | None:
    """The period of the same kind before it; None: there is none. Of one that runs, as much as has run."""
    since, until = days_of(code, today)
    if since is None or until is None:
        return None
    if code in ROLLING or span_of(code):
        return since - (until - since), since
    earlier = shifted(since, -CALENDAR.get(code, 1))
    run = min(until, today + timedelta(days=1)) - since
    return earlier, min(since, earlier + run) if until > today else since


def shifted(first: date, months: int) -> date:
    """The first of a month so many months away."""
    place = first.year * 12 + first.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def quarter_of(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def month_of(code: str) -> date | None:
    try:
        month = date.fromisoformat(f"{code}-01")
    except ValueError:
        return None
    return month if 2000 <= month.year <= 2100 else None


def span_of(code: str) -> tuple[date, date] | None:
    """FROM..UNTIL, as YYYY-MM-DD each."""
    first, _dots, last = code.partition("..")
    try:
        since, until = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return (since, until) if date(2000, 1, 1) <= since < until <= date(2100, 1, 1) else None


def cohorts(today: date) -> Sequence[date]:
    """This month and those before it."""
    return [shifted(today.replace(day=1), -back) for back in range(COHORTS)]


def is_period(code: str) -> bool:
    named = code in ROLLING or code in CALENDAR or code == WHOLE
    return named or month_of(code) is not None or span_of(code) is not None

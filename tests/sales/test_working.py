"""Working hours: nights, weekends and pauses do not count."""

from datetime import UTC, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import ValidationError

from krug.sales.contract import WorkingTime
from krug.sales.working import HOUR, due, elapsed
from tests.sales.made import MONDAY, after

WORKING = WorkingTime()
DAY = timedelta(days=1)


def hours(since: datetime, until: datetime, *pauses: tuple[datetime, datetime | None]) -> float:
    return elapsed(WORKING, since, until, pauses) / HOUR


def test_a_day_has_nine_hours_and_a_week_forty_five() -> None:
    assert hours(MONDAY, MONDAY + DAY) == 9
    assert hours(MONDAY, MONDAY + 7 * DAY) == 45
    assert hours(MONDAY, MONDAY + 5 * 365 * DAY) == pytest.approx(5 * 365 / 7 * 45, abs=45)


def test_nights_and_weekends_do_not_count() -> None:
    friday_evening = MONDAY + 4 * DAY + timedelta(hours=8, minutes=30)
    assert hours(friday_evening, MONDAY + 7 * DAY + HOUR) == 1.5
    assert hours(MONDAY - 2 * DAY, MONDAY) == 0


def test_pauses_are_left_out_once_even_where_they_overlap() -> None:
    assert hours(MONDAY, after(9), (after(1), after(4)), (after(2), after(5))) == 5
    assert hours(MONDAY, after(9), (after(2), None)) == 2


def test_due_is_when_the_hours_have_gone_by() -> None:
    assert due(WORKING, MONDAY, 4) == after(4)
    assert due(WORKING, MONDAY, 10) == MONDAY + DAY + HOUR
    assert due(WORKING, MONDAY + 4 * DAY, 10) == MONDAY + 7 * DAY + HOUR
    assert due(WORKING, MONDAY, 4, [(after(1), after(3))]) == after(6)
    assert due(WORKING, MONDAY, 4, [(after(1), None)]) is None


moments = some.integers(0, 730 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


def plainly(working: WorkingTime, since: datetime, until: datetime) -> timedelta:
    """Day by day: the slow way, for comparison."""
    zone, total = ZoneInfo(working.zone), timedelta()
    day = since.astimezone(zone).date()
    while day <= until.astimezone(zone).date():
        start = datetime.combine(day, working.since, zone).astimezone(UTC)
        end = datetime.combine(day, working.until, zone).astimezone(UTC)
        if day.isoweekday() in working.days:
            total += max(min(end, until) - max(start, since), timedelta())
        day += DAY
    return total


@settings(max_examples=150, deadline=None)
@given(
    moments,
    some.timedeltas(timedelta(), timedelta(days=200)),
    some.sampled_from(["Europe/Moscow", "Europe/Berlin", "Asia/Kolkata", "America/New_York"]),
    some.sets(some.integers(1, 7), min_size=1),
)
def test_whole_weeks_come_to_the_same_as_day_by_day(
    since: datetime, span: timedelta, zone: str, days: set[int]
) -> None:
    working = WorkingTime(days=tuple(sorted(days)), since=time(8, 30), until=time(17), zone=zone)
    assert elapsed(working, since, since + span) == plainly(working, since, since + span)


@settings(max_examples=100, deadline=None)
@given(moments, some.integers(1, 400))
def test_due_and_elapsed_agree(since: datetime, count: int) -> None:
    at = due(WORKING, since, count)
    assert at is not None
    assert elapsed(WORKING, since, at) == count * HOUR


def test_thousands_of_hours_at_a_minute_a_day_are_known_at_once() -> None:
    """A file may bring it: each checkpoint of each deal would count years day by day."""
    since = MONDAY
    slow = WorkingTime(since=time(9), until=time(9, 1))
    started = perf_counter()
    for _checkpoint in range(300):
        assert due(slow, since, 5000) is None
    assert perf_counter() - started < 1
    assert due(slow, since, 40) == since + 480 * 7 * DAY - 3 * DAY + timedelta(minutes=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "09:00+05:00"},
        {"since": "20:00+10:00", "until": "12:00+00:00"},
        {"zone": "localtime"},
        {"zone": "posixrules"},
        {"zone": "right/Europe/Moscow"},
        {"zone": "../../etc/passwd"},
        {"zone": "/etc/passwd"},
        {"zone": "Europe"},
        {"zone": "Europe/Atlantis"},
        {"zone": ""},
        {"zone": "a\x00"},
        {"days": [1] * 1000},
    ],
)
def test_hours_of_another_zone_and_zones_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WorkingTime.model_validate(wrong)

"""Figures and times as people say them, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from krug.site.templatetags import words

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        (8, "8 s", "8 с"),
        (95, "1 min 35 s", "1 мин 35 с"),
        (1200, "20 min", "20 мин"),
        (3725, "1 h 2 min", "1 ч 2 мин"),
        (7200, "2 h", "2 ч"),
        (360_000, "100 h", "100 ч"),
        (None, "–", "–"),
    ],
)
def test_seconds(value: float | None, english: str, russian: str) -> None:
    with override("en"):
        assert words.seconds(value) == english
    with override("ru"):
        assert words.seconds(value) == russian


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (9999, "9999"), (-20, "\u221220"), (None, "–"), (4.25, "4.2")]
)
def test_number(value: float | None, shown: str) -> None:
    with override("en"):
        assert words.number(value, 1) == shown


def test_large_numbers_are_grouped() -> None:
    with override("en"):
        assert words.number(1_234_567) == "1,234,567"
    with override("ru"):
        assert words.number(1_234_567).replace(NBSP, " ") == "1 234 567"


def test_shares_and_their_differences() -> None:
    with override("en"):
        assert words.percent(0.423) == f"42{NBSP}%"
        assert words.points(-0.042) == f"\u22124{NBSP}pp"
        assert words.with_unit(-75, "min") == "\u22121 h 15 min"
        assert words.with_unit(0.5, "%") == f"50{NBSP}%"
        assert words.with_unit(None, "s") == "–"


@pytest.mark.parametrize(
    ("days", "english", "russian"),
    [(0, "today", "сегодня"), (-1, "yesterday", "вчера"), (1, "tomorrow", "завтра")],
)
def test_near_days_have_names(days: int, english: str, russian: str) -> None:
    moment = timezone.now() + timedelta(days=days)
    with override("en"):
        assert words.day(moment) == english
    with override("ru"):
        assert words.day(moment) == russian


def test_far_days_name_the_year_when_it_is_another() -> None:
    with override("ru"):
        assert words.day(date(2001, 5, 9)) == "9 мая 2001"
    with override("en"):
        assert words.day(None) == "–"


@pytest.mark.parametrize(
    ("days", "said"), [(2, "2 дня назад"), (5, "5 дней назад"), (21, "21 день назад"), (95, "3 месяца назад")]
)
def test_ago_counts_in_russian(days: int, said: str) -> None:
    with override("ru"):
        assert words.ago(timezone.now() - timedelta(days=days)) == said


def test_never() -> None:
    with override("en"):
        assert words.ago(None) == "never"
        assert words.when(None) == "–"
        assert words.clock(None) == ""


def test_moments_are_shown_in_the_persons_zone() -> None:
    at = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    with timezone.override("Asia/Vladivostok"):
        assert words.clock(at) == "08:30"
    assert words.moment(1_000_000) == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
    assert words.moment(None) is None


@pytest.mark.parametrize(
    ("octets", "said"), [(500, "1 kB"), (182_000, "182 kB"), (2_500_000, "2.5 MB"), (None, "–")]
)
def test_sizes(octets: float | None, said: str) -> None:
    with override("en"):
        assert words.size(octets).replace(NBSP, " ") == said

"""Intervals against published figures and against simulation-free bounds; verdicts at their edges."""

import pytest

from krug.analysis import intervals
from krug.analysis.intervals import ENOUGH, Median, Share
from krug.insight import rules
from krug.insight.rules import Evidence


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(hits: int, of: int, low: float, high: float) -> None:
    assert intervals.wilson(hits, of) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@pytest.mark.parametrize(
    ("new", "old", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17:873, table II, method 10.
    [
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(10, 10), Share(0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_as_published(new: Share, old: Share, low: float, high: float) -> None:
    assert intervals.newcombe(new, old) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_a_median_with_its_order_statistics() -> None:
    assert intervals.median([]) == Median(None, None, None, 0)
    assert intervals.median([1.0, 2.0, 4.0]) == Median(2.0, None, None, 3)
    assert intervals.median([float(value) for value in range(100)]) == Median(49.5, 40.0, 59.0, 100)


def test_too_few_say_nothing() -> None:
    few, many = Share(1, ENOUGH - 1), Share(10, ENOUGH)
    assert (few.low, few.high, intervals.difference(many, few).verdict) == (None, None, "unknown")
    assert many.low is not None
    assert rules.sign("likes", few, many, more_is_better=True) is None
    assert Share(0, 0).value is None


def test_a_difference_is_only_called_when_its_interval_leaves_nought() -> None:
    assert intervals.difference(Share(60, 100), Share(30, 100)).verdict == "better"
    assert intervals.difference(Share(30, 100), Share(60, 100)).verdict == "worse"
    assert intervals.difference(Share(50, 100), Share(48, 100)).verdict == "same"


def test_a_sign_must_be_provable_and_plain() -> None:
    assert rules.sign("likes", Share(100, 1000), Share(5000, 10000), more_is_better=True) is not None
    assert rules.sign("likes", Share(450, 1000), Share(5000, 10000), more_is_better=True) is None
    assert rules.sign("dislikes", Share(300, 1000), Share(1000, 10000), more_is_better=False) is not None
    assert rules.sign("dislikes", Share(100, 1000), Share(1000, 10000), more_is_better=False) is None


def test_a_cover_is_not_weak_and_a_disliked_slide_is() -> None:
    likes, seconds = Evidence("likes", 0, 1, -1, -1), Evidence("seconds", 5, 30, -30, -20)
    dislikes = Evidence("dislikes", 1, 0, 1, 1)
    assert rules.weak([likes, seconds, None]) == []
    assert rules.weak([dislikes, None]) == []
    assert rules.weak([likes, None, dislikes]) == [likes, dislikes]


def test_verdict_of_an_intent() -> None:
    assert rules.verdict(0.5, 0.5, 0.7) == "reached"
    assert rules.verdict(0.5, 0.3, 0.49) == "missed"
    assert rules.verdict(0.5, 0.4, 0.6) == "open"
    assert rules.verdict(0.5, None, None) == "unknown"

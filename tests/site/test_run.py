"""The list of what one run is enough for names files that are there."""

from pathlib import Path

from tests.run import ONCE

TESTS = Path(__file__).resolve().parents[1]


def test_whatever_runs_once_is_there() -> None:
    assert [path for path in ONCE if not (TESTS / path).is_file()] == []

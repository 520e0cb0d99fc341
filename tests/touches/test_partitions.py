from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from krug.site.clock import micros
from krug.touches import partitions
from krug.touches.actions import append, extend
from krug.touches.queries import by_ids
from krug.touches.touch import stable_id
from tests.touches.make import shown

LATE = datetime(2026, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)


def test_quarters_around_a_moment() -> None:
    assert list(partitions.quarters(LATE, 1, 2)) == [(2026, 3), (2026, 4), (2027, 1), (2027, 2)]
    assert partitions.next_quarter((2026, 4)) == (2027, 1)


def test_an_id_falls_into_the_quarter_of_its_time() -> None:
    border = partitions.first_id((2027, 1))
    assert stable_id(micros(LATE), "x") < border <= stable_id(micros(LATE) + 1000, "x")


@pytest.mark.django_db
def test_quarters_to_come_are_made_once() -> None:
    if connection.vendor != "postgresql":
        assert extend(LATE) == []
        return
    ahead = LATE + timedelta(days=3650)
    assert extend(ahead) == ["touch_2036q4", "touch_2037q1", "touch_2037q2"]
    assert extend(ahead) == []


@pytest.mark.django_db
def test_a_quarter_begun_in_the_default_partition_stays_there() -> None:
    ahead = datetime(2040, 2, 1, tzinfo=UTC)
    touch = shown(id=stable_id(micros(ahead), "odd clock"))
    append([touch], "user:1")
    assert "touch_2040q1" not in extend(ahead)
    assert set(by_ids([touch.id])) == {touch.id}

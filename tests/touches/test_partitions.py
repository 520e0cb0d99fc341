import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

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


def beside(work: Callable[[], None]) -> tuple[threading.Thread, list[BaseException]]:
    """Work in a thread with a connection of its own, and what it fell over."""
    faults: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, faults


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_touch_that_comes_while_its_quarter_is_made_hinders_nothing() -> None:
    """Not yet committed, it is not seen when the quarter is looked at, and is in the way when it is made."""
    if connection.vendor != "postgresql":
        pytest.skip("one table serves all times")
    ahead = datetime(2050, 2, 1, tzinfo=UTC)
    touch = shown(id=stable_id(micros(ahead), "just now"))
    made: list[str] = []
    with transaction.atomic():
        append([touch], "user:1")
        worker, faults = beside(lambda: made.extend(extend(ahead)))
        while not somebody_waits():
            assert worker.is_alive()
    worker.join(20)
    assert (faults, made) == ([], ["touch_2050q2", "touch_2050q3"])
    assert set(by_ids([touch.id])) == {touch.id}


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_the_same_quarters() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one table serves all times")
    for year in range(2060, 2064):
        made: list[str] = []
        together = threading.Barrier(2)

        def make(ahead: datetime, made: list[str], together: threading.Barrier) -> None:
            together.wait(20)
            made += extend(ahead)

        both = [
            beside(lambda: make(datetime(year, 5, 1, tzinfo=UTC), made, together))  # noqa: B023
            for _ in range(2)
        ]
        for thread, faults in both:
            thread.join(20)
            assert faults == []
        assert sorted(made) == [f"touch_{year}q{number}" for number in (2, 3, 4)]

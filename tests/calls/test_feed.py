"""The thread that hears of changes outlives whatever goes wrong: nobody would start it again."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from krug.calls import store
from krug.calls.live.feed import Feed, Numbers
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20
LISTENING = "pid <> pg_backend_pid() AND datname = current_database() AND query ILIKE %s"


class Broken(Exception):
    pass


@contextmanager
def followed(faults: int = 0) -> Iterator["queue.Queue[Numbers]"]:
    """What a feed tells; the first `faults` times it cannot be told."""
    told, left = queue.Queue[Numbers](), [faults]

    def tell(numbers: Numbers) -> None:
        if left[0]:
            left[0] -= 1
            raise Broken
        told.put(numbers)

    feed = Feed(tell)
    feed.want(True)
    try:
        yield told
    finally:
        feed.want(False)
        connections.close_all()


def test_a_fault_of_any_kind_is_not_its_end(cast: Cast) -> None:
    store.news({cast.rita.pk})
    with followed(faults=1) as told:
        assert told.get(timeout=PATIENCE) == {cast.rita.pk: 1}


def test_a_connection_that_is_cut_is_made_again(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection that could be cut")
    store.news({cast.rita.pk})
    with followed() as told:
        assert told.get(timeout=PATIENCE) == {cast.rita.pk: 1}
        cut = 0
        while not cut:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {LISTENING}",
                    ["%calls_screen%"],
                )
                cut = cursor.fetchone()[0]
        # Everybody is told anew: it may have changed while nobody heard.
        assert told.get(timeout=PATIENCE) == {cast.rita.pk: 1}
        store.news({cast.rita.pk})
        assert told.get(timeout=PATIENCE) == {cast.rita.pk: 2}

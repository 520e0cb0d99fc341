"""Writers and refreshers at the same moment: no change is lost, digests stay exact."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from random import Random

import pytest
from django.db import connection, connections

from krug.customers.actions import edit_person
from krug.customers.models import Person
from krug.sync.actions.refresh import refresh
from krug.sync.models import Item
from krug.sync.queries import scopes_of
from krug.visits.actions import finish_visit, record_events, start_visit
from krug.visits.data import Outcome
from krug.visits.models import Visit
from tests.cast import Cast, make_cast
from tests.sync.device import Device
from tests.sync.test_histories import assert_exact
from tests.sync.world import DEVICE
from tests.visits.made import NOON, Player, make_deck, make_doctor, make_visit, minutes

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "postgresql" not in os.environ.get("KRUG_DATABASE", ""), reason="SQLite has one writer by itself"
    ),
]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def in_thread(work: Callable[[], None]) -> None:
    try:
        work()
    finally:
        connections.close_all()


def test_edits_showings_and_refreshes_at_once(cast: Cast) -> None:
    slides = make_deck(cast)
    doctors = [make_doctor(cast, f"Doctor {number}") for number in range(6)]
    visits = [make_visit(cast.rita, doctor) for doctor in doctors]
    Device(cast.rita).sync()

    def edit(seed: int) -> None:
        random = Random(seed)
        for _time in range(15):
            edit_person(
                cast.head, Person.objects.get(pk=random.choice(doctors).pk), {"note": str(random.random())}
            )

    def show(number: int) -> None:
        player, visit = Player(), Visit.objects.get(pk=visits[number].pk)
        start_visit(cast.rita, visit, NOON)
        record_events(cast.rita, visit, DEVICE, player.show(slides[0], 0, 9))
        finish_visit(cast.rita, visit, minutes(9), Outcome("agreed"))
        record_events(cast.rita, visit, DEVICE, player.show(slides[1], 10, 19))

    def look() -> None:
        for _time in range(20):
            refresh(scopes_of(cast.rita), seconds=0)

    jobs: list[Callable[[], None]] = [partial(edit, seed) for seed in range(2)]
    jobs += [partial(show, number) for number in range(6)]
    jobs += [look, look, look]
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(in_thread, job) for job in jobs]:
            done.result(120)
    refresh()
    assert_exact()
    assert Item.objects.filter(kind="visit").count() == 6


def test_a_mark_made_while_another_works_survives(cast: Cast) -> None:
    """A writer that commits between the refresher's look and its end is worked off by the next one."""
    doctor = make_doctor(cast)
    Device(cast.rita).sync()
    edit_person(cast.head, doctor, {"note": "first"})
    with ThreadPoolExecutor(1) as pool, building(lambda: pool.submit(in_thread, second).result(30)):

        def second() -> None:
            edit_person(cast.head, Person.objects.get(pk=doctor.pk), {"note": "second"})

        refresh()
    assert_exact()
    assert b"second" in bytes(Item.objects.get(kind="person").body)


@contextmanager
def building(happens: Callable[[], object]) -> Iterator[None]:
    """While documents are built for the first time, something else happens too."""
    waiting = [happens]

    def watch(execute: Callable[..., object], sql: str, *args: object) -> object:
        answer = execute(sql, *args)
        # After the marks were taken and the person was read.
        if waiting and 'FROM "customers_person"' in sql and 'canonical_id" IS NULL' in sql:
            waiting.pop()()
        return answer

    with connection.execute_wrapper(watch):
        yield
    assert not waiting, "the moment never came"

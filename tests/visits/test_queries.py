"""Who sees which visits, and when they are due."""

from datetime import UTC, date, datetime, timedelta

from krug.customers.actions import merge
from krug.visits import dimensions, queries
from krug.visits.actions import cancel_visit, finish_visit, start_visit
from krug.visits.data import Outcome
from tests.cast import Cast
from tests.visits.made import NOON, make_doctor, make_visit, minutes

LATE = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # 01:30 of the next day in Moscow


def test_the_day_is_the_viewers(cast: Cast) -> None:
    doctor = make_doctor(cast)
    noon, late = make_visit(cast.rita, doctor), make_visit(cast.rita, doctor, LATE)
    called_off = make_visit(cast.rita, doctor)
    cancel_visit(cast.rita, called_off)
    assert list(queries.agenda(cast.rita, date(2026, 3, 2))) == [noon]
    assert list(queries.agenda(cast.nina, date(2026, 3, 3))) == [late]
    assert list(queries.own_day(cast.nina, date(2026, 3, 3))) == []
    assert list(queries.agenda(cast.roma, date(2026, 3, 2))) == []


def test_overdue_is_neither_held_nor_called_off_and_of_a_day_past(cast: Cast) -> None:
    doctor = make_doctor(cast)
    missed, held, called_off = (make_visit(cast.rita, doctor) for _ in range(3))
    finish_visit(cast.rita, held, minutes(9), Outcome("agreed"))
    cancel_visit(cast.rita, called_off)
    assert list(queries.overdue(cast.rita, NOON + timedelta(days=1))) == [missed]
    assert list(queries.overdue(cast.rita, NOON + timedelta(hours=2))) == []
    assert list(queries.overdue(cast.roma, NOON + timedelta(days=1))) == []


def test_visits_to_those_merged_into_him_are_his(cast: Cast) -> None:
    doctor, double = make_doctor(cast), make_doctor(cast, "Double")
    visit = make_visit(cast.rita, double)
    merge(cast.head, doctor, double, {})
    assert list(queries.of_person(cast.rita, doctor)) == [visit]
    assert list(queries.of_person(cast.roma, doctor)) == []


def test_questions_know_what_became_of_visits(cast: Cast) -> None:
    doctor = make_doctor(cast)
    planned, started, held, called_off = (make_visit(cast.rita, doctor) for _ in range(4))
    start_visit(cast.rita, started, NOON)
    finish_visit(cast.rita, held, minutes(9), Outcome("agreed"))
    cancel_visit(cast.rita, called_off)
    table = dimensions.visits().to_pylist()
    assert [(row["uid"], row["state"]) for row in table] == [
        (planned.uid.bytes, "planned"),
        (started.uid.bytes, "started"),
        (held.uid.bytes, "finished"),
        (called_off.uid.bytes, "cancelled"),
    ]

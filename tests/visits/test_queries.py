"""Who sees which visits, and when they are due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from krug.customers.actions import merge
from krug.visits import dimensions
from krug.visits.actions import cancel_visit, finish_visit, start_visit
from krug.visits.data import Outcome
from krug.visits.models import Visit
from krug.visits.queries import (
    Shelf,
    VisitFilters,
    agenda,
    agreed_last,
    of_today,
    start_of_today,
    visits_of,
    with_person,
)
from tests.cast import Cast
from tests.visits.made import NOON, make_doctor, make_visit, minutes

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def shelf(cast: Cast, name: Shelf, who: str = "rita", **filters: object) -> list[Visit]:
    return list(agenda(getattr(cast, who), name, VisitFilters(**filters), None).visits)


def test_today_is_the_viewers_day_and_his_own(cast: Cast) -> None:
    doctor = make_doctor(cast)
    here = datetime.now(ZoneInfo("Asia/Vladivostok")).replace(hour=0, minute=30, second=0, microsecond=0)
    first, late, _next = (make_visit(cast.rita, doctor, here + hours * HOUR) for hours in (0, 23, 24))
    cancel_visit(cast.rita, make_visit(cast.rita, doctor, here + HOUR))
    with timezone.override("Asia/Vladivostok"):
        assert of_today(cast.rita) == [first, late]
        assert of_today(cast.nina) == []


def test_each_visit_is_on_its_shelf(cast: Cast) -> None:
    doctor, begin = make_doctor(cast), start_of_today()
    missed, held, called_off = (make_visit(cast.rita, doctor, begin - HOUR) for _ in range(3))
    forgotten, coming = make_visit(cast.rita, doctor, begin - 40 * DAY), make_visit(cast.rita, doctor, begin)
    finish_visit(cast.rita, held, begin, Outcome("agreed"))
    cancel_visit(cast.rita, called_off)
    assert shelf(cast, Shelf.OVERDUE) == [missed]
    assert shelf(cast, Shelf.COMING) == [coming]
    assert shelf(cast, Shelf.HELD) == [held]
    assert shelf(cast, Shelf.CANCELLED) == [called_off]
    assert set(shelf(cast, Shelf.ALL, "nina")) == {missed, held, called_off, forgotten, coming}
    assert shelf(cast, Shelf.ALL, "roma") == []


def test_days_and_colleagues_narrow_a_list(cast: Cast) -> None:
    day = timezone.localtime(NOON).date()
    mine, later = (
        make_visit(cast.rita, make_doctor(cast)),
        make_visit(cast.rita, make_doctor(cast), NOON + DAY),
    )
    assert shelf(cast, Shelf.ALL, since=day, until=day) == [mine]
    assert shelf(cast, Shelf.ALL, since=day + DAY) == [later]
    assert shelf(cast, Shelf.ALL, "boss", staff=cast.roma.pk) == []


def test_a_long_list_is_turned_page_by_page(cast: Cast) -> None:
    doctor = make_doctor(cast)
    visits = [make_visit(cast.rita, doctor, NOON) for _ in range(5)]
    first = agenda(cast.rita, Shelf.ALL, VisitFilters(), None, limit=3)
    second = agenda(cast.rita, Shelf.ALL, VisitFilters(), first.next, limit=3)
    assert [*first.visits, *second.visits] == visits[::-1]
    assert second.next is None


def test_visits_with_those_merged_into_him_are_his(cast: Cast) -> None:
    doctor, double = make_doctor(cast), make_doctor(cast, "Double")
    visit = make_visit(cast.rita, double, timezone.now() + DAY)
    merge(cast.head, doctor, double, {})
    assert with_person(cast.rita, [doctor.pk, double.pk]) == [visit]
    assert with_person(cast.roma, [doctor.pk, double.pk]) == []


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


def test_all_visits_with_a_person_and_how_the_last_one_ended(cast: Cast) -> None:
    doctor = make_doctor(cast)
    held, coming = make_visit(cast.rita, doctor, NOON), make_visit(cast.rita, doctor, NOON + DAY)
    assert agreed_last([doctor.pk]) is None
    begin_and_end(cast, held)
    assert visits_of(cast.rita, [doctor.pk]) == [coming, held]
    assert visits_of(cast.nina, [doctor.pk]) == [coming, held]
    # A colleague's visits are not a marketer's to read one by one; what was agreed is in the history anyway.
    assert visits_of(cast.marketer, [doctor.pk]) == []
    ended = agreed_last([doctor.pk])
    assert ended is not None
    assert ended.next_step == "Call on Monday"


def begin_and_end(cast: Cast, visit: Visit) -> None:
    start_visit(cast.rita, visit, NOON)
    finish_visit(cast.rita, visit, NOON + HOUR, Outcome("agreed", next_step="Call on Monday"))

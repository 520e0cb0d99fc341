from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import Http404

from krug.access.models import User
from krug.customers.models import Person
from krug.insight.questions import rep_report, team_report, today
from krug.insight.questions.rep_report import mondays
from krug.visits.actions import cancel_visit
from krug.visits.models import Visit
from tests.cast import Cast
from tests.insight.make import finished, load
from tests.visits.made import make_deck, make_doctor, make_visit

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def test_a_rep_s_two_weeks(cast: Cast) -> None:
    one, two, _three = make_deck(cast)
    ann, bob = make_doctor(cast, "Ann"), make_doctor(cast, "Bob")
    load(
        cast.rita,
        [
            finished(
                cast.rita, [ann, bob], at(2), [(one, 60, 100), (two, 30, -100)], [(one, "q", "rating", 4)]
            ),
            finished(cast.rita, [bob], at(10)),
        ],
    )
    make_visit(cast.rita, ann, at(4))
    cancel_visit(cast.rita, make_visit(cast.rita, ann, at(5)), "ill")
    make_visit(cast.rita, ann, at(13))
    report = rep_report(cast.rita, cast.rita, MONDAY, date(2026, 3, 15), NOW)
    assert [week.monday for week in report.weeks] == [MONDAY, MONDAY + timedelta(days=7)]
    first, second = (week.figures for week in report.weeks)
    assert (first.planned, first.done, first.cancelled, first.overdue, first.held) == (3, 1, 1, 1, 1)
    assert (first.with_deck, first.contacts, first.showings, first.seconds) == (1, 2, 2, 90)
    assert (first.likes, first.dislikes, first.answers, first.impressions) == (1, 1, 1, 4)
    assert (second.planned, second.held, second.with_deck, second.overdue, second.contacts) == (2, 1, 0, 0, 1)
    assert (report.total.completion.hits, report.total.completion.of) == (2, 3)
    assert (report.total.deck_share.hits, report.total.deck_share.of) == (1, 2)
    assert [line.staff for line in report.lines] == [cast.rita]


def test_days_are_the_viewer_s(cast: Cast) -> None:
    """23:30 UTC of Sunday is Monday in Moscow."""
    load(cast.rita, [finished(cast.rita, [make_doctor(cast)], datetime(2026, 3, 1, 23, 30, tzinfo=UTC))])
    cast.rita.time_zone = "Europe/Moscow"
    assert rep_report(cast.rita, cast.rita, MONDAY, MONDAY, NOW).total.held == 1
    cast.rita.time_zone = "UTC"
    assert rep_report(cast.rita, cast.rita, MONDAY, MONDAY, NOW).total.held == 0


def test_whose_reports_one_may_see(cast: Cast) -> None:
    load(cast.rita, [finished(cast.rita, [make_doctor(cast)], at(2))])
    for viewer in (cast.rita, cast.nina, cast.boss, cast.head, cast.marketer):
        assert rep_report(viewer, cast.rita, MONDAY, MONDAY, NOW).total.held == 1
    for outsider in (cast.roma, cast.sam, cast.food_head, cast.food_marketer):
        with pytest.raises(Http404):
            rep_report(outsider, cast.rita, MONDAY, MONDAY, NOW)


def test_a_team_is_the_sum_of_its_people(cast: Cast) -> None:
    doctor = make_doctor(cast)
    load(cast.head, [finished(cast.rita, [doctor], at(2)), finished(cast.roma, [doctor], at(3))])
    report = team_report(cast.head, cast.pharma.top, MONDAY, date(2026, 3, 8), NOW)
    assert [(line.staff.name, line.figures.held) for line in report.lines] == [("Rita", 1), ("Roma", 1)]
    assert report.total.held == 2
    assert team_report(cast.head, cast.pharma.north, MONDAY, date(2026, 3, 8), NOW).total.held == 1
    assert team_report(cast.boss, None, MONDAY, date(2026, 3, 8), NOW).total.held == 2
    assert team_report(cast.nina, None, MONDAY, date(2026, 3, 8), NOW).total.held == 1
    for outsider in (cast.sam, cast.food_head):
        with pytest.raises(Http404):
            team_report(outsider, cast.pharma.north, MONDAY, MONDAY, NOW)


def test_weeks_begin_on_monday() -> None:
    assert mondays(date(2026, 3, 4), date(2026, 3, 9)) == [MONDAY, date(2026, 3, 9)]
    assert mondays(MONDAY, MONDAY) == [MONDAY]


def kinds(viewer: User) -> set[str]:
    it = today(viewer, NOW)
    return {notice.kind for notice in [*it.do, *it.wrong, *it.changed]}


def test_a_rep_s_day(cast: Cast) -> None:
    doctor = make_doctor(cast)
    make_visit(cast.rita, doctor, at(11))
    visit = make_visit(cast.rita, doctor, at(12, 12))
    make_visit(cast.roma, doctor, at(12, 13))
    cancel_visit(cast.rita, make_visit(cast.rita, doctor, at(12, 15)))
    load(cast.rita, [finished(cast.rita, [doctor], at(10))])
    day = today(cast.rita, NOW)
    assert day.visits == [visit]
    assert [notice.kind for notice in day.do] == ["overdue"]
    held = next(figure for figure in day.figures if figure.name == "held")
    assert (held.value, held.before) == (1, 0)
    assert kinds(cast.roma) == set()


def test_overdue_visits_are_for_whoever_can_do_something_about_them(cast: Cast) -> None:
    make_visit(cast.rita, make_doctor(cast), at(11))
    for leader in (cast.nina, cast.head):
        assert "overdue" in kinds(leader)
    assert "overdue" not in kinds(cast.marketer)


def busy(cast: Cast, staff: User, doctor: Person, held: int, missed: int) -> None:
    load(
        cast.head,
        [finished(staff, [doctor], at(1 + number % 10, 6 + number // 10)) for number in range(held)],
    )
    for number in range(missed):
        make_visit(staff, doctor, at(1 + number % 10, 6 + number // 10))


def test_a_lagging_team_is_named_to_those_above_it(cast: Cast) -> None:
    doctor = make_doctor(cast)
    busy(cast, cast.rita, doctor, 60, 2)
    busy(cast, cast.roma, doctor, 20, 40)
    for viewer in (cast.boss, cast.head):
        (notice,) = today(viewer, NOW).wrong
        assert (notice.kind, notice.subject) == ("lagging", cast.pharma.south)
        assert "33" in notice.text
        assert notice.evidence[0].high < 0
    assert today(cast.nina, NOW).wrong == []
    assert today(cast.food_head, NOW).wrong == []


def test_a_weak_slide_is_on_the_marketer_s_page(cast: Cast) -> None:
    one, two, _three = make_deck(cast)
    doctor = make_doctor(cast)
    load(
        cast.rita,
        [
            finished(
                cast.rita, [doctor], at(1 + number % 10, 6 + number // 10), [(one, 40, 100), (two, 3, -100)]
            )
            for number in range(40)
        ],
    )
    (notice,) = today(cast.marketer, NOW).wrong
    assert (notice.kind, notice.subject) == ("weak_slide", two)
    assert today(cast.rita, NOW).wrong == []
    assert today(cast.food_marketer, NOW).wrong == []
    assert Visit.objects.count() == 40

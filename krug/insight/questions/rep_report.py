"""What a rep or a team planned, did and heard, week by week in the viewer's time zone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.db.models import Q
from django.http import Http404

from krug.access.models import Scope, Team, User
from krug.analysis import scopes
from krug.analysis.question import Question, run
from krug.analysis.steps import Step, base
from krug.insight.rules import Share
from krug.site.clock import micros
from krug.visits.models import Visit


@dataclass(slots=True)
class Figures:
    """`planned`: visits whose time is in the span; of them `done`, `cancelled`, `overdue` (time past,
    neither).

    `held`: visits finished in the span; of them `with_deck` showed a slide. `contacts`: listeners of these
    visits.
    """

    planned: int = 0
    done: int = 0
    cancelled: int = 0
    overdue: int = 0
    held: int = 0
    with_deck: int = 0
    contacts: int = 0
    showings: int = 0
    impressions: int = 0
    seconds: float = 0.0
    likes: int = 0
    dislikes: int = 0
    answers: int = 0

    @property
    def completion(self) -> Share:
        """Done of what was due and not cancelled."""
        return Share(self.done, self.done + self.overdue)

    @property
    def deck_share(self) -> Share:
        return Share(self.with_deck, self.held)

    @property
    def like_share(self) -> Share:
        return Share(self.likes, self.impressions)


NAMES = tuple(field.name for field in fields(Figures))


@dataclass(slots=True)
class Week:
    """Monday, and the part of its week that is in the period."""

    monday: date
    figures: Figures


@dataclass(slots=True)
class Line:
    staff: User
    figures: Figures


@dataclass(slots=True)
class Report:
    """`since`, `until`: first and last day. Lines by name."""

    since: date
    until: date
    total: Figures
    weeks: list[Week]
    lines: list[Line]


PERIOD = 't."at" >= $since AND t."at" < $until AND list_contains($staff, t.staff)'
WORK = Question(
    "work",
    (
        *base(PERIOD),
        Step(
            "weekly",
            'SELECT t.*, w.week FROM in_scope t JOIN week w ON t."at" >= w.since AND t."at" < w.until',
        ),
        Step(
            "planned",
            """
SELECT v.staff, w.week, count(*) AS planned, count(v.finished_at) AS done, count(v.cancelled_at) AS cancelled,
    count(*) FILTER (v.finished_at IS NULL AND v.cancelled_at IS NULL AND v.planned_at < $now) AS overdue
FROM visit v JOIN week w ON v.planned_at >= w.since AND v.planned_at < w.until GROUP BY ALL""",
        ),
        Step("with_slides", "SELECT DISTINCT episode FROM in_scope t WHERE t.verb = 'shown'"),
        Step(
            "held",
            """
SELECT v.staff, w.week, count(*) AS held, count(s.episode) AS with_deck
FROM visit v JOIN week w ON v.finished_at >= w.since AND v.finished_at < w.until
LEFT JOIN with_slides s ON s.episode = v.episode GROUP BY ALL""",
        ),
        Step(
            "showing",
            """
SELECT t.staff, t.week, t.episode, t.object_id, t."at" AS moment, max(t.seconds) AS seconds
FROM weekly t WHERE t.verb = 'shown' GROUP BY ALL""",
        ),
        Step(
            "shown",
            "SELECT staff, week, count(*) AS showings, sum(seconds) AS seconds FROM showing GROUP BY ALL",
        ),
        Step(
            "heard",
            """
SELECT t.staff, t.week, count(DISTINCT (t.episode, t.identity)) FILTER (t.verb = 'visited') AS contacts,
    count(DISTINCT (t.episode, t.identity, t.object_id)) FILTER (t.verb = 'shown') AS impressions,
    count(DISTINCT (t.episode, t.identity, t.object_id)) FILTER (t.verb = 'reacted' AND t.emotion > 0) AS
    likes,
    count(DISTINCT (t.episode, t.identity, t.object_id)) FILTER (t.verb = 'reacted' AND t.emotion < 0) AS
    dislikes,
    count(DISTINCT (t.episode, t.identity, t.object_id)) FILTER (t.verb = 'answered') AS answers
FROM weekly t GROUP BY ALL""",
        ),
        Step(
            "report",
            """
SELECT * FROM planned FULL JOIN held USING (staff, week) FULL JOIN shown USING (staff, week)
FULL JOIN heard USING (staff, week)""",
        ),
    ),
    frozenset({"since", "until", "staff", "now"}),
)


def rep_report(viewer: User, staff: User, since: date, until: date, now: datetime) -> Report:
    """Of one colleague (the viewer himself included), both days included. Raises Http404 out of his reach."""
    return _report(viewer, [staff], since, until, now)


def team_report(viewer: User, team: Team | None, since: date, until: date, now: datetime) -> Report:
    """Of everyone in the team and below it, or (None) of everyone within the viewer's reach who has
    visits.
    """
    reach = set(reach_of(viewer))
    people = User.objects.filter(id__in=reach)
    if team is not None:
        people = people.filter(team_id__in=below(team))
        if not people and not Scope.objects.filter(kind="team", ref=team.id, users__user=viewer).exists():
            raise Http404
    return _report(viewer, list(people), since, until, now)


def reach_of(viewer: User) -> list[int]:
    """Whose work counts in the viewer's figures: user ids."""
    ids: list[int] = scopes.staff(viewer)["staff"].to_pylist()
    return ids


def below(team: Team) -> set[int]:
    parents = dict(Team.objects.filter(unit_id=team.unit_id).values_list("id", "parent_id"))
    found, front = set[int](), {team.id}
    while front:
        found |= front
        front = {it for it, parent in parents.items() if parent in front} - found
    return found


def _report(viewer: User, people: Sequence[User], since: date, until: date, now: datetime) -> Report:
    ids = [it.id for it in people]
    if not set(ids) <= set(reach_of(viewer)):
        raise Http404
    weeks = mondays(since, until)
    rows = work(viewer, ids, since, until, now)
    by_name = sorted(people, key=lambda it: (it.name, it.id))
    lines = [Line(it, add(row for row in rows if row["staff"] == it.id)) for it in by_name]
    return Report(
        since,
        until,
        add(rows),
        [Week(it, add(row for row in rows if row["week"] == number)) for number, it in enumerate(weeks)],
        [line for line in lines if line.figures != Figures() or len(lines) == 1],
    )


def work(
    viewer: User, staff: Collection[int], since: date, until: date, now: datetime
) -> list[dict[str, Any]]:
    """Figures by staff and number of the week (0, 1 …), both days included, in the viewer's time zone."""
    zone = ZoneInfo(viewer.time_zone)
    begin, end = midnight(since, zone), midnight(until + timedelta(days=1), zone)
    tables = {"visit": lambda: visits(staff, begin, end), "week": lambda: weeks_table(since, until, zone)}
    return run(
        WORK, viewer, tables, since=micros(begin), until=micros(end), staff=list(staff), now=micros(now)
    )


def add(rows: Iterable[dict[str, Any]]) -> Figures:
    total = Figures()
    for row in rows:
        for name in NAMES:
            setattr(total, name, getattr(total, name) + (row[name] or 0))
    return total


def mondays(since: date, until: date) -> list[date]:
    first = since - timedelta(days=since.weekday())
    return [first + timedelta(days=days) for days in range(0, (until - first).days + 1, 7)]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def weeks_table(since: date, until: date, zone: ZoneInfo) -> pa.Table:
    """(week, since, until): the weeks of the period, cut to it, in µs."""
    starts = mondays(since, until)
    last = until + timedelta(days=1)
    rows = [
        (number, max(monday, since), min(monday + timedelta(days=7), last))
        for number, monday in enumerate(starts)
    ]
    return pa.table(
        {
            "week": pa.array([row[0] for row in rows], pa.int64()),
            "since": pa.array([micros(midnight(row[1], zone)) for row in rows], pa.int64()),
            "until": pa.array([micros(midnight(row[2], zone)) for row in rows], pa.int64()),
        }
    )


def visits(staff: Collection[int], since: datetime, until: datetime) -> pa.Table:
    """Visits of these people planned or finished in the span; times in µs."""
    in_span = Q(planned_at__gte=since, planned_at__lt=until) | Q(finish__at__gte=since, finish__at__lt=until)
    rows = list(
        Visit.objects.filter(in_span, staff__in=staff).values_list(
            "uid", "staff_id", "planned_at", "finish__at", "cancelling__at"
        )
    )
    return pa.table(
        {
            "episode": pa.array([row[0].bytes for row in rows], pa.binary()),
            "staff": pa.array([row[1] for row in rows], pa.int64()),
            "planned_at": _moments(row[2] for row in rows),
            "finished_at": _moments(row[3] for row in rows),
            "cancelled_at": _moments(row[4] for row in rows),
        }
    )


def _moments(values: Iterable[datetime | None]) -> pa.Array:
    return pa.array([None if it is None else micros(it) for it in values], pa.int64())

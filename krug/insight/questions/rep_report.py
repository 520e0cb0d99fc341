"""What a rep or a team planned, did and heard, week by week in the viewer's time zone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.http import Http404

from krug.access.models import Scope, Team, User
from krug.analysis import scopes
from krug.analysis.intervals import Share
from krug.analysis.question import Question, run
from krug.analysis.steps import Step, base
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
COLUMNS = 't.seq, t."at", t.identity, t.staff, t.verb, t.episode, t.object_id, t.seconds, t.emotion'
VISIT_TEXT = ("staff", "episode", "planned_at", "finished_at", "cancelled_at")
WORK = Question(
    "work",
    (
        *base(PERIOD, COLUMNS),
        Step(
            "weekly",
            'SELECT t.*, w.week FROM in_scope t JOIN week w ON t."at" >= w.since AND t."at" < w.until',
        ),
        Step(
            "visit",
            """
SELECT staff, episode::UUID AS episode, epoch_us(planned_at::TIMESTAMP) AS planned_at,
    epoch_us(finished_at::TIMESTAMP) AS finished_at, epoch_us(cancelled_at::TIMESTAMP) AS cancelled_at
FROM visit_text""",
        ),
        Step(
            "planned",
            """
SELECT v.staff, w.week, count(*) AS planned, count(v.finished_at) AS done, count(v.cancelled_at) AS cancelled,
    count(*) FILTER (v.finished_at IS NULL AND v.cancelled_at IS NULL AND v.planned_at < w.now) AS overdue
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
    frozenset({"since", "until", "staff"}),
    span=("since", "until"),
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
    rows = work(viewer, ids, weeks_of(since, until, now))
    by_name = sorted(people, key=lambda it: (it.name, it.id))
    lines = [Line(it, add(row for row in rows if row["staff"] == it.id)) for it in by_name]
    return Report(
        since,
        until,
        add(rows),
        [Week(it, add(row for row in rows if row["week"] == number)) for number, it in enumerate(weeks)],
        [line for line in lines if line.figures != Figures() or len(lines) == 1],
    )


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are counted together, both included; `now`: before when a visit had to be held."""

    since: date
    until: date
    now: datetime


def work(viewer: User, staff: Collection[int], spans: Sequence[Span]) -> list[dict[str, Any]]:
    """Figures by staff and number of the span (`week`: 0, 1 …), in the viewer's time zone.

    Spans may overlap.
    """
    zone = ZoneInfo(viewer.time_zone)
    begin = midnight(min(it.since for it in spans), zone)
    end = midnight(max(it.until for it in spans) + timedelta(days=1), zone)
    tables = {"visit_text": lambda: visits(staff, begin, end), "week": lambda: spans_table(spans, zone)}
    return run(WORK, viewer, tables, since=micros(begin), until=micros(end), staff=list(staff))


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


def weeks_of(since: date, until: date, now: datetime) -> list[Span]:
    """The weeks of the period, cut to it."""
    return [
        Span(max(monday, since), min(monday + timedelta(days=6), until), now)
        for monday in mondays(since, until)
    ]


def spans_table(spans: Sequence[Span], zone: ZoneInfo) -> pa.Table:
    """(week, since, until, now), times in µs, `until` excluded."""
    return pa.table(
        {
            "week": pa.array(range(len(spans)), pa.int64()),
            "since": _moments(midnight(it.since, zone) for it in spans),
            "until": _moments(midnight(it.until + timedelta(days=1), zone) for it in spans),
            "now": _moments(it.now for it in spans),
        }
    )


def visits(staff: Collection[int], since: datetime, until: datetime) -> pa.Table:
    """Visits of these people planned or finished in the span, as the database writes uids and times: the step
    `visit` reads the text, ten times as fast as an object would be made of each.
    """
    in_span = Q(planned_at__gte=since, planned_at__lt=until) | Q(finish__at__gte=since, finish__at__lt=until)
    texts = [Cast(name, TextField()) for name in ("uid", "planned_at", "finish__at", "cancelling__at")]
    rows = list(Visit.objects.filter(in_span, staff__in=staff).values_list("staff_id", *texts))
    columns = list(zip(*rows, strict=True)) or [()] * len(VISIT_TEXT)
    return pa.table(
        {
            name: pa.array(values, pa.int64() if name == "staff" else pa.string())
            for name, values in zip(VISIT_TEXT, columns, strict=True)
        }
    )


def _moments(values: Iterable[datetime | None]) -> pa.Array:
    return pa.array([None if it is None else micros(it) for it in values], pa.int64())

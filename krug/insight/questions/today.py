"""What a person opens the day with: what to do now, what changed, what is wrong. Each notice names its
evidence.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krug.access.models import Role, Team, User
from krug.access.rules import Permission, may
from krug.decks.queries.knowledge import decks_for
from krug.insight import rules
from krug.insight.questions.rep_report import Figures, Span, add, midnight, reach_of, work
from krug.insight.questions.slide_analysis import SlideAnalysis, SlideFigures, VersionFigures, slide_analyses
from krug.insight.rules import Evidence
from krug.visits.models import Visit

WEEKS = 4  # of work that regions are compared over


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to look at. `kind`: a stable code; `text`: a sentence; `subject`: the row it leads to."""

    kind: str
    text: str
    subject: Any = None
    evidence: Sequence[Evidence] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """This week's figure beside that of the week before up to the same weekday. `unit`: "", "%" or "min"."""

    name: str
    label: str
    unit: str
    value: float | None
    before: float | None


@dataclass(slots=True)
class Today:
    """`visits`: his own of the day, by time."""

    figures: list[Figure]
    visits: list[Visit] = field(default_factory=list)
    do: list[Notice] = field(default_factory=list)
    changed: list[Notice] = field(default_factory=list)
    wrong: list[Notice] = field(default_factory=list)


def today(viewer: User, now: datetime) -> Today:
    """By role: a rep's own day; a manager's people; a marketer's decks; a head's unit."""
    zone = ZoneInfo(viewer.time_zone)
    day = now.astimezone(zone).date()
    alone = viewer.role in (Role.REP, Role.SELLER)
    staff = [viewer.id] if alone else reach_of(viewer)
    this, last, weeks = _work(viewer, staff, day, now)
    made = Today(figures(this, last))
    if alone:
        made.visits = _own_visits(viewer, day, zone)
    leads = viewer.role in (Role.MANAGER, Role.HEAD, Role.ADMIN)
    if alone or leads:
        made.do += _overdue(viewer, staff, alone, midnight(day, zone))
    if leads:
        made.wrong += lagging(weeks)
    if may(viewer, Permission.SEE_ANALYSIS):
        analyses = slide_analyses(viewer, list(decks_for(viewer)), answers=False)
        made.wrong += weak_slides(analyses)
        made.changed += changed(analyses)
        made.do += intents(analyses, day)
    return made


Rows = list[dict[str, Any]]


def _work(viewer: User, staff: Sequence[int], day: date, now: datetime) -> tuple[Rows, Rows, Rows]:
    """Of this week, of the week before up to the same weekday, of the last weeks: of one state of the log."""
    monday, week = day - timedelta(days=day.weekday()), timedelta(days=7)
    spans = [
        Span(monday, day, now),
        Span(monday - week, day - week, now - week),
        Span(day - week * WEEKS, day, now),
    ]
    rows = work(viewer, staff, spans)
    this, last, weeks = ([row for row in rows if row["week"] == number] for number in range(len(spans)))
    return this, last, weeks


def figures(this_week: Rows, week_before: Rows) -> list[Figure]:
    this, last = add(this_week), add(week_before)
    shown = (
        ("held", _("Visits held"), "", this.held, last.held),
        ("deck_share", _("Visits with a deck"), "%", this.deck_share.value, last.deck_share.value),
        ("contacts", _("Customers spoken to"), "", this.contacts, last.contacts),
        ("showings", _("Slides shown"), "", this.showings, last.showings),
        ("minutes", _("Time on slides"), "min", this.seconds / 60, last.seconds / 60),
        ("like_share", _("Likes"), "%", this.like_share.value, last.like_share.value),
    )
    return [Figure(*it) for it in shown]


def _own_visits(viewer: User, day: date, zone: ZoneInfo) -> list[Visit]:
    begin = midnight(day, zone)
    visits = Visit.objects.filter(
        staff=viewer, planned_at__gte=begin, planned_at__lt=begin + timedelta(days=1)
    )
    return list(
        visits.filter(cancelling=None)
        .select_related("person", "organisation__canonical", "finish")
        .order_by("planned_at")
    )


def _overdue(viewer: User, staff: Sequence[int], alone: bool, begin: datetime) -> Iterator[Notice]:
    """Visits of the last weeks that were neither held nor cancelled."""
    since = begin - timedelta(weeks=WEEKS)
    late = Visit.objects.filter(staff__in=staff, planned_at__gte=since, planned_at__lt=begin)
    count = late.filter(finish=None, cancelling=None).count()
    if count:
        mine = ngettext(
            "%(n)d visit is overdue: close or move it.",
            "%(n)d visits are overdue: close or move them.",
            count,
        )
        team = ngettext(
            "%(n)d visit of your people is overdue.", "%(n)d visits of your people are overdue.", count
        )
        yield Notice("overdue", (mine if alone else team) % {"n": count})


def lagging(rows: Rows) -> Iterator[Notice]:
    """Teams plainly and provably behind the other teams over the last weeks."""
    people = User.objects.filter(id__in={it["staff"] for it in rows}, team__isnull=False).select_related(
        "team"
    )
    team_of = {it.id: it.team for it in people}
    by_team: dict[Team, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if team := team_of.get(row["staff"]):
            by_team[team].append(row)
    for team, own in sorted(by_team.items(), key=lambda it: it[0].name):
        others = add(row for other, part in by_team.items() if other != team for row in part)
        found = behind(add(own), others)
        if found:
            yield Notice("lagging", _lag_text(team, found[0]), team, found)


def behind(own: Figures, others: Figures) -> list[Evidence]:
    signs = [
        rules.sign("completion", own.completion, others.completion, more_is_better=True),
        rules.sign("deck_share", own.deck_share, others.deck_share, more_is_better=True),
        rules.sign("likes", own.like_share, others.like_share, more_is_better=True),
    ]
    return [it for it in signs if it]


def _lag_text(team: Team, evidence: Evidence) -> str:
    sentences = {
        "completion": _("%(team)s holds %(own)d%% of its planned visits, the others %(others)d%%."),
        "deck_share": _("%(team)s shows a deck in %(own)d%% of its visits, the others in %(others)d%%."),
        "likes": _("%(team)s hears likes for %(own)d%% of slides, the others for %(others)d%%."),
    }
    shares = {"own": round(evidence.own * 100), "others": round(evidence.others * 100)}
    return sentences[evidence.measure] % {"team": team.name, **shares}


def weak_slides(analyses: Sequence[SlideAnalysis]) -> list[Notice]:
    """The newest shown version's weak slides, weakest first."""
    found: list[tuple[float, Notice]] = []
    for analysis in analyses:
        shown = next((it for it in analysis.versions if it.visits), None)
        for slide in shown.slides if shown else []:
            if slide.weak:
                text = _weak_text(analysis, slide)
                found.append((weakness(slide.weak), Notice("weak_slide", text, slide.slide, slide.weak)))
    return [notice for _weakness, notice in sorted(found, key=lambda it: it[0])][:3]


def weakness(evidence: Sequence[Evidence]) -> float:
    """0 (nothing of what the others have) … 1 (like the others): the worst of the signs."""
    return min(min(it.own, it.others) / max(it.own, it.others, 1e-9) for it in evidence)


def _weak_text(analysis: SlideAnalysis, slide: SlideFigures) -> str:
    words = {"deck": analysis.deck.title, "slide": slide.slide.title, "number": slide.slide.number}
    return _("Slide %(number)d «%(slide)s» of «%(deck)s» is plainly weaker than the rest.") % words


def changed(analyses: Sequence[SlideAnalysis]) -> list[Notice]:
    """What the newest version made provably better or worse."""
    found = []
    for analysis in analyses:
        newest = next((it for it in analysis.versions if it.changes), None)
        for slide in newest.slides if newest else []:
            change = newest.changes.get(slide.slide.key) if newest else None
            if change is None or change.likes.verdict not in ("better", "worse"):
                continue
            found.append(_change_notice(analysis, newest, slide, change.likes.verdict))
    return found


def _change_notice(
    analysis: SlideAnalysis, newest: VersionFigures | None, slide: SlideFigures, verdict: str
) -> Notice:
    better = _("«%(slide)s» of «%(deck)s» is liked more since version %(version)d.")
    worse = _("«%(slide)s» of «%(deck)s» is liked less since version %(version)d.")
    number = newest.version.number if newest else 0
    words = {"slide": slide.slide.title, "deck": analysis.deck.title, "version": number}
    return Notice(f"version_{verdict}", (better if verdict == "better" else worse) % words, slide.slide)


def intents(analyses: Sequence[SlideAnalysis], day: date) -> Iterator[Notice]:
    """Intents whose day has come, or comes within a week, and that are not reached."""
    for analysis in analyses:
        for version in analysis.versions:
            meant = version.intent
            if (
                meant
                and meant.verdict != "reached"
                and day - timedelta(days=30) <= meant.intent.until <= day + timedelta(days=7)
            ):
                words = {"deck": analysis.deck.title, "version": version.version.number}
                text = _("Version %(version)d of «%(deck)s» has not reached what it was meant to.") % words
                yield Notice("intent", text, version.version)

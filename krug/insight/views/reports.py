"""Work of reps and teams: plan and fact, share with a presentation, time, answers; a team leads to its
people.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.models import Team, User
from krug.access.rules import Permission, may
from krug.access.scopes import of_units
from krug.insight.charts import Spec, spec
from krug.insight.questions import Report, rep_report, team_report
from krug.insight.questions.rep_report import reach_of

PERIODS: dict[str, tuple[Promise, int]] = {
    "month": (gettext_lazy("4 weeks"), 4),
    "quarter": (gettext_lazy("13 weeks"), 13),
    "half": (gettext_lazy("26 weeks"), 26),
}


@dataclass(frozen=True, slots=True)
class Period:
    name: str
    since: date
    until: date

    @classmethod
    def asked(cls, request: SignedInRequest) -> "Period":
        """Whole weeks up to today; what is not known is 13 weeks."""
        name = request.GET.get("period", "")
        name = name if name in PERIODS else "quarter"
        today = timezone.localdate()
        monday = today - timedelta(days=today.weekday())
        return cls(name, monday - timedelta(weeks=PERIODS[name][1] - 1), today)

    @property
    def options(self) -> list[tuple[str, Promise, bool]]:
        return [(name, label, name == self.name) for name, (label, _weeks) in PERIODS.items()]


@require_safe
@require(Permission.SEE_REPORTS)
def reports(request: SignedInRequest) -> HttpResponse:
    """Everyone whose work the viewer sees, or of a team (`team`); whoever sees nobody else sees himself."""
    colleagues = reach_of(request.user)
    period = Period.asked(request)
    if not set(colleagues) - {request.user.pk}:
        return _of_one(request, request.user, period)
    uid = request.GET.get("team", "")
    teams = list(
        of_units(request.user, Team.objects.filter(users__in=colleagues)).distinct().order_by("name")
    )
    team = next((one for one in teams if str(one.uid) == uid), None)
    report = team_report(request.user, team, period.since, period.until, timezone.now())
    context = _context(request.user, report, period, None) | {"teams": teams, "team": team}
    return render(request, "insight/report.html", context)


@require_safe
@require(Permission.SEE_REPORTS)
def rep(request: SignedInRequest, uid: UUID) -> HttpResponse:
    staff = get_object_or_404(User, uid=uid, id__in=reach_of(request.user))
    return _of_one(request, staff, Period.asked(request))


def _of_one(request: SignedInRequest, staff: User, period: Period) -> HttpResponse:
    report = rep_report(request.user, staff, period.since, period.until, timezone.now())
    return render(
        request, "insight/report.html", _context(request.user, report, period, staff) | {"staff": staff}
    )


def _context(viewer: User, report: Report, period: Period, staff: User | None) -> dict[str, object]:
    lines = sorted(report.lines, key=lambda line: -line.figures.held)
    return {
        "report": report,
        "total": report.total,
        "period": period,
        "lines": lines,
        "chart": _by_week(viewer, report, staff) if report.total.planned or report.total.held else None,
        "deck_chart": _deck_share(report) if report.total.held else None,
    }


def _by_week(viewer: User, report: Report, staff: User | None) -> Spec:
    """Each week opens its visits, for who may see the visits themselves and not their figures alone."""
    opens = may(viewer, Permission.PLAN_VISITS)
    return spec(
        "bars",
        [date_format(week.monday, _("j M")) for week in report.weeks],
        {
            _("Planned"): [week.figures.planned for week in report.weeks],
            _("Held"): [week.figures.held for week in report.weeks],
        },
        [_visits_of(week.monday, staff) for week in report.weeks] if opens else [],
    )


def _visits_of(monday: date, staff: User | None) -> str:
    whose = f"&staff={staff.pk}" if staff else ""
    return f"{reverse('visits')}?show=all&since={monday}&until={monday + timedelta(days=6)}{whose}"


def _deck_share(report: Report) -> Spec:
    return spec(
        "lines",
        [date_format(week.monday, _("j M")) for week in report.weeks],
        {_("Visits with a presentation"): [week.figures.deck_share.value for week in report.weeks]},
        unit="%",
    )

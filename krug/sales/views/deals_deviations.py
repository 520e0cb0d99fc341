"""The report of deviations: of those whom the viewer leads, of one of them, and of himself."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.models import Role, User
from krug.access.rules import Permission
from krug.access.scopes import visible_staff
from krug.sales.queries.deviated import OF_DEALS, By, Cut, Figures, report
from krug.sales.views.figures import address, named

SEE = require(Permission.EDIT_DEALS)
PERIODS: dict[str, tuple[Promise, int]] = {
    "month": (_("4 weeks"), 4),
    "quarter": (_("13 weeks"), 13),
    "year": (_("52 weeks"), 52),
}
GROUPS: dict[By, Promise] = {
    "person": _("By person"),
    "team": _("By team"),
    "unit": _("By unit"),
    "stage": _("By stage"),
    "kind": _("By kind"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table with the addresses of the deals behind its figures; "" where there are none."""

    name: str
    page: str
    figures: Figures
    deviated: str
    work: str
    kept: str


@require_safe
@SEE
def deviations(request: SignedInRequest) -> HttpResponse:
    """Whoever leads nobody reads of himself: the same page as whoever leads him opens."""
    if not visible_staff(request.user).exclude(pk=request.user.pk).exists():
        return _of_one(request, request.user)
    groups = [one for one in GROUPS if one != "unit" or request.user.role == Role.ADMIN]
    return _shown(request, None, groups)


@require_safe
@SEE
def of_person(request: SignedInRequest, uid: UUID) -> HttpResponse:
    return _of_one(request, get_object_or_404(visible_staff(request.user), uid=uid))


def _of_one(request: SignedInRequest, person: User) -> HttpResponse:
    return _shown(request, person, ["kind", "stage"])


def _shown(request: SignedInRequest, person: User | None, groups: list[By]) -> HttpResponse:
    asked = request.GET.get("by", "")
    by = next((one for one in groups if one == asked), groups[0])
    period = request.GET.get("period", "")
    period = period if period in PERIODS else "quarter"
    today = timezone.localdate()
    cut = Cut(today - timedelta(weeks=PERIODS[period][1]), today, person.pk if person else None)
    found = report(request.user, cut, by)
    names = named(by, [one.key for one in found.lines])
    context = {
        "report": found,
        "total": _row("", "", found.total, cut),
        "rows": [_row(*names.get(one.key, ("–", "")), one, cut.of(by, one.key)) for one in found.lines],
        "of_deals": by in OF_DEALS,
        "by": by,
        "groups": [(one, GROUPS[one]) for one in groups],
        "period": period,
        "periods": [(name, label) for name, (label, _weeks) in PERIODS.items()],
        "person": person,
    }
    return render(request, "sales/deviations.html", context)


def _row(name: str, page: str, figures: Figures, cut: Cut) -> Row:
    links: dict[str, Any] = {what: address(cut, what) for what in ("with", "work", "kept")}
    return Row(
        name,
        page,
        figures,
        links["with"] if figures.deals else "",
        links["work"] if figures.work else "",
        links["kept"] if figures.kept else "",
    )

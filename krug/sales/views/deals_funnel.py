"""The funnel of deals, beside another period or everybody else; as a page and as a table for spreadsheets."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.customers.contact_csv.writing import BOM, csv_line
from krug.sales import periods
from krug.sales.queries.cut import Cut
from krug.sales.queries.funnel import Funnel, Step, funnel
from krug.sales.views.cuts import Asked, Select, asked_of, moments
from krug.sales.views.deals_pipe import cells

BEFORE, REST = "before", "rest"


@require_safe
@require(Permission.SEE_DEALS)
def page(request: SignedInRequest) -> HttpResponse:
    asked, other, against = _asked(request)
    found = funnel(request.user, asked.cut, other[0] if other else None, asked.path, timezone.now())
    widest = max((step.stage.came.deals for step in found.steps), default=0) or 1
    context = {
        "view": "funnel",
        "asked": asked,
        "pipe": found.pipe,
        "funnel": found,
        "rows": [_row(asked, other[1] if other else None, step, widest) for step in found.steps],
        "against": against,
        "table": asked.page("deals-funnel-table", **({"against": against} if against else {})),
    }
    return render(request, "sales/funnel.html", context)


def _asked(request: SignedInRequest) -> tuple[Asked, tuple[Cut, Asked] | None, str]:
    """The cut, what it is compared with (the links to its deals too), and the word for it; "": nothing."""
    asked = asked_of(request.user, request.GET)
    days = periods.before(asked.period, timezone.localdate())
    offered = [("", pgettext("funnel", "Nothing"))]
    offered += [(BEFORE, _("The period before"))] if days else []
    offered += [(REST, _("All others"))] if asked.cut.is_part else []
    against = request.GET.get("against", "")
    against = against if against in dict(offered) else ""
    asked.selects.append(Select("against", _("Beside it"), against, offered))
    if against == BEFORE and days:
        since, until = days
        assert since is not None
        assert until is not None
        said = asked.said | {"period": f"{since:%Y-%m-%d}..{until:%Y-%m-%d}"}
        return asked, (asked.cut.within(*moments(days)), replace(asked, said=said)), against
    if against == REST:
        return asked, (asked.cut.rest(), replace(asked, said=asked.said | {"others": "1"})), against
    return asked, None, ""


def _row(asked: Asked, other: Asked | None, step: Step, widest: int) -> dict[str, Any]:
    """`wide`, `through`: of the widest stage, percent: who came, and who went on."""
    stage = step.stage
    return {
        **cells(asked, stage),
        "step": step,
        "wide": f"{100 * stage.came.deals / widest:.1f}",
        "through": f"{100 * stage.on.deals / widest:.1f}",
        "other": cells(other, step.other) if other and step.other else None,
    }


@require_safe
@require(Permission.SEE_DEALS)
def table(request: SignedInRequest) -> HttpResponse:
    """The same figures as CSV."""
    asked, other, _against = _asked(request)
    found = funnel(request.user, asked.cut, other[0] if other else None, asked.path, timezone.now())
    answer = HttpResponse(b"".join([BOM, *map(csv_line, _lines(found))]), content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="funnel.csv"'
    return answer


def _lines(found: Funnel) -> Iterator[list[str]]:
    names = [
        pgettext("of a deal", "Stage"),
        pgettext("fate at a stage", "Came"),
        _("Value, %s") % found.pipe.currency,
        pgettext("fate at a stage", "Passed"),
        pgettext("fate at a stage", "Still there"),
        pgettext("fate at a stage", "Standing still"),
        pgettext("fate at a stage", "Lost"),
        pgettext("fate at a stage", "Put back"),
        _("Passed of those that left, %"),
        _("Median working hours"),
    ]
    bounds = [pgettext("interval", "from"), pgettext("interval", "to")]
    beside = [_("The same beside it, %"), _("Difference, pp"), *bounds] if found.other else []
    yield names + beside
    for step in found.steps:
        yield _line(step) + (_beside(step) if found.other else [])


def _line(step: Step) -> list[str]:
    stage, row = step.stage, cells(None, step.stage)
    flows = [row[name]["flow"].deals for name in ("on", "there", "stalled", "lost", "back")]
    hours = "" if stage.seconds is None else f"{stage.seconds / 3600:.1f}"
    head = [stage.name, str(stage.came.deals), str(stage.came.value)]
    return [*head, *map(str, flows), _percent(stage.passed.value), hours]


def _beside(step: Step) -> list[str]:
    was, apart = step.other, step.apart
    figures = (apart.value, apart.low, apart.high) if apart else (None, None, None)
    return [_percent(was.passed.value if was else None), *map(_percent, figures)]


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"

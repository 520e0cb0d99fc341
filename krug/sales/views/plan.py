"""A plan, and what each of its figures is made of."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission
from krug.sales.models import Plan, PlanVersion
from krug.sales.planning.naive import Rule
from krug.sales.queries.plan_made import made_of
from krug.sales.queries.plan_parts import BY, Sorted
from krug.sales.queries.plan_scenarios import shown_scenarios
from krug.sales.queries.plan_seen import PlanSeen, plan_seen, version_of
from krug.sales.queries.plan_story import story_of
from krug.sales.queries.plans import may_approve, may_plan, reach_plan
from krug.sales.templatetags.forecasts import month_name

CHANGED_BY = ("person", "territory", "customer")
"""What can be changed by hand."""
TABS = [one for one in BY if one != "month"]


@require_safe
@require(Permission.SEE_DEALS)
def plan(request: SignedInRequest, uid: UUID) -> HttpResponse:
    seen = seen_of(request, uid)
    by = request.GET.get("by", "")
    by = by if by in TABS else TABS[0]
    scenarios = shown_scenarios(seen) if seen.owners is None else ()
    context = frame(request, seen) | {
        "cut": by,
        "tabs": [(one, BY[one]) for one in TABS],
        "parts": Sorted(request.user, seen, by).shown(),
        "chart": chart(seen, scenarios),
        "scenarios": scenarios,
        "story": story_of(seen, timezone.now()),
        "today": timezone.localdate(),
    }
    return render(request, "sales/plan.html", context)


@require_safe
@require(Permission.SEE_DEALS)
def part(request: SignedInRequest, uid: UUID, by: str, key: str) -> HttpResponse:
    """What one figure is made of: deals, customers, people; and what came."""
    if by not in BY:
        raise Http404
    seen = seen_of(request, uid)
    found = Sorted(request.user, seen, by).part(key)
    if found is None:
        raise Http404
    context = frame(request, seen) | {
        "cut": by,
        "by_name": BY[by],
        "part": found,
        "name": month_name(_month(seen, key)) if by == "month" else found.label,
        "made": made_of(request.user, seen, found, by),
        "months": [month_name(one) for one in seen.months],
    }
    return render(request, "sales/plan_part.html", context)


def _month(seen: PlanSeen, key: str) -> Any:
    return next((one for one in seen.months if f"{one:%Y-%m}" == key), None)


def seen_of(request: SignedInRequest, uid: UUID) -> PlanSeen:
    held = reach_plan(request.user, uid)
    return plan_seen(request.user, held, version_asked(request, held), timezone.now())


def version_asked(request: SignedInRequest, held: Plan) -> PlanVersion:
    asked = request.GET.get("version", "") or request.POST.get("version", "")
    found = version_of(held, int(asked) if asked.isdecimal() and len(asked) < 5 else None)
    if found is None:
        raise Http404
    return found


def frame(request: SignedInRequest, seen: PlanSeen) -> dict[str, Any]:
    """What every page of a plan says and offers."""
    viewer: User = request.user
    newest = seen.plan.versions.order_by("-number")[0]
    return {
        "view": "plans",
        "seen": seen,
        "plan": seen.plan,
        "version": seen.version,
        "newest": newest,
        "versions": list(seen.plan.versions.order_by("-number").select_related("author")),
        "currency": seen.plan.currency,
        "may_plan": may_plan(viewer, seen.plan),
        "may_approve": may_approve(viewer, seen.plan),
        "naive_name": naive_name(seen),
        "changed_by": CHANGED_BY,
        "tail": f"?version={seen.version.number}",
        "as_seen": f"?version={seen.version.number}&edits={seen.version.edits}",
    }


def naive_name(seen: PlanSeen) -> str:
    growth = f"{seen.plan.growth:+d}".replace("-", "\u2212")
    if seen.naive.rule == Rule.NONE:
        return _("Naive line")
    if seen.naive.rule == Rule.MEAN:
        return _("The mean month before %(growth)s %%") % {"growth": growth}
    return _("Last year %(growth)s %%") % {"growth": growth}


def chart(seen: PlanSeen, scenarios: Sequence[Any]) -> dict[str, Any]:
    """Plan, what came, the line to beat, and scenarios, by month; each month opens what it is made of."""
    begun = seen.past + 1
    fact = [cents / 100 if at < begun else None for at, cents in enumerate(seen.fact)]
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    if today < seen.months[0]:
        fact = [None] * len(seen.months)
    series: list[dict[str, Any]] = [
        {"name": pgettext("of sales", "Plan"), "values": [cents / 100 for cents in seen.planned]},
        {"name": _("What came"), "values": fact},
        *({"name": one.name, "values": [c / 100 for c in one.by_month]} for one in scenarios),
    ]
    if seen.naive.rule != Rule.NONE:
        values = [cents / 100 for cents in seen.naive.cents]
        series.append({"name": naive_name(seen), "values": values, "dashed": True})
    links = [
        reverse("sales-plan-part", args=[seen.plan.uid, "month", f"{month:%Y-%m}"])
        + f"?version={seen.version.number}"
        for month in seen.months
    ]
    return {
        "kind": "lines",
        "labels": [month_name(month) for month in seen.months],
        "series": series,
        "links": links,
        "unit": "",
        "goal": None,
        "stacked": False,
    }

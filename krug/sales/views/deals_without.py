"""Customers who are worked on while no deal runs with them."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission, roles_with
from krug.access.scopes import visible_staff
from krug.sales.queries.deviated import Cut
from krug.sales.queries.without_deal import MOST, without_deal
from krug.sales.views.deals_deviations import PERIODS


@require_safe
@require(Permission.EDIT_DEALS)
def without(request: SignedInRequest) -> HttpResponse:
    """Of the viewer's own work and of whom he leads; the costliest first."""
    roles = roles_with(Permission.EDIT_DEALS)
    people = list(visible_staff(request.user).filter(role__in=roles).order_by("name"))
    whose = next((one for one in people if str(one.pk) == request.GET.get("who", "")), None)
    kind = "organisation" if request.GET.get("kind") == "organisation" else "person"
    period = request.GET.get("period", "")
    period = period if period in PERIODS else "quarter"
    today = timezone.localdate()
    cut = Cut(today - timedelta(weeks=PERIODS[period][1]), today)
    staff = [whose.pk] if whose else [one.pk for one in people]
    context = {
        "found": without_deal(request.user, staff, cut, kind),
        "cut": cut,
        "kind": kind,
        "most": MOST,
        "whose": whose,
        "colleagues": people if len(people) > 1 else [],
        "period": period,
        "periods": [(name, label) for name, (label, _weeks) in PERIODS.items()],
    }
    return render(request, "sales/without.html", context)

"""What deals have brought: to him who looks, and to those whom he leads."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission
from krug.sales.periods import month_of, shifted
from krug.sales.queries.money import by_person, earners_of, money_of, summed
from krug.sales.queries.plan_own import parts_of


@require_safe
@require(Permission.EDIT_DEALS)
def money(request: SignedInRequest) -> HttpResponse:
    """`month`: 2026-11; `who`: by uid, whom he leads. A month that cannot be read is this one."""
    viewer, this = request.user, timezone.localdate().replace(day=1)
    month = month_of(request.GET.get("month", "")) or this
    earner = _earner(viewer, request.GET.get("who", ""))
    if earner.pk != viewer.pk:
        audit.record(viewer, "read", "earnings", earner.pk)
    people = [one for one in by_person(viewer, month) if one.user.pk != viewer.pk]
    held = money_of(viewer, earner, month)
    context = {
        "view": "money",
        "month": month,
        "before": shifted(month, -1),
        "after": shifted(month, 1) if month < this else None,
        "earner": earner,
        "own": earner.pk == viewer.pk,
        "money": held,
        "people": people if earner.pk == viewer.pk else (),
        "own_plans": parts_of(viewer, earner, month),
        "team": summed(pair for one in people for pair in one.sums),
        # Who only leads is not told at length that he sells nothing himself.
        "bare": earner.pk == viewer.pk and bool(people) and not held.lines and not held.ahead,
    }
    return render(request, "sales/money.html", context)


def _earner(viewer: User, uid: str) -> User:
    if not uid or uid == str(viewer.uid):
        return viewer
    try:
        asked = UUID(uid)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(earners_of(viewer), uid=asked)

"""«Calls»: all that the viewer sees, and what waits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.access.scopes import visible_staff
from krug.calls.queries.listing import asked_of, calls_page
from krug.calls.queries.seen import seen
from krug.calls.queries.waiting import waiting
from krug.site.parts import is_part


@require_safe
@require(Permission.TAKE_CALLS)
def calls(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    asked = asked_of(request.GET.dict())
    page = calls_page(request.user, asked, request.GET.get("after"), now)
    if is_part(request) and request.GET.get("after"):
        return render(request, "calls/list_rows.html", {"page": page})
    staff = list(visible_staff(request.user).filter(is_active=True).order_by("name"))
    context = {
        "page": page,
        "asked": asked,
        "staff": staff if len(staff) > 1 else [],
        "who": next((one for one in staff if str(one.uid) == asked.staff), None),
        "waiting": waiting(request.user, now),
        "any": bool(page.rows) or seen(request.user).exists(),
    }
    return render(request, "calls/list.html", context)

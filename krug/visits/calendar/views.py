"""The address a calendar reads, its page, and one visit as a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.site.parts import go
from krug.visits.actions.calendar import close_calendar, open_calendar
from krug.visits.calendar.queries import event_of, events_of, feed_of, reach_feed
from krug.visits.calendar.writing import calendar

TYPE = "text/calendar; charset=utf-8"


@require_safe
@require(Permission.PLAN_VISITS)
def page(request: SignedInRequest) -> HttpResponse:
    return render(request, "visits/calendar.html", {"feed": feed_of(request.user)})


@require_POST
@require(Permission.PLAN_VISITS)
def opened(request: SignedInRequest) -> HttpResponse:
    """Answers with the address itself: it is shown this once."""
    feed, secret = open_calendar(request.user)
    address = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    answer = render(request, "visits/calendar.html", {"feed": feed, "address": address})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@require(Permission.PLAN_VISITS)
def closed(request: SignedInRequest) -> HttpResponse:
    close_calendar(request.user)
    return go(request, reverse("calendar"))


@require_safe
def feed(_request: HttpRequest, secret: str) -> HttpResponse:
    """Read only, without a session: a calendar has none."""
    staff = reach_feed(secret)
    with override(staff.language):
        answer = HttpResponse(calendar(_("Visits"), events_of(staff)), content_type=TYPE)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@require(Permission.PLAN_VISITS)
def one(request: SignedInRequest, uid: UUID) -> HttpResponse:
    answer = HttpResponse(calendar(_("Visits"), [event_of(request.user, uid)]), content_type=TYPE)
    answer["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return answer

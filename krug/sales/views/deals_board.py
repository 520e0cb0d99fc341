"""Deals on a board and in a list."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission, may, roles_with
from krug.access.scopes import visible_staff
from krug.sales.actions.leaving import leads
from krug.sales.models import Deal, Method
from krug.sales.periods import month_of, shifted
from krug.sales.queries.board import board, column, methods_for
from krug.sales.queries.listing import SORTS, DealFilters, deal_list
from krug.sales.queries.narrowing import SILENT, Narrow
from krug.sales.views.cuts import NO_SOURCE, behind_of, source_of
from krug.sales.views.figures import figure_of, figure_said
from krug.sales.words import Coarse, Outcome, Source
from krug.site.parts import is_part

MONTHS = 4


@require_safe
@require(Permission.SEE_DEALS)
def deals(request: SignedInRequest) -> HttpResponse:
    """The board of one method."""
    methods = methods_for(request.user)
    chosen = request.GET.get("method", "")
    method = next((one for one in methods if str(one.uid) == chosen), methods[0] if methods else None)
    narrow, context = narrowed(request.user, request.GET)
    context |= {"methods": methods, "method": method, "view": "board"}
    if method is not None:
        context["board"] = board(request.user, method, narrow, timezone.now())
    return render(request, "sales/board.html", context)


@require_safe
@require(Permission.SEE_DEALS)
def stage(request: SignedInRequest, uid: UUID, code: str) -> HttpResponse:
    """More of one column, taken by scrolling."""
    method = method_of(request.user, uid)
    narrow, context = narrowed(request.user, request.GET)
    found = column(request.user, method, code, narrow, request.GET.get("after"), timezone.now())
    return render(request, "sales/board_cards.html", context | {"column": found, "method": method})


def method_of(viewer: User, uid: UUID) -> Method:
    found = next((one for one in methods_for(viewer) if one.uid == uid), None)
    if found is None:
        raise Http404
    return found


@require_safe
@require(Permission.SEE_DEALS)
def listed(request: SignedInRequest) -> HttpResponse:
    narrow, context = narrowed(request.user, request.GET)
    opened = behind_of(request.user, request.GET)
    outcome = request.GET.get("show", Outcome.OPEN)
    coarse, sort = request.GET.get("stage", ""), request.GET.get("sort", "")
    filters = DealFilters(
        "" if outcome == "all" else outcome if outcome in Outcome.values else Outcome.OPEN,
        coarse if coarse in Coarse.values else "",
        month_of(request.GET.get("month", "")),
        # What a figure was opened from says it already.
        None if opened else source_of(request.GET.get("source", "")),
        narrow,
        opened.behind if opened else None,
        figure_of(request.user, request.GET),
    )
    sort = sort if sort in SORTS else ""
    now = timezone.now()
    page = deal_list(request.user, filters, sort, request.GET.get("after"), now)
    context |= {
        "page": page,
        "filters": filters,
        "sort": sort,
        "view": "list",
        "stages": Coarse.choices,
        "sources": [*Source.choices, (NO_SOURCE, _("Unknown"))],
        "source_said": _source_said(filters.source),
        "months": _months(timezone.localdate()),
        "opened": opened,
        "figure": figure_said(*filters.figure) if filters.figure else "",
        "any": opened
        or filters.figure
        or narrow.any
        or filters.coarse
        or filters.month
        or filters.source is not None,
    }
    template = "list_rows" if is_part(request) and request.GET.get("after") else "list"
    return render(request, f"sales/{template}.html", context)


def _source_said(source: str | None) -> str:
    return "" if source is None else str(Source(source).label) if source else _("Unknown")


def narrowed(user: User, asked: QueryDict) -> tuple[Narrow, dict[str, Any]]:
    """`who`: «mine» or a colleague's number."""
    roles = roles_with(Permission.EDIT_DEALS)
    left = Exists(Deal.objects.filter(owner=OuterRef("pk"), outcome=Outcome.OPEN))
    staff = visible_staff(user).filter(Q(is_active=True) | left, role__in=roles)
    colleagues = list(staff.order_by("-is_active", "name"))
    who = asked.get("who", "")
    owner = user if who == "mine" else next((one for one in colleagues if str(one.pk) == who), None)
    silent = asked.get("silent", "")
    days = int(silent) if silent in map(str, SILENT) else None
    narrow = Narrow(owner.pk if owner else None, days, asked.get("late") == "1", asked.get("stop") == "1")
    context = {
        "narrow": narrow,
        "owner": owner,
        "mine": who == "mine",
        "gives": owner is not None and may(user, Permission.EDIT_DEALS) and leads(user, owner),
        "colleagues": [one for one in colleagues if one.pk != user.pk],
        "silences": SILENT,
    }
    return narrow, context


def _months(today: date) -> list[date]:
    """This one and those that follow."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append(shifted(found[-1], 1))
    return found

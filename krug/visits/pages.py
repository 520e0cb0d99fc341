"""Visits by hand: the lists, one of them, a new one, one called off."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.rules import Permission
from krug.access.scopes import reach, visible_staff
from krug.customers.models import Organisation, Person
from krug.customers.queries import search
from krug.customers.queries.organisations import reach_organisation
from krug.fields.card import block
from krug.site.parts import go, is_part
from krug.visits.actions.cancel import cancel_visit
from krug.visits.actions.plan import plan_visit
from krug.visits.card import visit_card
from krug.visits.data import VisitPlan
from krug.visits.forms import CancelForm, PlanForm
from krug.visits.models import Visit
from krug.visits.own import visit_row
from krug.visits.queries import Shelf, VisitFilters, agenda, on_shelf
from krug.visits.state import state, with_state

COUNTED = 1000


@require_safe
@require(Permission.PLAN_VISITS)
def visits(request: SignedInRequest) -> HttpResponse:
    chosen = request.GET.get("show", "")
    shelf = Shelf(chosen) if chosen in list(Shelf) else Shelf.COMING
    colleagues = list(visible_staff(request.user).order_by("name"))
    staff = next((one for one in colleagues if str(one.pk) == request.GET.get("staff", "")), None)
    filters = VisitFilters(staff.pk if staff else None, _day(request, "since"), _day(request, "until"))
    page = agenda(request.user, shelf, filters, request.GET.get("after"))
    context = {
        "page": page,
        "shelf": shelf.value,
        "staff": staff,
        "colleagues": colleagues,
        "filters": filters,
    }
    if is_part(request) and request.GET.get("after"):
        return render(request, "visits/rows.html", context)
    overdue = VisitFilters(filters.staff).of(on_shelf(request.user, Shelf.OVERDUE))
    return render(request, "visits/visits.html", context | {"overdue": overdue[:COUNTED].count()})


def _day(request: SignedInRequest, name: str) -> date | None:
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    # No visit is outside of these years, and at the calendar's ends a day has no neighbour.
    return day if 2000 <= day.year <= 2100 else None


@require_safe
@require(Permission.PLAN_VISITS)
def visit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What was planned, what came of it, who saw and said what; and the own fields of the company."""
    rows = with_state().select_related(
        "staff",
        "cancelling__author",
        "person__canonical",
        "person__organisation__canonical",
        "organisation__canonical",
    )
    found = reach(request.user, rows, uid=uid)
    audit.record_read(request.user, "visit", found.pk)
    context = {
        "visit": found,
        "state": state(found),
        "card": visit_card(request.user, found),
        "own": block(request, "visit", visit_row(found)),
    }
    return render(request, "visits/visit.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.PLAN_VISITS)
def new(request: SignedInRequest) -> HttpResponse:
    """Whom (from the card, or found here), then when and what for."""
    asked = request.POST if request.method == "POST" else request.GET
    person, organisation = _whom(request, asked)
    colleagues = visible_staff(request.user).filter(is_active=True, unit__isnull=False).order_by("name")
    form = PlanForm(request.user, colleagues, request.POST or None)
    if form.is_valid() and (person or organisation):
        plan = VisitPlan(
            staff=form.cleaned_data["staff"],
            planned_at=form.planned_at,
            person=person,
            organisation=organisation,
            minutes=form.cleaned_data["minutes"],
            goal=form.cleaned_data["goal"],
        )
        try:
            plan_visit(request.user, plan)
        except KrugError as error:
            field = str(error.where.get("field", ""))
            form.add_error(field if field in form.fields else None, str(error.detail or error.title))
        else:
            messages.success(request, _("The visit is planned"))
            return go(request, reverse("person", args=[person.uid]) if person else reverse("visits"))
    if form.is_bound and not (person or organisation):
        form.add_error(None, _("Choose whom you are going to."))
    alone = colleagues.count() == 1
    context = {"form": form, "person": person, "organisation": organisation, "alone": alone}
    return render(request, "visits/visit_new.html", context, status=422 if form.errors else 200)


def _whom(request: SignedInRequest, asked: QueryDict) -> tuple[Person | None, Organisation | None]:
    kind, _colon, uid = asked.get("whom", "").partition(":")
    person, organisation = asked.get("person", ""), asked.get("organisation", "")
    if kind == "person" or person:
        return reach(request.user, Person.objects.all(), uid=_uid(person or uid)), None
    if kind == "organisation" or organisation:
        return None, reach_organisation(request.user, _uid(organisation or uid))
    return None, None


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_safe
@require(Permission.PLAN_VISITS)
def whom(request: SignedInRequest) -> HttpResponse:
    """Customers who fit what is typed, as choices of the plan's form."""
    text = request.GET.get("whom_text", "").strip()
    found = search(request.user, text, limit=6) if text else []
    return render(request, "visits/whom.html", {"found": found, "typed": text})


@require_http_methods(["GET", "POST"])
@require(Permission.PLAN_VISITS)
def cancel(request: SignedInRequest, uid: UUID) -> HttpResponse:
    found: Visit = reach(
        request.user, with_state().select_related("person", "organisation__canonical"), uid=uid
    )
    form = CancelForm(request.POST or None)
    if form.is_valid():
        cancel_visit(request.user, found, form.cleaned_data["reason"])
        messages.success(request, _("The visit is called off"))
        return go(request, reverse("visits"))
    return render(request, "visits/cancel.html", {"form": form, "visit": found})

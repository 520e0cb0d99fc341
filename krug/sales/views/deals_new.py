"""A new deal in two fields, from anywhere; who the customer may be, and what runs with him already."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.models import User
from krug.access.rules import Permission, roles_with
from krug.access.scopes import visible_staff
from krug.access.telling import tell
from krug.customers.models import Organisation, Person
from krug.customers.queries import reach_person, search
from krug.customers.queries.organisations import reach_organisation
from krug.sales.actions import open_deal
from krug.sales.actions.standard import in_force
from krug.sales.data import DealData
from krug.sales.forms import NewDealForm
from krug.sales.models import Method
from krug.sales.queries.of_customer import open_deals_of
from krug.site.ids import uuid7
from krug.site.parts import go

FOUND = 6


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_DEALS)
def new(request: SignedInRequest) -> HttpResponse:
    """Whom (from where one is, or found here), and the amount or a name."""
    posted = request.method == "POST"
    person, organisation = _whom(request, request.POST if posted else request.GET)
    methods, owners = _methods(request.user), _owners(request.user)
    form = NewDealForm(
        [(str(one.uid), one.name) for one in methods],
        [(str(one.pk), one.name) for one in owners],
        request.POST if posted else None,
        # Pressed twice it is one deal.
        initial={"uid": uuid7(), "owner": str(request.user.pk), "what": request.GET.get("what", "")},
    )
    if posted and form.is_valid():
        said = form.cleaned_data
        name, amount = form.meant()
        data = DealData(
            name=name,
            amount=amount,
            person=person,
            organisation=organisation or (person.organisation if person else None),
            owner=next((one for one in owners if str(one.pk) == said.get("owner")), None),
            method=next((one for one in methods if str(one.uid) == said.get("method")), None),
            uid=said["uid"],
        )
        try:
            made = open_deal(request.user, data)
        except KrugError as error:
            _tell(form, error)
        else:
            messages.success(request, _("The deal is opened"))
            return go(request, reverse("deal", args=[made.uid]))
    context = {
        "form": form,
        "whom": _shown(person, organisation),
        "typed": request.POST.get("whom_text", ""),
        "same": open_deals_of(request.user, person, organisation, timezone.now()),
    }
    return render(request, "sales/new.html", context, status=422 if form.errors else 200)


def _tell(form: NewDealForm, error: KrugError) -> None:
    """Name and amount are typed into one field."""
    tell(form, error)
    for name in ("name", "amount"):
        for one in getattr(error, "errors", ()):
            if one.field == name:
                form.add_error("what", str(one.message))


def _whom(request: SignedInRequest, asked: QueryDict) -> tuple[Person | None, Organisation | None]:
    kind, _colon, uid = asked.get("whom", "").partition(":")
    if kind == "person":
        return reach_person(request.user, _uid(uid)), None
    if kind == "organisation":
        return None, reach_organisation(request.user, _uid(uid))
    return None, None


def _uid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _shown(person: Person | None, organisation: Organisation | None) -> dict[str, Any] | None:
    if person is not None:
        return {"kind": "person", "uid": person.uid, "title": person.full_name}
    if organisation is not None:
        return {"kind": "organisation", "uid": organisation.uid, "title": organisation.name}
    return None


def _methods(user: User) -> list[Method]:
    return [version.method for version in in_force(user.unit_id)] if user.unit_id else []


def _owners(user: User) -> list[User]:
    """Himself first; whoever leads others may open a deal for one of them."""
    roles = roles_with(Permission.EDIT_DEALS)
    found = visible_staff(user).filter(role__in=roles, is_active=True, unit__isnull=False).order_by("name")
    return sorted(found, key=lambda one: one.pk != user.pk)


@require_safe
@require(Permission.EDIT_DEALS)
def whom(request: SignedInRequest) -> HttpResponse:
    """Customers who fit what is typed, as choices of a form."""
    text = request.GET.get("whom_text", "").strip()
    only = request.GET.get("only", "")
    found = search(request.user, text, limit=2 * FOUND) if text else []
    found = [one for one in found if not only or one.kind == only][:FOUND]
    return render(request, "sales/whom.html", {"found": found, "typed": text, "only": only})


@require_safe
@require(Permission.EDIT_DEALS)
def same(request: SignedInRequest) -> HttpResponse:
    """Deals that run with that customer already."""
    person, organisation = _whom(request, request.GET)
    found = open_deals_of(request.user, person, organisation, timezone.now())
    return render(request, "sales/same.html", {"same": found})

"""Organisations: the list, the card, a new one, a field edited in place, and finding one for a form."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission, may
from krug.customers import signature
from krug.customers.actions import create_organisation, edit_organisation
from krug.customers.blocks import of_organisation
from krug.customers.errors import Invalid
from krug.customers.facts import facts_of, known, number, read, typed
from krug.customers.forms import OrganisationForm, show
from krug.customers.own import organisation_row
from krug.customers.queries import OrganisationFilters, PersonFilters, organisation_list, person_list, search
from krug.customers.queries.affiliations import roles_at
from krug.customers.queries.candidates import KnownPlace, place_candidates
from krug.customers.queries.news import news_of_organisation, standing
from krug.customers.queries.organisations import merged_into, parents_of, points_of, reach_organisation
from krug.customers.views.filters import chips
from krug.customers.views.in_place import demand_seen, editing, saved, wrong
from krug.customers.views.looks import look_of
from krug.customers.views.people import PAGE
from krug.fields.card import asked_inputs, block, given
from krug.site.parts import go, is_part


@require_safe
@require(Permission.SEE_CUSTOMERS)
def organisations(request: SignedInRequest) -> HttpResponse:
    look = look_of(request, "organisation")
    filters = cast(OrganisationFilters, look.filters)
    page = organisation_list(
        request.user, filters, request.GET.get("after"), PAGE, whole=False, order=look.order
    )
    if is_part(request) and request.GET.get("after"):
        return render(request, "customers/list_rows.html", {"page": page, "look": look})
    context = {
        "page": page,
        "look": look,
        "chips": chips(request, "organisation", look.filters),
    }
    return render(request, "customers/organisations.html", context)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def organisation(request: SignedInRequest, uid: UUID) -> HttpResponse:
    # Before anything is read: what comes in between is news.
    stands = "" if is_part(request) else standing()
    card = reach_organisation(request.user, uid)
    if card.uid != uid:
        return redirect("organisation", uid=card.uid)
    people = person_list(request.user, PersonFilters(organisation=card.pk), request.GET.get("after"), PAGE)
    roles = roles_at(card.pk, [line.id for line in people.lines])
    if is_part(request) and request.GET.get("after"):
        context = {"page": people, "here": True, "roles": roles}
        return render(request, "customers/people_rows.html", context)
    context = {
        "card": card,
        "own": block(request, "organisation", organisation_row(card)),
        "blocks": of_organisation(request, card),
        "facts": facts_of(card, points_of(card)),
        "parents": parents_of(card),
        "merged": merged_into(card),
        "may_merge": may(request.user, Permission.MERGE),
        "page": people,
        "roles": roles,
        "editable": may(request.user, Permission.EDIT_CUSTOMERS),
        "below": organisation_list(request.user, OrganisationFilters(parent=card.pk)),
        "standing": stands,
    }
    return render(request, "customers/organisation.html", context)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def news(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """What others have changed since the card was opened: asked for again and again. 204: nothing."""
    card = reach_organisation(request.user, uid)
    found = news_of_organisation(request.user, card, request.GET.get("after", ""))
    return render(request, "customers/news.html", {"news": found}) if found.any else HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_CUSTOMERS)
def new(request: SignedInRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    own = asked_inputs(request.user, "organisation", request.POST)
    if form.is_valid():
        try:
            made = create_organisation(request.user, form.data_of(), own=given(own))
        except Invalid as invalid:
            show(form, invalid, OrganisationForm.PLACES)
            own = asked_inputs(request.user, "organisation", request.POST, invalid.errors)
        else:
            messages.success(request, _("Organisation added"))
            return go(request, reverse("organisation", args=[made.uid]))
    context = {
        "form": form,
        "own": own,
        "more_open": any(form[name].errors for name in OrganisationForm.MORE),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "customers/organisation_new.html", context, status=status)


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def split(request: SignedInRequest) -> HttpResponse:
    """The form again, filled in from what was pasted: requisites, a signature."""
    begin = OrganisationForm.of_card(signature.split(request.POST.get("pasted", "")))
    context = {
        "form": OrganisationForm(initial=begin),
        "own": asked_inputs(request.user, "organisation", request.POST),
        "more_open": any(begin[name] for name in OrganisationForm.MORE),
    }
    return render(request, "customers/organisation_new.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_CUSTOMERS)
def field(request: SignedInRequest, uid: UUID, name: str) -> HttpResponse:
    card = reach_organisation(request.user, uid)
    if not known(card, name):
        raise Http404
    if request.method == "GET":
        return editing(request, card, name, typed(card, name))
    values = read(name, request.POST)
    if name == "parent" and values[name] != card.parent_id:
        demand_seen(request, values[name])
    try:
        edited = edit_organisation(request.user, card, values, number(request.POST.get("based_on")))
    except Invalid as invalid:
        return wrong(request, card, name, values, invalid)
    return saved(request, reach_organisation(request.user, uid), name, edited.conflicts)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def doubles(request: SignedInRequest) -> HttpResponse:
    """Which organisation is likely the one being typed, and what says so."""
    given = {
        name: request.GET.get(name, "").strip()[:200] for name in ("name", "tax_number", "city", "phone")
    }
    known = KnownPlace(given["name"], given["tax_number"], [given["phone"]], city=given["city"])
    found = place_candidates(request.user, known)
    likely = {one.card.uid for one in found}
    hits = search(request.user, given["name"], limit=6) if len(given["name"]) > 2 else []
    begun = [hit for hit in hits if hit.kind == "organisation" and hit.uid not in likely]
    context = {"of": "organisation", "found": found, "hits": begun[: max(4 - len(found), 0)]}
    return render(request, "customers/doubles.html", context)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def pick(request: SignedInRequest) -> HttpResponse:
    """Organisations that fit what is typed into a form's field, as choices of that form."""
    name = request.GET.get("name", "organisation")
    text = request.GET.get(f"{name}_text", "").strip()
    hits = search(request.user, text, limit=12) if text else []
    found = [hit for hit in hits if hit.kind == "organisation"][:6]
    return render(request, "customers/pick_list.html", {"name": name, "found": found, "typed": text})

"""Customers: the list, a new one, a field edited in place. The card itself is a page of krug.insight."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.access.scopes import reach
from krug.customers import signature
from krug.customers.actions import create_person, edit_person
from krug.customers.errors import Invalid
from krug.customers.facts import known, number, read, typed
from krug.customers.forms import PersonForm, show
from krug.customers.models import Person
from krug.customers.queries import PersonFilters, person_list, search
from krug.customers.queries.candidates import Known, candidates
from krug.customers.views.filters import chips
from krug.customers.views.in_place import demand_seen, editing, saved, wrong
from krug.customers.views.looks import look_of
from krug.fields.card import asked_inputs, given
from krug.site.parts import go, is_part

PAGE = 50


@require_safe
@require(Permission.SEE_CUSTOMERS)
def people(request: SignedInRequest) -> HttpResponse:
    """The list. A part is answered with rows alone: the next page, taken by scrolling."""
    look = look_of(request, "person")
    filters = cast(PersonFilters, look.filters)
    page = person_list(request.user, filters, request.GET.get("after"), PAGE, whole=False, order=look.order)
    if is_part(request) and request.GET.get("after"):
        return render(request, "customers/list_rows.html", {"page": page, "look": look})
    context = {
        "page": page,
        "look": look,
        "chips": chips(request, "person", look.filters),
    }
    return render(request, "customers/people.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_CUSTOMERS)
def new(request: SignedInRequest) -> HttpResponse:
    # What is typed into the command box may be a whole card: «Орлова Мария +7 916 123-45-67».
    card = signature.split(request.GET.get("name", ""))
    form = PersonForm(request.POST or None, initial=PersonForm.of_card(card, request.GET.get("name", "")))
    own = asked_inputs(request.user, "person", request.POST)
    if form.is_valid():
        demand_seen(request, form.cleaned_data["organisation"])
        try:
            person = create_person(request.user, form.data_of(), own=given(own))
        except Invalid as invalid:
            show(form, invalid, PersonForm.PLACES)
            own = asked_inputs(request.user, "person", request.POST, invalid.errors)
        else:
            messages.success(request, _("Customer added"))
            return go(request, reverse("person", args=[person.uid]))
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "own": own, "works_at": card.company}
    return render(request, "customers/person_new.html", context, status=status)


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def split(request: SignedInRequest) -> HttpResponse:
    """The form again, filled in from what was pasted: a signature, a business card."""
    card = signature.split(request.POST.get("pasted", ""))
    context = {
        "form": PersonForm(initial=PersonForm.of_card(card)),
        "own": asked_inputs(request.user, "person", request.POST),
        "works_at": card.company,
    }
    return render(request, "customers/person_new.html", context)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def doubles(request: SignedInRequest) -> HttpResponse:
    """Who is likely the customer being typed, and what says so."""
    last, first, middle = [*request.GET.get("name", "").split(None, 2), "", "", ""][:3]
    given = {name: request.GET.get(name, "").strip()[:160] for name in ("phone", "email", "city")}
    known = Known(
        last[:80], first[:80], middle[:80], phones=[given["phone"]], emails=[given["email"]],
        city=given["city"][:80], organisation=number(request.GET.get("organisation")),
    )  # fmt: skip
    found = candidates(request.user, known)
    likely = {one.person.uid for one in found}
    # Half a name is nobody's yet: what begins like it is shown as the search would.
    hits = {
        hit.uid: hit
        for text in (given["phone"], given["email"], request.GET.get("name", "").strip())
        if len(text) > 2
        for hit in search(request.user, text, limit=3)
        if hit.kind == "person" and hit.uid not in likely
    }
    context = {"found": found, "hits": list(hits.values())[: 4 - len(found)] if len(found) < 4 else []}
    return render(request, "customers/doubles.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_CUSTOMERS)
def field(request: SignedInRequest, uid: UUID, name: str) -> HttpResponse:
    """One field of a card: its form, or what was written there."""
    person = reach(request.user, Person.objects.select_related("organisation", "territory"), uid=uid)
    if not known(person, name):
        raise Http404
    if request.method == "GET":
        return editing(request, person, name, typed(person, name))
    values = read(name, request.POST)
    if name == "organisation" and values[name] != person.organisation_id:
        demand_seen(request, values[name])
    try:
        edited = edit_person(request.user, person, values, number(request.POST.get("based_on")))
    except Invalid as invalid:
        return wrong(request, person, name, values, invalid)
    fresh = Person.objects.select_related("organisation", "territory").get(pk=person.pk)
    return saved(request, fresh, name, edited.conflicts)

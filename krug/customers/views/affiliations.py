"""Where a person works: the block of his card, added to and changed where it stands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Choices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission, may
from krug.customers.actions.affiliations import add_affiliation, change_affiliation, make_main
from krug.customers.data import Conflict
from krug.customers.errors import FieldError, Invalid
from krug.customers.facts import number
from krug.customers.models import Affiliation, Organisation, Person, Source
from krug.customers.queries import reach_person
from krug.customers.queries.affiliations import works_of
from krug.customers.queries.identity import group_of
from krug.customers.views.in_place import demand_seen, told
from krug.site.parts import is_part

WORDS: Mapping[str, type[Choices]] = {
    "part": Affiliation.Part,
    "part_source": Source,
    "source": Source,
}
TEXTS = ("position", "source", "part", "part_source")


@require_safe
@require(Permission.SEE_CUSTOMERS)
def works(request: SignedInRequest, uid: UUID) -> HttpResponse:
    return _shown(request, reach_person(request.user, uid))


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_CUSTOMERS)
def new(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """He works somewhere else too: found by name, the rest when it is known."""
    person = reach_person(request.user, uid)
    if request.method == "GET":
        return _form(request, person, {})
    chosen = number(request.POST.get("organisation"))
    demand_seen(request, chosen)
    try:
        organisation = Organisation.objects.filter(pk=chosen).first() if chosen else None
        if organisation is None:
            message = _("Choose the organisation from those found.")
            raise Invalid([FieldError("organisation", "", "required", message)])
        add_affiliation(request.user, person, organisation, _read(request), "main" in request.POST)
    except Invalid as invalid:
        return _form(request, person, request.POST, invalid)
    return _block(request, uid)


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_CUSTOMERS)
def edit(request: SignedInRequest, uid: UUID, work: UUID) -> HttpResponse:
    person, held = _reach(request, uid, work)
    if request.method == "GET":
        return _form(request, person, {name: getattr(held, name) for name in (*TEXTS, "since")}, work=held)
    try:
        based_on = number(request.POST.get("version"))
        changed = change_affiliation(request.user, held, _read(request), based_on)
    except Invalid as invalid:
        return _form(request, person, request.POST, invalid, held)
    return _block(request, uid, conflicts=changed.conflicts)


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def do(request: SignedInRequest, uid: UUID, work: UUID, verb: str) -> HttpResponse:
    """One press: the main one, ended today, the end taken back."""
    person, held = _reach(request, uid, work)
    try:
        if verb == "main":
            make_main(request.user, person, held)
        elif verb in ("end", "resume"):
            until = timezone.localdate() if verb == "end" else None
            change_affiliation(request.user, held, {"until": until})
        else:
            raise Http404
    except Invalid as invalid:
        return _block(request, uid, invalid)
    return _block(request, uid)


def _reach(request: SignedInRequest, uid: UUID, work: UUID) -> tuple[Person, Affiliation]:
    person = reach_person(request.user, uid)
    rows = Affiliation.objects.filter(person__in=group_of(person)).select_related("organisation", "person")
    held = rows.filter(uid=work).first()
    if held is None:
        raise Http404
    return person, held


def _read(request: SignedInRequest) -> dict[str, Any]:
    posted = request.POST
    read: dict[str, Any] = {name: posted[name] for name in TEXTS if name in posted}
    if "since" in posted:
        read["since"] = _date(posted["since"])
    return read


def _date(text: str) -> date | None:
    """Raises Invalid on what is no day."""
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise Invalid([FieldError("since", text, "not_a_date", _("This is not a date."))])
    return day


def _form(
    request: SignedInRequest,
    person: Person,
    values: Mapping[str, Any],
    invalid: Invalid | None = None,
    work: Affiliation | None = None,
) -> HttpResponse:
    context = {
        "person": person,
        "work": work,
        "values": values,
        # What he saw stays what he saw while he mends a mistake.
        "version": values.get("version") or (work.person.version if work else ""),
        "parts": Affiliation.Part.choices,
        "sources": Source.choices,
        "errors": [error.message for error in invalid.errors] if invalid else [],
    }
    answer = render(request, "customers/work_form.html", context, status=422 if invalid else 200)
    if invalid:
        # What is taken shows the whole block again, what is refused only its own form.
        answer["HX-Retarget"], answer["HX-Reswap"] = "#work-form", "outerHTML"
    return answer


def _block(
    request: SignedInRequest, uid: UUID, invalid: Invalid | None = None, conflicts: Sequence[Conflict] = ()
) -> HttpResponse:
    if not is_part(request):
        return redirect("person", uid=uid)
    return _shown(request, reach_person(request.user, uid), invalid, conflicts)


def _shown(
    request: SignedInRequest,
    person: Person,
    invalid: Invalid | None = None,
    conflicts: Sequence[Conflict] = (),
) -> HttpResponse:
    context = {
        "conflicts": told(conflicts, WORDS),
        "person": person,
        "works": works_of(group_of(person), person.organisation_id),
        "editable": may(request.user, Permission.EDIT_CUSTOMERS),
        "errors": [error.message for error in invalid.errors] if invalid else [],
    }
    return render(request, "customers/works.html", context)

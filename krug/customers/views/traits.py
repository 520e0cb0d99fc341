"""What we know of a customer: the block of his card, told and taken away where it stands."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission, may
from krug.customers.actions.traits import end_trait, resume_trait, tell_trait
from krug.customers.errors import Invalid
from krug.customers.models import Person, Source, Trait
from krug.customers.queries import reach_person
from krug.customers.queries.identity import group_of
from krug.customers.queries.traits import derived_of, traits_of
from krug.site.parts import is_part


@require_safe
@require(Permission.SEE_CUSTOMERS)
def known(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The block, with what slides and answers say when asked for `all`."""
    return _shown(request, reach_person(request.user, uid), {})


@require_http_methods(["GET", "POST"])
@require(Permission.EDIT_CUSTOMERS)
def tell(request: SignedInRequest, uid: UUID, kind: str) -> HttpResponse:
    """One more thing of a kind: its form, or what was written there."""
    if kind not in Trait.Kind.values:
        raise Http404
    person = reach_person(request.user, uid)
    text, source = request.POST.get("text", ""), request.POST.get("source", "")
    if request.method == "GET":
        return _form(request, person, kind)
    try:
        tell_trait(request.user, person, kind, text, source)
    except Invalid as invalid:
        return _form(request, person, kind, text, source, invalid)
    return _block(request, person)


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def do(request: SignedInRequest, uid: UUID, trait: UUID, verb: str) -> HttpResponse:
    """It does not hold any more, or after all."""
    person = reach_person(request.user, uid)
    held = Trait.objects.filter(person__in=group_of(person), uid=trait).first()
    if held is None or verb not in ("end", "resume"):
        raise Http404
    if verb == "end":
        return _block(request, person, {"ended": end_trait(request.user, held)})
    resume_trait(request.user, held)
    return _block(request, person)


def _form(
    request: SignedInRequest,
    person: Person,
    kind: str,
    text: str = "",
    source: str = "",
    invalid: Invalid | None = None,
) -> HttpResponse:
    context = {
        "person": person,
        "kind": kind,
        "label": Trait.Kind(kind).label,
        "channels": Trait.Channel.choices if kind == Trait.Kind.CHANNEL else [],
        "text": text,
        "source": source,
        "sources": Source.choices,
        "errors": [error.message for error in invalid.errors] if invalid else [],
    }
    answer = render(request, "customers/trait_form.html", context, status=422 if invalid else 200)
    if invalid:
        # What is taken shows the whole block again, what is refused only its own form.
        answer["HX-Retarget"], answer["HX-Reswap"] = "#trait-form", "outerHTML"
    return answer


def _block(request: SignedInRequest, person: Person, more: dict[str, Any] | None = None) -> HttpResponse:
    if not is_part(request):
        return redirect("person", uid=person.uid)
    return _shown(request, person, more or {})


def _shown(request: SignedInRequest, person: Person, more: dict[str, Any]) -> HttpResponse:
    context = {
        "person": person,
        "traits": traits_of(group_of(person)),
        "kinds": Trait.Kind.choices,
        "editable": may(request.user, Permission.EDIT_CUSTOMERS),
        "all": "all" in request.GET,
        "derived": derived_of(person) if "all" in request.GET else [],
    }
    return render(request, "customers/known.html", context | more)

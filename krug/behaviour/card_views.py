"""A customer's companies on his card: whether he works where his tracker says."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.behaviour.actions import decide_company, reopen_company, undo_company
from krug.behaviour.belongings import belonging_of
from krug.behaviour.blocks import companies
from krug.customers.queries import reach_person
from krug.customers.queries.organisations import reach_organisation
from krug.customers.rules import Tab
from krug.site.parts import is_part


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def decide(request: SignedInRequest, uid: UUID, belonging: UUID, verb: str) -> HttpResponse:
    """`yes` names the organisation, `no`: not there; `undo` a yes, `reopen` a no."""
    person = reach_person(request.user, uid)
    held = belonging_of(person, belonging)
    if verb == "yes":
        place = reach_organisation(request.user, _uuid(request.POST.get("organisation", "")))
        if place.unit_id != person.unit_id:
            raise Http404
        decide_company(request.user, held, person, place)
    elif verb == "no":
        decide_company(request.user, held, person, None)
    elif verb == "undo" and hasattr(held, "deciding"):
        undo_company(request.user, held, person)
    elif verb == "reopen":
        reopen_company(request.user, held, person)
    else:
        raise Http404
    if not is_part(request):
        return redirect("person-tab", person.uid, Tab.KNOWN)
    return HttpResponse(companies(request, person))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None

"""What visits bring to a customer's card."""

from collections.abc import Collection

from django.template.loader import render_to_string
from django.urls import reverse

from krug.access.decorators import SignedInRequest
from krug.access.models import User
from krug.access.rules import Permission, may
from krug.access.scopes import seen_among
from krug.customers.blocks import Block, register
from krug.customers.models import Person
from krug.customers.queries.identity import group_of
from krug.customers.rules import Tab
from krug.customers.titles import register_pages
from krug.visits.models import Visit
from krug.visits.queries import agreed_last, visits_of, with_person


def _next_step(request: SignedInRequest, person: Person) -> str:
    group = group_of(person)
    plans = may(request.user, Permission.PLAN_VISITS)
    context = {
        "person": person,
        "planned": with_person(request.user, group) if plans else [],
        "last": agreed_last(group),
    }
    return render_to_string("visits/next_step.html", context, request)


def _visits(request: SignedInRequest, person: Person) -> str:
    visits = visits_of(request.user, group_of(person))
    return render_to_string("visits/of_person.html", {"visits": visits}, request) if visits else ""


def _pages(viewer: User, uids: Collection[str]) -> dict[str, str]:
    """A story tells of colleagues' visits too; their pages are for whoever sees the visits."""
    if not may(viewer, Permission.PLAN_VISITS):
        return {}
    found = dict(Visit.objects.filter(uid__in=uids).values_list("id", "uid"))
    seen = seen_among(viewer, "visit", found)
    return {str(found[id]): reverse("visit", args=[found[id]]) for id in seen}


def register_all() -> None:
    register(Block("next-step", None, 20, _next_step))
    register(Block("visits", Tab.VISITS, 10, _visits))
    register_pages("visit", _pages)

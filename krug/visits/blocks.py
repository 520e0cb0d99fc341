"""What visits bring to a customer's card."""

from django.template.loader import render_to_string

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission, may
from krug.customers.blocks import Block, register
from krug.customers.models import Person
from krug.customers.queries.identity import group_of
from krug.customers.rules import Tab
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


def register_all() -> None:
    register(Block("next-step", None, 20, _next_step))
    register(Block("visits", Tab.VISITS, 10, _visits))

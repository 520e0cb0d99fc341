"""What sites and apps bring to a customer's card."""

from django.template.loader import render_to_string

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission, may
from krug.behaviour.belongings import companies_of
from krug.behaviour.card import doings_of
from krug.customers.blocks import Block, register
from krug.customers.models import Person
from krug.customers.rules import Tab


def _doings(request: SignedInRequest, person: Person) -> str:
    doings = doings_of(person)
    return render_to_string("behaviour/doings.html", {"doings": doings}, request) if doings else ""


def companies(request: SignedInRequest, person: Person) -> str:
    told = companies_of(request.user, person)
    context = {
        "person": person,
        "told": told,
        "editable": may(request.user, Permission.EDIT_CUSTOMERS),
    }
    return render_to_string("behaviour/companies.html", context, request) if told else ""


def register_all() -> None:
    register(Block("companies", Tab.KNOWN, 20, companies))
    register(Block("doings", Tab.WEB, 10, _doings))

"""What sites and apps bring to a customer's card."""

from django.template.loader import render_to_string

from krug.access.decorators import SignedInRequest
from krug.behaviour.card import doings_of
from krug.customers.blocks import Block, register
from krug.customers.models import Person
from krug.customers.rules import Tab


def _doings(request: SignedInRequest, person: Person) -> str:
    doings = doings_of(person)
    return render_to_string("behaviour/doings.html", {"doings": doings}, request) if doings else ""


def register_all() -> None:
    register(Block("doings", Tab.WEB, 10, _doings))

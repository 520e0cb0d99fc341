"""What sales bring to a customer's card: his deals."""

from django.template.loader import render_to_string
from django.utils import timezone

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission
from krug.customers.blocks import Block, register
from krug.customers.models import Person
from krug.sales.queries.of_customer import deals_with


def _deals(request: SignedInRequest, person: Person) -> str:
    deals = deals_with(request.user, person, timezone.now())
    context = {"deals": deals, "whom": f"person:{person.uid}"}
    return render_to_string("sales/of_customer.html", context, request)


def register_all() -> None:
    register(Block("deals", None, 22, _deals, Permission.SEE_DEALS))

"""What sales bring to a customer's card: his deals."""

from django.template.loader import render_to_string
from django.utils import timezone

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission
from krug.customers.blocks import Block, register
from krug.customers.models import Organisation, Person
from krug.sales.queries.of_customer import deals_at, deals_with


def _deals(request: SignedInRequest, card: Person | Organisation) -> str:
    now = timezone.now()
    if isinstance(card, Person):
        deals, whom = deals_with(request.user, card, now), f"person:{card.uid}"
    else:
        deals, whom = deals_at(request.user, card, now), f"organisation:{card.uid}"
    return render_to_string("sales/of_customer.html", {"deals": deals, "whom": whom}, request)


def register_all() -> None:
    register(Block("deals", None, 22, _deals, Permission.SEE_DEALS))
    register(Block("deals-there", None, 5, _deals, Permission.SEE_DEALS, kind="organisation"))

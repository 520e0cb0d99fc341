"""What calls bring to cards of customers and deals: the last of them, for whoever may see them."""

from django.template.loader import render_to_string

from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission
from krug.calls.queries.listing import of_deal, of_numbers, rows_of
from krug.customers.blocks import Block, register
from krug.customers.models import ContactPoint, Organisation, Person
from krug.customers.queries.identity import group_of
from krug.customers.queries.organisations import cards_of
from krug.sales import cards
from krug.sales.models import Deal

MOST = 5


def _calls(request: SignedInRequest, card: Person | Organisation) -> str:
    if isinstance(card, Person):
        group = group_of(card)
        points = ContactPoint.objects.filter(person__in=group)
    else:
        group = []
        points = ContactPoint.objects.filter(organisation__in=cards_of(card.pk))
    numbers = list(points.filter(kind=ContactPoint.Kind.PHONE).values_list("normal", flat=True))
    found = of_numbers(request.user, group, numbers, MOST) if group or numbers else []
    if not found:
        return ""
    rows = rows_of(request.user, found)
    return render_to_string("calls/of_customer.html", {"rows": rows}, request)


def _of_deal(request: SignedInRequest, deal: Deal) -> str:
    """Those that were written down for it."""
    found = of_deal(request.user, deal, MOST)
    if not found:
        return ""
    return render_to_string("calls/of_deal.html", {"rows": rows_of(request.user, found)}, request)


def register_all() -> None:
    register(Block("calls", None, 24, _calls, Permission.TAKE_CALLS))
    register(Block("calls-there", None, 8, _calls, Permission.TAKE_CALLS, kind="organisation"))
    cards.register("calls", 22, Permission.TAKE_CALLS, _of_deal)

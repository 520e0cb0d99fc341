"""What accounting brings to a customer's card: what he owes."""

from django.template.loader import render_to_string

from krug.access import audit
from krug.access.decorators import SignedInRequest
from krug.access.rules import Permission
from krug.accounts.queries import balance_of
from krug.customers.blocks import Block, register
from krug.customers.models import Person
from krug.customers.rules import Tab


def _balance(request: SignedInRequest, person: Person) -> str:
    found = balance_of(person)
    if found is None:
        return ""
    audit.record_read(request.user, "balance", person.uid)
    return render_to_string("accounts/balance.html", {"balance": found, "customer": person}, request)


def register_all() -> None:
    register(Block("balance", Tab.MONEY, 20, _balance, Permission.SEE_BALANCES))

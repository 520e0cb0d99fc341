"""The balance on a card: a part of the page that comes by itself after it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.accounts.queries import balance_of, reach_customer


@require_safe
@require(Permission.SEE_BALANCES)
def balance(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    customer = reach_customer(request.user, kind, uid)
    found = balance_of(customer)
    if found is not None:
        audit.record_read(request.user, "balance", customer.uid)
    return render(request, "accounts/balance.html", {"balance": found, "customer": customer})

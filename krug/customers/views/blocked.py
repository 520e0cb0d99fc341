"""Values that name nobody: a reception's phone, test@…; blocked with a reason, and taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.customers.actions import block_value, unblock_value
from krug.customers.errors import Invalid
from krug.customers.forms import BlockedForm, show
from krug.customers.models import Identity
from krug.customers.queries.blocked import blocked_for, may_take_back, reach_blocked

SHOWN = 500


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_PEOPLE)
def blocked(request: SignedInRequest) -> HttpResponse:
    form = BlockedForm(request.POST or None)
    if form.is_valid():
        try:
            made = block_value(request.user, **form.cleaned_data)
        except Invalid as invalid:
            show(form, invalid, {})
        else:
            cards = made.cards or 0
            touched = ngettext("%(n)d customer concerned", "%(n)d customers concerned", cards) % {"n": cards}
            said = _("«%(value)s» names nobody now") % {"value": made.value}
            messages.success(request, f"{said} · {touched}")
            return redirect("blocked-values")
    labels = dict(Identity.Kind.choices)
    rows = [
        {"row": row, "kind": labels.get(row.kind, row.kind), "mine": may_take_back(request.user, row)}
        for row in blocked_for(request.user)[:SHOWN]
    ]
    status = 422 if request.method == "POST" else 200
    return render(request, "customers/blocked.html", {"form": form, "rows": rows}, status=status)


@require_POST
@require(Permission.MANAGE_PEOPLE)
def unblock(request: SignedInRequest, pk: int) -> HttpResponse:
    row = reach_blocked(request.user, pk)
    unblock_value(request.user, row)
    messages.success(request, _("«%(value)s» names customers again") % {"value": row.value})
    return redirect("blocked-values")

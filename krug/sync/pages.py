"""What the office does about fields that a tablet and somebody else edited at the same time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.sync.actions.settle import settle_conflict
from krug.sync.conflicts import open_conflicts, told
from krug.sync.models import FieldConflict


@require_safe
@require(Permission.EDIT_CUSTOMERS)
def conflicts(request: SignedInRequest) -> HttpResponse:
    return render(request, "sync/conflicts.html", {"conflicts": told(open_conflicts(request.user))})


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """`choice`: kept or other. Whoever comes second finds it settled."""
    conflict = get_object_or_404(FieldConflict, pk=pk)
    settle_conflict(request.user, conflict, other=request.POST.get("choice") == "other")
    messages.success(request, _("Settled"))
    return redirect("conflicts")

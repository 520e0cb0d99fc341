"""For those responsible: who has looked through more customers than work asks for."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krug.access.actions.deactivate_user import deactivate_user
from krug.access.actions.mass_viewing import clear_mass_viewing
from krug.access.decorators import SignedInRequest, require
from krug.access.models import MassViewing, Role, User
from krug.access.rules import Permission

SHOWN = 100


def viewings_for(viewer: User) -> QuerySet[MassViewing]:
    """Those of the viewer's unit, of all units for an administrator, newest first."""
    rows = MassViewing.objects.select_related("user", "clearing__author").order_by("-at", "-id")
    return rows if viewer.role == Role.ADMIN else rows.filter(user__unit=viewer.unit_id)


@require_safe
@require(Permission.MANAGE_PEOPLE)
def mass_viewings(request: SignedInRequest) -> HttpResponse:
    return render(request, "access/mass_viewings.html", {"viewings": viewings_for(request.user)[:SHOWN]})


@require_POST
@require(Permission.MANAGE_PEOPLE)
def settle(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """`choice`: clear or shut-out."""
    viewing = get_object_or_404(viewings_for(request.user), uid=uid)
    if request.POST.get("choice") == "shut-out":
        deactivate_user(request.user, viewing.user)
        messages.success(request, _("%(name)s is shut out") % {"name": viewing.user.name})
    else:
        clear_mass_viewing(request.user, viewing)
        messages.success(request, _("%(name)s may go on") % {"name": viewing.user.name})
    return redirect("mass-viewings")

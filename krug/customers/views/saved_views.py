"""Views of lists: kept with a name, changed, copied, removed and brought back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.models import Role
from krug.access.rules import Permission, may
from krug.customers.actions import views as actions
from krug.customers.errors import Invalid
from krug.customers.models import SavedView
from krug.customers.queries.views import reach_view, roles_of
from krug.customers.views.looks import LISTS, Look, look_of
from krug.site.parts import go

BEGINNERS = (Role.REP, Role.SELLER, Role.MANAGER, Role.MARKETER, Role.AGENT, Role.HEAD)


@require_safe
@require(Permission.SEE_CUSTOMERS)
def menu(request: SignedInRequest, kind: str) -> HttpResponse:
    """The views he may open, and what can be done with the one that is open."""
    if kind not in LISTS:
        raise Http404
    context = {"look": look_of(request, kind), "list_url": LISTS[kind]}
    return render(request, "customers/view_menu.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.SEE_CUSTOMERS)
def new(request: SignedInRequest, kind: str) -> HttpResponse:
    """The list as it looks now gets a name."""
    if kind not in LISTS:
        raise Http404
    look = look_of(request, kind)
    if request.method == "GET":
        return _form(request, look, None)
    try:
        made = actions.save_view(
            request.user, request.POST.get("name", ""), look.meant, request.POST.get("share", "own")
        )
    except Invalid as invalid:
        return _form(request, look, None, invalid)
    messages.success(request, _("View «%s» is saved") % made.name)
    return go(request, _address(made))


@require_http_methods(["GET", "POST"])
@require(Permission.SEE_CUSTOMERS)
def edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Its name, who sees it, and which roles begin with it."""
    view = reach_view(request.user, uid)
    if request.method == "GET":
        return _form(request, None, view)
    try:
        actions.change_view(
            request.user, view, name=request.POST.get("name", ""), share=request.POST.get("share", "own")
        )
        if "with_roles" in request.POST:
            actions.give_view_to_roles(request.user, view, request.POST.getlist("role"))
    except Invalid as invalid:
        return _form(request, None, view, invalid)
    return go(request, _address(view))


@require_POST
@require(Permission.SEE_CUSTOMERS)
def do(request: SignedInRequest, uid: UUID, verb: str) -> HttpResponse:
    if verb not in ("save", "copy", "remove", "restore"):
        raise Http404
    view = reach_view(request.user, uid, removed=verb == "restore")
    if verb == "save":
        actions.change_view(request.user, view, meant=look_of(request, view.kind).meant)
        messages.success(request, _("View «%s» is saved") % view.name)
    elif verb == "copy":
        view = actions.copy_view(request.user, view)
    elif verb == "restore":
        actions.restore_view(request.user, view)
    else:
        actions.remove_view(request.user, view)
        undo = reverse("view-do", args=[view.uid, "restore"])
        messages.success(request, _("View «%s» is removed") % view.name, extra_tags=undo)
        return go(request, f"{reverse(LISTS[view.kind])}?sort=name")
    return go(request, _address(view))


def _address(view: SavedView) -> str:
    return f"{reverse(LISTS[view.kind])}?view={view.uid}"


def _form(
    request: SignedInRequest, look: Look | None, view: SavedView | None, invalid: Invalid | None = None
) -> HttpResponse:
    user = request.user
    share = request.POST.get("share") or (view.share if view else SavedView.Share.OWN)
    context: dict[str, Any] = {
        "look": look,
        "view": view,
        "name": request.POST.get("name", view.name if view else ""),
        "share": share,
        "shares": [one for one in SavedView.Share.choices if actions.may_share(user, one[0])],
        "error": invalid.errors[0].message if invalid else "",
    }
    if view is not None and view.share == SavedView.Share.UNIT and may(user, Permission.MANAGE_PEOPLE):
        begun = set(request.POST.getlist("role")) if invalid else roles_of(view)
        context["roles"] = [(role.value, role.label, role.value in begun) for role in BEGINNERS]
    return render(request, "customers/view_form.html", context, status=422 if invalid else 200)

"""How a list looks: out of its address, else of the viewer's own choice, of his role's view, or as usual."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.actions.look import choose_columns
from krug.customers.actions.views import may_change
from krug.customers.listing.columns import Column, chosen, columns_of
from krug.customers.listing.meant import Meant, meant, query_of
from krug.customers.models import ListChoice, SavedView
from krug.customers.queries.lists import Filters
from krug.customers.queries.orders import OF, Order, order_of
from krug.customers.queries.views import meant_by, reach_view, view_of_role, views_of
from krug.customers.views.filters import filters_in
from krug.site.parts import go

LISTS = {"person": "people", "organisation": "organisations"}
SORTS: dict[str, Promise] = {
    "name": _("By name, A to Z"),
    "-name": _("By name, Z to A"),
    "klass": _("By class, A first"),
    "city": _("By city, A to Z"),
    "-city": _("By city, Z to A"),
    "-created": _("Added last first"),
    "created": _("Added first first"),
    "-changed": _("Changed last first"),
    "changed": _("Longest unchanged first"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to sort, and whether it is the one in use."""

    said: str
    words: Promise
    on: bool


@dataclass(frozen=True)
class Look:
    """What the viewer wants to see of a list. `view`: the saved one that it began with."""

    viewer: User
    kind: str
    filters: Filters
    names: tuple[str, ...]
    order: Order
    view: SavedView | None = None

    @cached_property
    def columns(self) -> list[Column]:
        return chosen(self.viewer, self.kind, self.names)

    @cached_property
    def orders(self) -> list[Offer]:
        """What it can be sorted by, each from both ends."""
        offered = [said for said in SORTS if said.removeprefix("-") in OF[self.kind]]
        return [Offer(said, SORTS[said], said == self.order.said) for said in offered]

    @cached_property
    def filtered(self) -> bool:
        return self.filters != type(self.filters)()

    @cached_property
    def views(self) -> list[SavedView]:
        return views_of(self.viewer, self.kind)

    @property
    def meant(self) -> Meant:
        return meant(self.filters, self.names, self.order.said)

    @cached_property
    def changed(self) -> bool:
        """Whether it is the saved view no more."""
        return self.view is not None and meant_by(self.view) != self.meant

    @property
    def may_change(self) -> bool:
        return self.view is not None and may_change(self.viewer, self.view)


def look_of(request: SignedInRequest, kind: str) -> Look:
    """A view's address is taken for what the view means: links of the page then say all of it."""
    view = _view(request, kind)
    if view is not None and not set(request.GET) - {"view", "after"}:
        _spell(request, view)
    order = order_of(kind, request.GET.get("sort", ""))
    return Look(request.user, kind, filters_in(kind, request.GET), _names(request, kind, view), order, view)


def _view(request: SignedInRequest, kind: str) -> SavedView | None:
    if uid := request.GET.get("view"):
        try:
            found = reach_view(request.user, UUID(uid))
        except ValueError as error:
            raise Http404 from error
        if found.kind != kind:
            raise Http404
        return found
    return None if set(request.GET) - {"after"} else view_of_role(request.user, kind)


def _spell(request: SignedInRequest, view: SavedView) -> None:
    said = request.GET.copy()
    said.update(query_of(meant_by(view)))
    said["view"] = str(view.uid)
    request.GET = said  # type: ignore[assignment]


def _names(request: SignedInRequest, kind: str, view: SavedView | None) -> tuple[str, ...]:
    if said := request.GET.get("columns"):
        return tuple(said[:2000].split(","))
    if view is not None:
        return ()
    held = ListChoice.objects.filter(user=request.user, kind=kind).values_list("columns", flat=True).first()
    return tuple(held or ())


@require_http_methods(["GET", "POST"])
@require(Permission.SEE_CUSTOMERS)
def columns(request: SignedInRequest, kind: str) -> HttpResponse:
    """Which columns, in which order: kept for the viewer, or said in the address while he is in a view."""
    if kind not in LISTS:
        raise Http404
    if request.method == "GET":
        return render(request, "customers/columns.html", _choices(request, kind))
    names = [] if "usual" in request.POST else request.POST.getlist("column")
    query = request.GET.copy()
    query.pop("columns", None)
    if "view" in query:
        query.setdefault("sort", "name")
        query.update({"columns": ",".join(names)} if names else {})
    else:
        choose_columns(request.user, kind, names)
    return go(request, f"{reverse(LISTS[kind])}?{query.urlencode()}")


def _choices(request: SignedInRequest, kind: str) -> dict[str, Any]:
    shown = look_of(request, kind).columns
    known = columns_of(request.user, kind)
    rest = [one for one in known.values() if one not in shown]
    return {"kind": kind, "first": shown[0], "shown": shown[1:], "rest": rest}

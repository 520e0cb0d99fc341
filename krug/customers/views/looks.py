"""How a list looks: out of its address, of the viewer's own choice where the address says nothing."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from krug.access.decorators import SignedInRequest, require
from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.actions.look import choose_columns
from krug.customers.listing.columns import Column, chosen, columns_of
from krug.customers.models import ListChoice
from krug.site.parts import go

LISTS = {"person": "people", "organisation": "organisations"}


@dataclass(frozen=True)
class Look:
    """What the viewer wants to see of a list, besides its filters."""

    viewer: User
    kind: str
    names: tuple[str, ...]

    @cached_property
    def columns(self) -> list[Column]:
        return chosen(self.viewer, self.kind, self.names)


def look_of(request: SignedInRequest, kind: str) -> Look:
    return Look(request.user, kind, _names(request, kind))


def _names(request: SignedInRequest, kind: str) -> tuple[str, ...]:
    if said := request.GET.get("columns"):
        return tuple(said[:2000].split(","))
    held = ListChoice.objects.filter(user=request.user, kind=kind).values_list("columns", flat=True).first()
    return tuple(held or ())


@require_http_methods(["GET", "POST"])
@require(Permission.SEE_CUSTOMERS)
def columns(request: SignedInRequest, kind: str) -> HttpResponse:
    """Which columns, in which order: kept for the viewer, wherever he signs in."""
    if kind not in LISTS:
        raise Http404
    if request.method == "GET":
        return render(request, "customers/columns.html", _choices(request, kind))
    names = [] if "usual" in request.POST else request.POST.getlist("column")
    choose_columns(request.user, kind, names)
    query = request.GET.copy()
    query.pop("columns", None)
    return go(request, f"{reverse(LISTS[kind])}?{query.urlencode()}")


def _choices(request: SignedInRequest, kind: str) -> dict[str, Any]:
    shown = look_of(request, kind).columns
    known = columns_of(request.user, kind)
    rest = [one for one in known.values() if one not in shown]
    return {"kind": kind, "first": shown[0], "shown": shown[1:], "rest": rest}

"""What is done with many rows of a list at once: those that are ticked, or all that its filters find."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import WrongInput
from krug.access.models import Territory
from krug.access.rules import Permission
from krug.customers.actions.bulk_change import (
    run_bulk_change,
    start_bulk_change,
    stop_bulk_change,
    undo_bulk_change,
)
from krug.customers.actions.download import start_download
from krug.customers.models import BulkChange, Person
from krug.customers.queries.bulk_changes import outcome, reach_bulk_change
from krug.customers.queries.card import reach_person
from krug.customers.queries.facets import territories_of
from krug.customers.views.looks import LISTS, look_of
from krug.site.parts import go

AT_ONCE = 50
"""So many rows are changed while one waits."""
TICKED = 2_000


@require_safe
@require(Permission.EDIT_CUSTOMERS)
def territories(request: SignedInRequest) -> HttpResponse:
    """Where cards can be moved to, asked for when that is opened."""
    return render(request, "customers/bulk_territories.html", {"choices": territories_of(request.user)})


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def change(request: SignedInRequest, kind: str) -> HttpResponse:
    """`set`: the field and its value, klass:A. A few rows are done at once and undone from the toast."""
    if kind not in LISTS:
        raise Http404
    field, _colon, value = request.POST.get("set", "").partition(":")
    every = "every" in request.POST
    look = look_of(request, kind)
    made = start_bulk_change(
        request.user, kind, field, value, None if every else _ticked(request), look.filters if every else None
    )
    if made.rows > AT_ONCE:
        return go(request, reverse("bulk-change", args=[made.uid]))
    run_bulk_change(made.pk)
    found = outcome(request.user, made)
    if found.refused:
        return go(request, reverse("bulk-change", args=[made.uid]))
    words, where = _("Changed: %d") % found.done, _list_query(request)
    messages.success(request, words, extra_tags=f"{reverse('bulk-undo', args=[made.uid])}?{where}")
    return go(request, f"{reverse(LISTS[kind])}?{where}")


@require_POST
@require(Permission.MERGE)
def join(request: SignedInRequest) -> HttpResponse:
    """Two ticked customers, side by side on the page where they are merged."""
    ticked = _ticked(request)
    if len(ticked) != 2:
        raise WrongInput(_("Choose two customers."), field="rows", value=len(ticked))
    one, two = (reach_person(request.user, uid) for uid in _uids(ticked))
    return go(request, f"{reverse('person-merge', args=[one.uid])}?with={two.uid}")


@require_POST
@require(Permission.EXPORT)
def export(request: SignedInRequest, kind: str) -> HttpResponse:
    """The ticked rows, or all, as a file with the columns that are seen."""
    if kind not in LISTS:
        raise Http404
    rows = None if "every" in request.POST else _ticked(request)
    if rows == []:
        raise WrongInput(_("Choose at least one row."), field="rows", value=0)
    start_download(request.user, look_of(request, kind).meant, request.POST.get("format", ""), rows)
    return go(request, reverse("downloads"))


@require_safe
@require(Permission.EDIT_CUSTOMERS)
def one(request: SignedInRequest, uid: UUID) -> HttpResponse:
    return render(
        request, "customers/bulk_change.html", _state(request, reach_bulk_change(request.user, uid))
    )


@require_safe
@require(Permission.EDIT_CUSTOMERS)
def state(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """How far it has come: asked for every second."""
    return render(request, "customers/bulk_state.html", _state(request, reach_bulk_change(request.user, uid)))


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def stop(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = stop_bulk_change(request.user, reach_bulk_change(request.user, uid))
    return go(request, reverse("bulk-change", args=[held.uid]))


@require_POST
@require(Permission.EDIT_CUSTOMERS)
def undo(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = undo_bulk_change(request.user, reach_bulk_change(request.user, uid))
    if held.rows <= AT_ONCE:
        run_bulk_change(held.pk)
        if not outcome(request.user, held).kept:
            messages.success(request, _("Everything is as it was"))
            return go(request, f"{reverse(LISTS[held.kind])}?{_list_query(request) or 'sort=name'}")
    return go(request, reverse("bulk-change", args=[held.uid]))


def _list_query(request: SignedInRequest) -> str:
    """The list as it was seen, from its first page: there one is again."""
    query = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()


def _state(request: SignedInRequest, held: BulkChange) -> dict[str, Any]:
    found = outcome(request.user, held)
    value = held.value
    if held.field == BulkChange.Field.TERRITORY:
        value = Territory.objects.filter(pk=held.value or 0).values_list("name", flat=True).first() or "–"
    going = held.is_going or (held.undone_at is not None and found.done > 0)
    return {"held": held, "found": found, "going": going, "value": value or "–", "list_url": LISTS[held.kind]}


def _ticked(request: SignedInRequest) -> list[int]:
    ticked = [int(row) for row in request.POST.getlist("row") if row.isdecimal() and len(row) < 19]
    if len(ticked) > TICKED:
        raise WrongInput(_("At most %(limit)d at once: choose a filter.") % {"limit": TICKED}, field="row")
    return ticked


def _uids(rows: list[int]) -> list[UUID]:
    return [
        Person.objects.values_list("uid", flat=True).filter(pk=row).first() or UUID(int=0) for row in rows
    ]

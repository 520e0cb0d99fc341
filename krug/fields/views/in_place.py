"""One own field of a card, edited where it stands."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import Invalid
from krug.access.models import User
from krug.access.rules import may
from krug.fields import card
from krug.fields.actions import set_values
from krug.fields.data import Clash
from krug.fields.kinds import Row, kind_of
from krug.fields.queries.values import Shown, card_fields


@require_http_methods(["GET", "POST"])
@require()
def value(request: SignedInRequest, kind: str, uid: UUID, key: str) -> HttpResponse:
    """Its form, or what was written there."""
    of = kind_of(kind)
    row = of.reach(request.user, uid)
    if not may(request.user, of.edit):
        raise PermissionDenied
    one = _one(request, kind, row, key)
    if request.method == "GET":
        if request.GET.get("show"):
            return _saved(request, kind, row, one, [])
        return _form(request, card.editing(one), one.held.version)
    given = card.value_of(one.of, "value", request.POST)
    based_on = request.POST.get("based_on", "")
    base = {key: int(based_on)} if based_on.isdecimal() and len(based_on) < 10 else None
    try:
        written = set_values(request.user, kind, row.id, {key: given}, base)
    except Invalid as invalid:
        told = card.Input(one.of, "value", given, [error.message for error in invalid.errors])
        return _form(request, told, based_on)
    return _saved(request, kind, row, _one(request, kind, row, key), written.conflicts)


def _one(request: SignedInRequest, kind: str, row: Row, key: str) -> Shown:
    every = card_fields(request.user, kind, row)
    found = next((one for one in every if one.of.field.key == key and one.of.sight == "edit"), None)
    if found is None:
        raise Http404
    return found


def _form(request: SignedInRequest, field: card.Input, based_on: Any) -> HttpResponse:
    context = {"input": field, "based_on": based_on}
    return render(request, "fields/value_edit.html", context, status=422 if field.errors else 200)


def _saved(
    request: SignedInRequest, kind: str, row: Row, one: Shown, conflicts: Sequence[Clash]
) -> HttpResponse:
    authors = {clash.other_author for clash in conflicts if clash.other_author}
    names = dict(User.objects.filter(pk__in=authors).values_list("id", "name"))
    told = [{"other": _plain(clash.other), "who": names.get(clash.other_author or 0)} for clash in conflicts]
    context = {"fact": card.fact(request, kind, row, one), "conflicts": told}
    return render(request, "fields/fact.html", context)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "–")

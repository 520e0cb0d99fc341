"""The list of a field, changed within its form."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import Invalid
from krug.access.rules import Permission
from krug.fields.actions import (
    add_option,
    edit_option,
    merge_options,
    order_options,
    part_option,
    restore_option,
    retire_option,
)
from krug.fields.models import Field, Option
from krug.fields.queries.definitions import options_of
from krug.fields.views.settings import reach_field, uid_of

VERBS = {"retire": retire_option, "restore": restore_option, "part": part_option}


@require_POST
@require(Permission.MANAGE_FIELDS)
def add(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    held = reach_field(request, kind, uid)
    try:
        add_option(request.user, held, request.POST.get("option", ""))
    except Invalid as invalid:
        return _list(request, held, invalid, typed=request.POST.get("option", ""))
    return _list(request, held)


@require_POST
@require(Permission.MANAGE_FIELDS)
def order(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    held = reach_field(request, kind, uid)
    named = [one for text in request.POST.getlist("uid") if (one := uid_of(text)) is not None]
    order_options(request.user, held, named)
    return HttpResponse(status=204)


@require_POST
@require(Permission.MANAGE_FIELDS)
def edit(request: SignedInRequest, kind: str, uid: UUID, option: UUID) -> HttpResponse:
    held = reach_field(request, kind, uid)
    one = get_object_or_404(Option, field=held, uid=option)
    try:
        name = request.POST.get(f"name_{one.uid}", one.name)
        edit_option(request.user, one, name, request.POST.get(f"tone_{one.uid}", one.tone))
    except Invalid as invalid:
        return _list(request, held, invalid)
    return _list(request, held)


@require_POST
@require(Permission.MANAGE_FIELDS)
def do(request: SignedInRequest, kind: str, uid: UUID, option: UUID, verb: str) -> HttpResponse:
    held = reach_field(request, kind, uid)
    if verb not in VERBS:
        raise Http404
    VERBS[verb](request.user, get_object_or_404(Option, field=held, uid=option))
    return _list(request, held)


@require_POST
@require(Permission.MANAGE_FIELDS)
def merge(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    """Two words that mean one."""
    held = reach_field(request, kind, uid)
    one, into = (
        get_object_or_404(Option, field=held, uid=uid_of(request.POST.get(name, "")))
        for name in ("one", "into")
    )
    try:
        merge_options(request.user, one, into)
    except Invalid as invalid:
        return _list(request, held, invalid)
    return _list(request, held)


def _list(
    request: SignedInRequest, field: Field, invalid: Invalid | None = None, typed: str = ""
) -> HttpResponse:
    context = {
        "field": field,
        "options": options_of([field])[field.pk],
        "tones": Option.Tone.choices,
        "errors": [error.message for error in invalid.errors] if invalid else [],
        "typed": typed,
    }
    return render(request, "fields/options.html", context, status=422 if invalid else 200)

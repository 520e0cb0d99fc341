"""«Own fields»: what there is, in which order, how the card will look; a new one, a changed one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import Invalid
from krug.access.rules import Permission
from krug.fields.actions import define_field, edit_field, order_fields, restore_field, retire_field
from krug.fields.actions.allowed import may_manage
from krug.fields.actions.define import FLAGS
from krug.fields.forms import FieldForm, NewField
from krug.fields.kinds import kind_of, kinds
from krug.fields.models import Field, Option
from krug.fields.queries.definitions import managed, options_of
from krug.site.parts import go

VERBS = {"retire": retire_field, "restore": restore_field}


@require_safe
@require(Permission.MANAGE_FIELDS)
def first(request: SignedInRequest) -> HttpResponse:
    return redirect("own-fields", kind=kinds()[0].code)


@require_safe
@require(Permission.MANAGE_FIELDS)
def settings(request: SignedInRequest, kind: str) -> HttpResponse:
    return render(request, "fields/settings.html", _context(request, kind))


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_FIELDS)
def new(request: SignedInRequest, kind: str) -> HttpResponse:
    form = NewField(request.user, request.POST or None)
    if form.is_valid():
        try:
            made = define_field(request.user, kind, form.data_of())
        except Invalid as invalid:
            show(form, invalid)
        else:
            messages.success(request, _("«%(name)s» is on the card now") % {"name": made.name})
            return go(request, reverse("own-fields", args=[kind]))
    context = {"form": form, "kind": kind_of(kind)}
    return render(request, "fields/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_FIELDS)
def edit(request: SignedInRequest, kind: str, uid: UUID) -> HttpResponse:
    held = reach_field(request, kind, uid)
    form = FieldForm(held, request.POST or None)
    if form.is_valid():
        try:
            edit_field(request.user, held, form.changes())
        except Invalid as invalid:
            show(form, invalid)
        else:
            return go(request, reverse("own-fields", args=[kind]))
    sections = sorted({one.section for one in managed(request.user, kind) if one.section})
    context = {"form": form, "field": held, "sections": sections, "options": options_of([held])[held.pk]}
    context |= {"tones": Option.Tone.choices, "flags": [form[name] for name in FLAGS if name in form.fields]}
    return render(request, "fields/edit.html", context, status=422 if form.errors else 200)


@require_POST
@require(Permission.MANAGE_FIELDS)
def order(request: SignedInRequest, kind: str) -> HttpResponse:
    """Dragged, or moved by keys: the preview follows."""
    named = [uid for text in request.POST.getlist("uid") if (uid := uid_of(text)) is not None]
    mine = [one.uid for one in managed(request.user, kind) if may_manage(request.user, one.unit_id)]
    order_fields(request.user, kind, [uid for uid in named if uid in mine])
    return render(request, "fields/preview.html", _context(request, kind))


@require_POST
@require(Permission.MANAGE_FIELDS)
def do(request: SignedInRequest, kind: str, uid: UUID, verb: str) -> HttpResponse:
    held = reach_field(request, kind, uid)
    if verb not in VERBS:
        raise Http404
    VERBS[verb](request.user, held)
    if verb == "retire":
        undo = reverse("own-field-do", args=[kind, uid, "restore"])
        messages.success(request, _("«%(name)s» is hidden") % {"name": held.name}, extra_tags=undo)
    return go(request, reverse("own-fields", args=[kind]))


def reach_field(request: SignedInRequest, kind: str, uid: UUID) -> Field:
    """One that he may change, else 404."""
    held = get_object_or_404(managed(request.user, kind_of(kind).code), uid=uid)
    if not may_manage(request.user, held.unit_id):
        raise Http404
    return held


def show(form: Form, invalid: Invalid) -> None:
    for error in invalid.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))


def uid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _context(request: SignedInRequest, kind: str) -> dict[str, Any]:
    every = list(managed(request.user, kind_of(kind).code))
    used = [one for one in every if one.retired_at is None]
    options = options_of(used)
    return {
        "kind": kind_of(kind),
        "kinds": kinds(),
        "fields": [(one, may_manage(request.user, one.unit_id), options[one.pk]) for one in used],
        "retired": [one for one in every if one.retired_at and may_manage(request.user, one.unit_id)],
    }

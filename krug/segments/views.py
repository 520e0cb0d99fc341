"""Segments: the list, one of them with its persons and moves, and the builder that counts as one builds."""

import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.rules import Permission
from krug.segments import actions, queries
from krug.segments.builder import Draft, of_asked, of_form, said
from krug.segments.builder.choices import Choices
from krug.segments.builder.draft import empty
from krug.segments.builder.sentences import kinds, lines
from krug.segments.models import Segment
from krug.site.parts import go, is_part

ASKED = ("add", "group", "drop")


@require_safe
@require(Permission.SEE_SEGMENTS)
def segments(request: SignedInRequest) -> HttpResponse:
    return render(request, "segments/segments.html", {"lines": queries.segments_of(request.user)})


@require_safe
@require(Permission.SEE_SEGMENTS)
def segment(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Whom it means. A part is answered with rows alone: the next page, taken by scrolling."""
    held = queries.reach_segment(request.user, uid)
    page = queries.members_of(request.user, held, request.GET.get("after"))
    if is_part(request) and request.GET.get("after"):
        return render(request, f"segments/{held.kind}_rows.html", {"page": page, "segment": held})
    return render(request, "segments/segment.html", {"page": page, **_head(request, held, "members")})


@require_safe
@require(Permission.SEE_SEGMENTS)
def moves(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_segment(request.user, uid)
    context = {"moves": queries.moves_of(request.user, held), **_head(request, held, "moves")}
    return render(request, "segments/moves.html", context)


def _head(request: SignedInRequest, held: Segment, here: str) -> dict[str, Any]:
    choices = Choices(request.user, held.unit_id, of=held.kind)
    return {
        "segment": held,
        "here": here,
        "count": queries.count_of(request.user, held) if held.turn else None,
        "mode": held.meant.mode,
        "said": said(of_asked(held.asked), choices),
    }


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_SEGMENTS)
def new(request: SignedInRequest) -> HttpResponse:
    if request.method == "GET":
        return _form(request, None, request.GET.get("name", "")[:80], empty(_kind(request.GET.get("of"))))
    return _saved(request, None)


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_SEGMENTS)
def edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_segment(request.user, uid)
    if request.method == "GET":
        return _form(request, held, held.name, of_asked(held.asked))
    return _saved(request, held)


def _saved(request: SignedInRequest, held: Segment | None) -> HttpResponse:
    of = held.kind if held else _kind(request.POST.get("of"))
    draft, name = of_form(request.POST, of=of), request.POST.get("name", "")[:200]
    if not draft.complete:
        return _form(request, held, name, draft, {"condition": _("Finish the rows that are marked.")})
    try:
        if held is None:
            held = actions.create_segment(request.user, name, draft.condition(), kind=of)
        else:
            held = actions.edit_segment(request.user, held, name, draft.condition())
    except KrugError as error:
        field = "name" if error.where.get("field") == "name" else "condition"
        return _form(request, held, name, draft, {field: str(error.detail or error.title)})
    return go(request, reverse("segment", args=[held.uid]))


def _kind(said: str | None) -> str:
    """Of customers, unless organisations are asked for."""
    return str(said if said in Segment.Kind else Segment.Kind.PERSON)


def _form(
    request: SignedInRequest,
    held: Segment | None,
    name: str,
    draft: Draft,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    context = _rows(request, draft, str(held.uid) if held else "")
    context |= {"segment": held, "name": name, "errors": errors or {}}
    return render(request, "segments/build.html", context, status=422 if errors else 200)


@require_POST
@require(Permission.MAKE_SEGMENTS)
def build(request: SignedInRequest) -> HttpResponse:
    """The rows again, after a choice or a button: what can be chosen depends on what was."""
    asked = {name: str(request.GET[name]) for name in ASKED if name in request.GET}
    own = request.POST.get("own", "")[:40]
    draft = of_form(request.POST, asked, _kind(request.POST.get("of")))
    answer = render(request, "segments/rows.html", _rows(request, draft, own))
    # The count follows the rows.
    answer["HX-Trigger"] = "built"
    return answer


def _rows(request: SignedInRequest, draft: Draft, own: str) -> dict[str, Any]:
    choices = Choices(request.user, request.user.unit_id or 0, own, draft.of)
    return {
        "mode": draft.mode,
        "lines": lines(draft, choices),
        "kinds": kinds(choices),
        "own": own,
        "of": draft.of,
    }


@require_POST
@require(Permission.MAKE_SEGMENTS)
def preview(request: SignedInRequest) -> HttpResponse:
    """How many the complete rows mean, and ten of them."""
    draft = of_form(request.POST, of=_kind(request.POST.get("of")))
    context: dict[str, Any] = {"complete": draft.complete, "of": draft.of}
    try:
        found = queries.sample(request.user, request.user.unit_id or 0, draft.asked, time.time_ns() // 1000)
    except KrugError as error:
        context["refused"] = str(error.detail or error.title)
    else:
        context["sample"] = found
    return render(request, "segments/preview.html", context)


@require_POST
@require(Permission.MAKE_SEGMENTS)
def freeze(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_segment(request.user, uid)
    actions.freeze(request.user, held)
    messages.success(
        request, _("«%s» is frozen") % held.name, extra_tags=reverse("segment-thaw", args=[held.uid])
    )
    return go(request, reverse("segment", args=[held.uid]))


@require_POST
@require(Permission.MAKE_SEGMENTS)
def thaw(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_segment(request.user, uid)
    actions.thaw(request.user, held)
    messages.success(request, _("«%s» follows its conditions again") % held.name)
    return go(request, reverse("segment", args=[held.uid]))


@require_POST
@require(Permission.MAKE_SEGMENTS)
def remove(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_segment(request.user, uid)
    try:
        actions.remove(request.user, held)
    except KrugError as error:
        messages.error(request, f"{error.title}: {error.detail}")
        return go(request, reverse("segment", args=[held.uid]))
    messages.success(
        request, _("«%s» is removed") % held.name, extra_tags=reverse("segment-restore", args=[held.uid])
    )
    return go(request, reverse("segments"))


@require_POST
@require(Permission.MAKE_SEGMENTS)
def restore(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_segment(request.user, uid, removed=True)
    actions.restore(request.user, held)
    return go(request, reverse("segment", args=[held.uid]))

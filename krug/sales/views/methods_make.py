"""Methods made of others and put away: ready-made ones, files, copies; names, retiring, restoring."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import Invalid, KrugError
from krug.access.models import Unit
from krug.access.rules import Permission
from krug.sales import actions
from krug.sales.actions.copying import BIGGEST
from krug.sales.outlook import outlook
from krug.sales.queries.methods import Line, reach_line, version_of
from krug.sales.ready import READY
from krug.sales.refusing import place_said
from krug.sales.views.method_shown import read_out
from krug.sales.views.methods import number_in
from krug.site.parts import go


@require_safe
@require(Permission.MAKE_METHODS)
def choose(request: SignedInRequest) -> HttpResponse:
    ready = []
    for code, it in READY.items():
        contract = it.make()
        ready.append((code, it, outlook(contract), [stage.name for stage in contract.stages]))
    return render(request, "sales/method_new.html", {"ready": ready, "units": units_of(request)})


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_METHODS)
def ready(request: SignedInRequest, code: str) -> HttpResponse:
    """To look at; taken as it is, or as a draft to change first."""
    if code not in READY:
        raise Http404
    if request.method == "GET":
        context = {"code": code, "ready": READY[code], "units": units_of(request)}
        return render(request, "sales/method_ready.html", context | read_out(READY[code].make()))
    at_once = request.POST.get("change") != "1"
    made = actions.take_ready(request.user, code, unit_asked(request), at_once)
    if at_once:
        messages.success(request, _("New deals go by «%(name)s» now") % {"name": made.name})
    return go(request, reverse("method" if at_once else "method-edit", args=[made.uid]))


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_METHODS)
def bring(request: SignedInRequest) -> HttpResponse:
    """A file that another Krug, or this one, has written."""
    context: dict[str, Any] = {"units": units_of(request)}
    if request.method == "GET":
        return render(request, "sales/method_import.html", context)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        context["errors"] = [("", _("Choose a file of a method."))]
        return render(request, "sales/method_import.html", context, status=422)
    try:
        made = actions.import_method(request.user, file.read(BIGGEST + 1), unit_asked(request))
    except Invalid as invalid:
        context["errors"] = [(place_said(one.field), str(one.message)) for one in invalid.errors[:20]]
        return render(request, "sales/method_import.html", context, status=422)
    messages.success(request, _("«%(name)s» is here as a draft") % {"name": made.name})
    return go(request, reverse("method", args=[made.uid]))


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_METHODS)
def rename(request: SignedInRequest, uid: UUID) -> HttpResponse:
    line = reach_line(request.user, uid)
    name = request.POST.get("name", line.method.name)
    context = {"line": line, "name": name}
    if request.method == "GET":
        return render(request, "sales/method_rename.html", context)
    try:
        actions.rename_method(request.user, line.method, name)
    except KrugError as error:
        context["error"] = str(error.detail or error.title)
        return render(request, "sales/method_rename.html", context, status=422)
    return go(request, reverse("method", args=[uid]))


@require_safe
@require(Permission.MAKE_METHODS)
def export(request: SignedInRequest, uid: UUID) -> HttpResponse:
    line = reach_line(request.user, uid)
    version = version_of(request.user, line, number_in(request, "version"))
    answer = JsonResponse(
        actions.exported(request.user, version), json_dumps_params={"indent": 1, "ensure_ascii": False}
    )
    name = f"{line.method.name}.json"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@require_POST
@require(Permission.MAKE_METHODS)
def do(request: SignedInRequest, uid: UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise Http404
    line = reach_line(request.user, uid)
    try:
        return go(request, VERBS[verb](request, line))
    except KrugError as error:
        messages.error(request, str(error.detail or error.title))
        return go(request, reverse("method", args=[uid]))


def _retire(request: SignedInRequest, line: Line) -> str:
    actions.retire_method(request.user, line.method)
    undo = reverse("method-do", args=[line.method.uid, "restore"])
    messages.success(request, _("No new deals by «%(name)s»") % {"name": line.method.name}, extra_tags=undo)
    return reverse("methods")


def _restore(request: SignedInRequest, line: Line) -> str:
    actions.restore_method(request.user, line.method)
    return reverse("method", args=[line.method.uid])


def _copy(request: SignedInRequest, line: Line) -> str:
    made = actions.copy_method(request.user, version_of(request.user, line, None))
    messages.success(request, _("«%(name)s» is a draft of its own now") % {"name": made.name})
    return reverse("method-edit", args=[made.uid])


def _drop(request: SignedInRequest, line: Line) -> str:
    actions.drop_draft(request.user, line.method)
    messages.success(request, _("The draft is gone; what holds goes on holding"))
    return reverse("method", args=[line.method.uid])


VERBS: dict[str, Callable[[SignedInRequest, Line], str]] = {
    "retire": _retire,
    "restore": _restore,
    "copy": _copy,
    "drop": _drop,
}


def units_of(request: SignedInRequest) -> list[Unit]:
    """Whose the method will be: asked of those alone who belong to no unit."""
    return [] if request.user.unit_id else list(Unit.objects.order_by("name"))


def unit_asked(request: SignedInRequest) -> Unit | None:
    if request.user.unit_id:
        return None
    wanted = request.POST.get("unit", "")
    return next((unit for unit in units_of(request) if str(unit.pk) == wanted), None)

"""Import of contacts: a file, its columns, a preview with doubles, progress, the result."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.models import Territory
from krug.access.rules import Permission
from krug.customers.actions.contact_import import cancel_import, run_import, set_mapping, start_import
from krug.customers.actions.surroundings import default_territory
from krug.customers.actions.undo_import import undo_import
from krug.customers.errors import Invalid
from krug.customers.models import ContactImport
from krug.customers.queries.facets import territories_of
from krug.customers.queries.imports import (
    fields,
    imports_of,
    preview,
    progress,
    reach_import,
    rejected_csv,
)
from krug.customers.queries.undoing import kept_csv, kept_rows, may_be_undone, undone
from krug.site.parts import go


@require_http_methods(["GET", "POST"])
@require(Permission.IMPORT)
def new(request: SignedInRequest, kind: str = "person") -> HttpResponse:
    """`kind`: what the rows of the file are."""
    if request.method == "GET":
        context: dict[str, Any] = {"kind": kind, "imports": imports_of(request.user, kind)}
        context["territories"] = territories_of(request.user)
        context["whole"] = default_territory(request.user) is None
        return render(request, "customers/import_new.html", context)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _refused(request, _("Choose a file with contacts."))
    name, territory = file.name or "contacts.csv", _territory(request)
    try:
        made = start_import(request.user, name, file.chunks(), territory, kind)
    except KrugError as error:
        return _refused(request, str(error.detail or error.title))
    return go(request, reverse("import", args=[made.uid]))


def _territory(request: SignedInRequest) -> Territory | None:
    wanted = request.POST.get("territory", "")
    known = {str(pk) for pk, _name in territories_of(request.user)}
    return Territory.objects.get(pk=int(wanted)) if wanted in known else None


def _refused(request: SignedInRequest, text: str) -> HttpResponse:
    return render(request, "customers/import_refused.html", {"text": text}, status=422)


@require_safe
@require(Permission.IMPORT)
def one(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """One import in whatever state it is."""
    held = reach_import(request.user, uid)
    if held.started_at:
        return render(request, "customers/import_progress.html", _state(request, held))
    return _mapping(request, held)


def _mapping(request: SignedInRequest, held: ContactImport, error: str = "") -> HttpResponse:
    krugs, own = fields(held)
    context = {"held": held, "preview": preview(held), "fields": krugs, "own_fields": own, "error": error}
    return render(request, "customers/import_mapping.html", context, status=422 if error else 200)


@require_POST
@require(Permission.IMPORT)
def mapping(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The columns as corrected by hand; the preview follows."""
    held = reach_import(request.user, uid)
    chosen = {str(at): request.POST.get(f"column-{at}", "") for at in range(len(held.headings))}
    try:
        held = set_mapping(request.user, held, chosen)
    except Invalid as invalid:
        return _mapping(request, held, str(invalid.errors[0].message))
    return _mapping(request, held)


@require_POST
@require(Permission.IMPORT)
def run(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = reach_import(request.user, uid)
    try:
        run_import(request.user, held)
    except Invalid as invalid:
        return _mapping(request, held, str(invalid.errors[0].message))
    return go(request, reverse("import", args=[held.uid]))


@require_POST
@require(Permission.IMPORT)
def cancel(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = reach_import(request.user, uid)
    cancel_import(request.user, held)
    return go(request, reverse("import", args=[held.uid]))


@require_safe
@require(Permission.IMPORT)
def state(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """How far it has come: asked for every second while it runs."""
    held = reach_import(request.user, uid)
    return render(request, "customers/import_state.html", _state(request, held))


def _state(request: SignedInRequest, held: ContactImport) -> dict[str, Any]:
    back = undone(held)
    return {
        "held": held,
        "progress": progress(held),
        "undone": back,
        "undoable": back is None and may_be_undone(held),
        "kept": kept_rows(request.user, held) if back and back.kept and not back.running else [],
    }


@require_POST
@require(Permission.IMPORT)
def undo(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = reach_import(request.user, uid)
    undo_import(request.user, held)
    return go(request, reverse("import", args=[held.uid]))


@require_safe
@require(Permission.IMPORT)
def kept(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """The cards that were not taken back, as a file with the reason of each."""
    held = reach_import(request.user, uid)
    audit.record(request.user, "export", "import", held.pk, after={"what": "kept rows"})
    name = f"{held.filename.rsplit('.', 1)[0]}-kept.csv"
    answer = StreamingHttpResponse(kept_csv(request.user, held), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@require_safe
@require(Permission.IMPORT)
def rejected(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    """The rows that were left out, as a file with the reason of each."""
    held = reach_import(request.user, uid)
    audit.record(request.user, "export", "import", held.pk, after={"what": "rejected rows"})
    name = f"{held.filename.rsplit('.', 1)[0]}-rejected.csv"
    answer = StreamingHttpResponse(rejected_csv(held), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer

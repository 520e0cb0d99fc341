"""Files of tills and books: brought, understood, taken, mended."""

import re
from collections import defaultdict
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
from krug.access.errors import KrugError, WrongInput
from krug.access.rules import Permission
from krug.integrations.actions import mend_rows, run_file, set_columns, start_file
from krug.integrations.files import queries
from krug.integrations.files.running import KINDS
from krug.integrations.models import TableFile
from krug.site.parts import go

_CELL = re.compile(r"cell-(\d{1,9})-(\d{1,4})").fullmatch


@require_http_methods(["GET", "POST"])
@require(Permission.IMPORT)
def new(request: SignedInRequest) -> HttpResponse:
    if request.method == "GET":
        user = request.user
        context = {
            "files": queries.files_of(user),
            "kinds": queries.kinds_of(user),
            "sources": queries.sources_of(user),
        }
        return render(request, "integrations/files_new.html", context)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _refused(request, _("Choose a file."))
    kind, source = request.POST.get("kind", ""), request.POST.get("source", "").strip().lower()
    try:
        made = start_file(request.user, kind, source, file.name or "table.csv", file.chunks())
    except KrugError as error:
        return _refused(request, _told(error))
    return go(request, reverse("table-file", args=[made.uid]))


def _told(error: KrugError) -> str:
    return str(error.detail or error.title)


def _refused(request: SignedInRequest, text: str) -> HttpResponse:
    return render(request, "integrations/files_refused.html", {"text": text}, status=422)


@require_safe
@require(Permission.IMPORT)
def one(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """One file in whatever state it is."""
    held = queries.reach_file(request.user, uid)
    if held.started_at is None:
        return _columns(request, held)
    return render(request, "integrations/file_taken.html", _state(held))


def _columns(request: SignedInRequest, held: TableFile, error: str = "") -> HttpResponse:
    kind = KINDS[held.kind]
    context = {
        "held": held,
        "columns": queries.columns_of(held),
        "fields": list(kind.fields.items()),
        "missing": kind.missing(held.mapping),
        "error": error,
    }
    return render(request, "integrations/file_columns.html", context, status=422 if error else 200)


@require_POST
@require(Permission.IMPORT)
def columns(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_file(request.user, uid)
    chosen = {str(at): request.POST.get(f"column-{at}", "") for at in range(len(held.headings))}
    try:
        held = set_columns(request.user, held, chosen)
    except WrongInput as wrong:
        return _columns(request, held, _told(wrong))
    return _columns(request, held)


@require_POST
@require(Permission.IMPORT)
def run(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_file(request.user, uid)
    try:
        run_file(request.user, held)
    except WrongInput as wrong:
        return _columns(request, held, _told(wrong))
    return go(request, reverse("table-file", args=[held.uid]))


@require_safe
@require(Permission.IMPORT)
def state(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """How far it has come: asked for every second while it runs."""
    held = queries.reach_file(request.user, uid)
    return render(request, "integrations/file_state.html", _state(held))


def _state(held: TableFile) -> dict[str, Any]:
    state = queries.state_of(held)
    left = held.left.order_by("line")
    return {
        "held": held,
        "state": state,
        "percent": held.done * 100 // max(held.rows, 1),
        "left": left.count(),
        "rows": [_cells(held, row.line, row.cells, row.reason) for row in left[: queries.SHOWN]]
        if state == "finished"
        else [],
    }


def _cells(held: TableFile, line: int, cells: list[str], reason: str) -> dict[str, Any]:
    """The cells that mean something, with the name of the field of each."""
    fields = KINDS[held.kind].fields
    shown = [
        (number, fields[name], cells[int(number)] if int(number) < len(cells) else "")
        for number, name in sorted(held.mapping.items(), key=lambda pair: int(pair[0]))
    ]
    return {"line": line, "cells": shown, "reason": reason}


@require_POST
@require(Permission.IMPORT)
def mend(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_file(request.user, uid)
    given: dict[int, dict[int, str]] = defaultdict(dict)
    for name, value in request.POST.items():
        if found := _CELL(name):
            given[int(found[1])][int(found[2])] = str(value)
    mend_rows(request.user, held, given)
    return go(request, reverse("table-file", args=[held.uid]))


@require_safe
@require(Permission.IMPORT)
def left(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    held = queries.reach_file(request.user, uid)
    audit.record(request.user, "export", "table_file", held.pk, after={"what": "left rows"})
    name = f"{held.filename.rsplit('.', 1)[0]}-left.csv"
    answer = StreamingHttpResponse(queries.left_csv(held), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer

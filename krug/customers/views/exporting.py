"""Lists and cards as files: exactly what the list shows with its filters."""

import tempfile
from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import WrongInput
from krug.access.rules import Permission, hidden
from krug.customers.actions.download import start_download
from krug.customers.actions.export import Export, export_card, export_list
from krug.customers.contact_csv.writing import BOM, csv_line
from krug.customers.contact_vcard.writing import vcard
from krug.customers.contact_xlsx import writing as xlsx
from krug.customers.queries.card import reach_person
from krug.customers.queries.lists import of_filters, total
from krug.customers.views.looks import look_of
from krug.site.parts import go

AT_ONCE = 5_000
"""So many rows are written while one waits."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.EXPORT)
def people(request: SignedInRequest, format: str) -> HttpResponseBase:
    return _export(request, "person", format, _("customers"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.EXPORT)
def organisations(request: SignedInRequest, format: str) -> HttpResponseBase:
    return _export(request, "organisation", format, _("organisations"))


def _export(request: SignedInRequest, kind: str, format: str, what: str) -> HttpResponseBase:
    """A short list at once, a long one, or one of vCards, in the background."""
    look = look_of(request, kind)
    long = total(of_filters(look.filters), request.user, look.filters, AT_ONCE + 1) > AT_ONCE
    if not long and format != "vcf":
        return file_of(export_list(request.user, look.filters, format, look.names, look.order), what, format)
    if request.method != "POST":
        raise WrongInput(_("This list is long: choose Export on its page."), field="format", value=format)
    start_download(request.user, look.meant, format)
    messages.success(request, _("The file is being made. You will find it here."))
    return go(request, reverse("downloads"))


@require_safe
@require(Permission.EXPORT)
def card(request: SignedInRequest, uid: UUID) -> HttpResponse:
    shown = export_card(request.user, reach_person(request.user, uid))
    answer = HttpResponse(vcard(shown, hidden(request.user)), content_type="text/vcard; charset=utf-8")
    return named(answer, f"{shown.person.full_name}.vcf")


def file_of(export: Export, what: str, format: str) -> HttpResponseBase:
    name = f"{what} {timezone.localdate():%Y-%m-%d}.{format}"
    if format == "csv":
        return named(StreamingHttpResponse(_csv(export), content_type="text/csv; charset=utf-8"), name)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    xlsx.write(file, export.headings, export.lines, export.rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _csv(export: Export) -> Iterator[bytes]:
    yield BOM
    yield csv_line(export.headings)
    yield from map(csv_line, export.lines)


Answer = TypeVar("Answer", bound=HttpResponseBase)


def named(answer: Answer, name: str) -> Answer:
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer

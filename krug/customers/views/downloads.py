"""Downloads: lists that become files in the background, for whoever asked for them."""

from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.customers.actions.download import KEPT, stop_download
from krug.customers.models import Download
from krug.customers.queries.downloads import downloads_of, reach_download
from krug.site.parts import go, is_part


@require_safe
@require(Permission.EXPORT)
def downloads(request: SignedInRequest) -> HttpResponse:
    """All of his; a part is asked for every second while one of them is being made."""
    lines = downloads_of(request.user)
    context = {"lines": lines, "going": any(one.is_going for one in lines), "days": KEPT.days}
    part = is_part(request)
    return render(request, "customers/download_lines.html" if part else "customers/downloads.html", context)


@require_safe
@require(Permission.EXPORT)
def file(request: SignedInRequest, uid: UUID) -> HttpResponseBase:
    held = reach_download(request.user, uid)
    path = settings.KRUG_HOME / held.path
    if not held.path or not path.is_file():
        raise Http404
    audit.record(request.user, "downloaded", "download", held.pk, after={"rows": held.done})
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=_name(held))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _name(held: Download) -> str:
    what = _("customers") if held.kind == "person" else _("organisations")
    return f"{what} {timezone.localtime(held.created_at):%Y-%m-%d %H-%M}.{held.format}"


@require_POST
@require(Permission.EXPORT)
def stop(request: SignedInRequest, uid: UUID) -> HttpResponse:
    stop_download(request.user, reach_download(request.user, uid))
    return go(request, reverse("downloads"))

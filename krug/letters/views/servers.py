"""The list of mail servers that may be reached."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.models import Role
from krug.access.rules import Permission
from krug.access.telling import tell
from krug.letters.actions import allow_known, allow_servers, forbid_server
from krug.letters.forms import ServerForm
from krug.letters.models import MailServer
from krug.letters.providers import KNOWN
from krug.letters.queries.servers import servers_of
from krug.site.parts import go

MANAGES = require(Permission.MANAGE_MAILBOXES)


@require_http_methods(["GET", "POST"])
@MANAGES
def servers(request: SignedInRequest) -> HttpResponse:
    form = ServerForm(request.POST if request.method == "POST" else None)
    if request.user.role != Role.ADMIN:
        del form.fields["internal"]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            allow_servers(request.user, [said["host"]], said.get("internal", False))
        except KrugError as error:
            tell(form, error)
        else:
            return go(request, reverse("mail-servers"))
    rows = servers_of(None if request.user.role == Role.ADMIN else request.user.unit_id)
    there = {one.host for one in rows}
    context = {
        "form": form,
        "rows": rows,
        "known": [one for one in KNOWN if not {one.imap_host, one.smtp_host} <= there],
        "admin": request.user.role == Role.ADMIN,
    }
    return render(request, "letters/servers.html", context, status=422 if form.errors else 200)


@require_POST
@MANAGES
def known(request: SignedInRequest) -> HttpResponse:
    allow_known(request.user, request.POST.get("host", ""))
    return go(request, reverse("mail-servers"))


@require_POST
@MANAGES
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = Q() if request.user.role == Role.ADMIN else Q(unit=request.user.unit_id)
    held = get_object_or_404(MailServer.objects.filter(mine), pk=pk)
    forbid_server(request.user, held)
    messages.success(request, _("%s is not reached any more") % held.host)
    return go(request, reverse("mail-servers"))

"""One's own mailbox and the shared ones: connected, tried, changed, stopped; how each is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError, NotAllowed
from krug.access.models import Team, User
from krug.access.rules import Permission, may
from krug.access.telling import tell
from krug.letters.actions import (
    change_mailbox,
    connect_mailbox,
    renew_copy_address,
    start_mailbox,
    stop_mailbox,
)
from krug.letters.errors import TROUBLES
from krug.letters.forms import MailboxForm, filled, servers_of
from krug.letters.models import Mailbox
from krug.letters.queries.collecting import addresses_of
from krug.letters.queries.mailboxes import managed, reach_mailbox, usable, watched
from krug.letters.trying import try_mailbox
from krug.site.parts import go

BOTH = require_http_methods(["GET", "POST"])
WRITES = require(Permission.WRITE_LETTERS)


@require_safe
@WRITES
def all_of_them(request: SignedInRequest) -> HttpResponse:
    user = request.user
    looks_after = set(managed(user).values_list("id", flat=True))
    mine = [one for one in _lines(user) if one.owner_id == user.pk]
    shared = [one for one in _lines(user) if one.owner_id is None]
    for one in (*mine, *shared):
        one.trouble = TROUBLES.get(one.failure, "")  # type: ignore[attr-defined]
        one.editable = one.pk in looks_after  # type: ignore[attr-defined]
    others = list(watched(user).select_related("owner").order_by("owner__name", "id")[:200])
    for one in others:
        one.trouble = TROUBLES.get(one.failure, "")  # type: ignore[attr-defined]
    context = {
        "mine": mine,
        "shared": shared,
        "others": others,
        "manages": may(user, Permission.MANAGE_MAILBOXES),
        "homeless": user.unit_id is None,
        "collecting": Mailbox.objects.filter(unit=user.unit_id, collects=True, stopped="").exists(),
        "addresses": addresses_of(user),
    }
    return render(request, "letters/mailboxes.html", context)


def _lines(user: User) -> list[Mailbox]:
    rows = usable(user) | managed(user)
    return list(rows.distinct().select_related("team").order_by("address", "id"))


@BOTH
@WRITES
def new(request: SignedInRequest) -> HttpResponse:
    """`?shared=1`: of the unit or a team."""
    shared = request.GET.get("shared") == "1"
    if shared and not may(request.user, Permission.MANAGE_MAILBOXES):
        raise NotAllowed
    begin = {"address": "" if shared else request.user.email, "name": "" if shared else request.user.name}
    begin |= servers_of(begin["address"])
    form = MailboxForm(
        _teams(request.user, shared), request.POST if request.method == "POST" else None, initial=begin
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = connect_mailbox(request.user, form.meant(shared))
        except KrugError as error:
            tell(form, error)
        else:
            messages.success(request, _("%s is connected: it is looked through now") % made.address)
            return go(request, reverse("mailbox", args=[made.uid]))
    return _asked(request, form, shared, None)


@BOTH
@WRITES
def mailbox(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = reach_mailbox(request.user, uid)
    typed = request.POST if request.method == "POST" else None
    form = MailboxForm([], typed, initial=filled(held), has_password=True)
    if request.method == "POST" and form.is_valid():
        try:
            change_mailbox(request.user, held, form.meant(held.owner_id is None))
        except KrugError as error:
            tell(form, error)
        else:
            messages.success(request, _("Saved"))
            return go(request, reverse("mailbox", args=[uid]))
    return _asked(request, form, held.owner_id is None, held)


def _asked(request: SignedInRequest, form: MailboxForm, shared: bool, held: Mailbox | None) -> HttpResponse:
    context = {
        "form": form,
        "shared": shared,
        "mailbox": held,
        "trouble": TROUBLES.get(held.failure, "") if held else "",
    }
    return render(request, "letters/mailbox.html", context, status=422 if form.errors else 200)


def _teams(user: User, shared: bool) -> list[tuple[str, str]]:
    if not shared:
        return []
    teams = Team.objects.filter(unit=user.unit_id).order_by("name").values_list("id", "name")
    return [("", _("Of the whole unit")), *((str(pk), name) for pk, name in teams)]


@require_safe
@WRITES
def guessed(request: SignedInRequest) -> HttpResponse:
    """The servers of an address that is being typed."""
    form = MailboxForm([], initial=servers_of(request.GET.get("address", "").strip()))
    return render(request, "letters/servers_of.html", {"form": form})


@require_POST
@WRITES
def tried(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = reach_mailbox(request.user, uid)
    return render(request, "letters/tried.html", {"steps": try_mailbox(held), "mailbox": held})


@require_POST
@WRITES
def stop(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = get_object_or_404((managed(request.user) | watched(request.user)).distinct(), uid=uid)
    stop_mailbox(request.user, held)
    undo = reverse("mailbox-start", args=[uid]) if managed(request.user).filter(pk=held.pk).exists() else ""
    messages.success(request, _("%s is not read any more") % held.address, extra_tags=undo)
    return go(request, reverse("mailboxes"))


@require_POST
@WRITES
def start(request: SignedInRequest, uid: UUID) -> HttpResponse:
    start_mailbox(request.user, reach_mailbox(request.user, uid))
    return go(request, reverse("mailboxes"))


@require_POST
@WRITES
def address(request: SignedInRequest) -> HttpResponse:
    """His own address for copies, a new one."""
    renew_copy_address(request.user)
    return go(request, reverse("mailboxes"))

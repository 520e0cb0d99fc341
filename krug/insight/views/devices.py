"""The rows behind Today's figures of tablets: which are silent, what was refused."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from krug.access import paging
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.insight.devices import KINDS, refused_entries, silent_devices
from krug.site.clock import micros, moment
from krug.site.parts import is_part
from krug.sync.models import Command

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """`what`: the command in the reader's words. What it carried is the rep's own and is not shown."""

    command: Command
    what: str


@require_safe
@require(Permission.SEE_AUDIT)
def silent(request: SignedInRequest) -> HttpResponse:
    rows = silent_devices(request.user, timezone.now())
    at = paging.position(request.GET.get("after"), "silent")
    if at:
        since = moment(int(at[0]))
        rows = rows.filter(Q(synced_at__gt=since) | Q(synced_at=since, id__gt=int(at[1])))
    found = list(rows[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    place = (micros(last.synced_at or datetime.min.replace(tzinfo=UTC)), last.pk) if last else None
    context = {"rows": found[:PAGE], "next": paging.cursor(place, "silent") if place else None}
    part = at and is_part(request)
    return render(request, f"insight/silent_{'rows' if part else 'devices'}.html", context)


@require_safe
@require(Permission.SEE_AUDIT)
def refused(request: SignedInRequest) -> HttpResponse:
    rows = refused_entries(request.user, timezone.now())
    at = paging.position(request.GET.get("after"), "refused")
    found = list(rows.filter(id__lt=int(at[0]))[: PAGE + 1] if at else rows[: PAGE + 1])
    entries = [Entry(one, str(KINDS.get(one.kind, one.kind))) for one in found[:PAGE]]
    more = paging.cursor((found[PAGE - 1].pk,), "refused") if len(found) > PAGE else None
    part = at and is_part(request)
    return render(
        request, f"insight/refused_{'rows' if part else 'entries'}.html", {"rows": entries, "next": more}
    )

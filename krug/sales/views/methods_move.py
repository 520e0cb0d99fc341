"""Running deals to the newest version: what it would do first, then the work with its progress."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.sales.actions.move import preview
from krug.sales.queries.methods import Line, reach_line
from krug.sales.tasks import is_moving, move_running_deals
from krug.site.parts import go


@require_http_methods(["GET", "POST"])
@require(Permission.MAKE_METHODS)
def move(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """GET with stages mapped shows what would happen; POST does it in the worker, and the page follows."""
    line = reach_line(request.user, uid)
    if line.newest is None or line.is_retired:
        raise Http404
    running = is_moving(line.method.pk)
    if request.method == "GET" and running:
        return _progress(request, line)
    asked = request.GET if request.method == "GET" else request.POST
    codes = {stage.code for stage in line.newest.meant.stages}
    mapping = {
        name.removeprefix("to/"): str(asked[name])
        for name in asked
        if name.startswith("to/") and asked[name] in codes
    }
    found = preview(line.method, line.newest, mapping, timezone.now())
    stages = [(stage.code, stage.name) for stage in line.newest.meant.stages]
    context = {"line": line, "preview": found, "stages": stages, "codes": codes, "moving": False}
    # Of deals that nobody has said yet where they go on nothing can be told.
    context["shown_missing"] = found.missing if found.complete else "–"
    context["shown_late"] = found.late if found.complete else "–"
    if request.method == "GET":
        return render(request, "sales/method_move.html", context)
    if not found.complete:
        context["error"] = _("Say where the deals of each stage go on.")
        return render(request, "sales/method_move.html", context, status=422)
    if not running:
        move_running_deals.enqueue(line.method.pk, line.newest.pk, request.user.pk, mapping)
    return go(request, f"{reverse('method-move', args=[uid])}?of={found.total}")


def _progress(request: SignedInRequest, line: Line) -> HttpResponse:
    text = request.GET.get("of", "")
    total = max(int(text) if text.isdecimal() and len(text) < 9 else 0, line.behind)
    context = {"line": line, "moving": True, "total": total, "done": total - line.behind}
    return render(request, "sales/method_move.html", context)

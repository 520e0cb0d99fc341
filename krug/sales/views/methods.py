"""Methods to read: the list, one of them as a path, its versions, two of them compared."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.sales.comparing import changes
from krug.sales.queries.methods import Line, methods_of, published_of, reach_line, version_of
from krug.sales.views.method_shown import read_out


@require_safe
@require(Permission.SEE_DEALS)
def methods(request: SignedInRequest) -> HttpResponse:
    lines = methods_of(request.user)
    groups = [
        (_("In force"), [line for line in lines if line.newest and not line.is_retired]),
        (_("Drafts"), [line for line in lines if not line.newest and not line.is_retired]),
        (_("Retired"), [line for line in lines if line.is_retired]),
    ]
    shown = [(title, some) for title, some in groups if some]
    return render(request, "sales/methods.html", {"groups": shown})


@require_safe
@require(Permission.SEE_DEALS)
def method(request: SignedInRequest, uid: UUID) -> HttpResponse:
    line = reach_line(request.user, uid)
    version = version_of(request.user, line, number_in(request, "version"))
    context = {"line": line, "version": version, "here": "draft" if version == line.draft else "method"}
    return render(request, "sales/method.html", context | read_out(version.meant))


@require_safe
@require(Permission.SEE_DEALS)
def versions(request: SignedInRequest, uid: UUID) -> HttpResponse:
    line = reach_line(request.user, uid)
    rows = [(version, line.running.get(version.number, 0)) for version in published_of(line)]
    return render(request, "sales/method_versions.html", {"line": line, "rows": rows, "here": "versions"})


@require_safe
@require(Permission.SEE_DEALS)
def compare(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """`from` and `to`: numbers of versions; unless said, the one that holds with the one before it."""
    line = reach_line(request.user, uid)
    after = version_of(request.user, line, number_in(request, "to") or _last(line))
    before = version_of(request.user, line, number_in(request, "from") or max(after.number - 1, 1))
    context = {"line": line, "before": before, "after": after, "here": "versions"}
    context["changes"] = changes(before.meant, after.meant)
    context["versions"] = published_of(line)
    return render(request, "sales/method_compare.html", context)


def number_in(request: SignedInRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _last(line: Line) -> int | None:
    return line.newest.number if line.newest else None

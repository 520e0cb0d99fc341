"""Sources: the list, one of them with what comes live, what its events look like, what was refused."""

import gzip
import hashlib
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_http_methods, require_POST, require_safe

from krug.access import audit
from krug.access.decorators import SignedInRequest, require
from krug.access.errors import KrugError
from krug.access.rules import Permission
from krug.behaviour import queries
from krug.behaviour.actions import (
    block_fields,
    close_source,
    create_source,
    open_source,
    rotate_key,
    set_categories,
    set_origins,
)
from krug.behaviour.data import SourceData
from krug.behaviour.forms import EditForm, SourceForm
from krug.site.parts import go

LISTS = ("origins", "blocked", "categories")
BUILT = settings.SITE_DIR / "static" / "built" / "tracker" / "krug.js"


@require_safe
@cache_control(public=True, max_age=3600)
@condition(etag_func=lambda _request: _tracker()[1])
def tracker(request: HttpRequest) -> HttpResponse:
    """/krug.js: the same for everyone, from this origin alone."""
    packed, _tag = _tracker()
    if not packed:
        return HttpResponse(status=503)
    response = HttpResponse(content_type="text/javascript; charset=utf-8")
    accepted = "gzip" in request.headers.get("Accept-Encoding", "")
    response.content = packed if accepted else gzip.decompress(packed)
    if accepted:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    # Pages of other sites load it: that is what it is for.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _tracker() -> tuple[bytes, str]:
    """The built script, packed, and its tag; empty where the front end is not built."""
    return _packed(BUILT.stat().st_mtime_ns) if BUILT.exists() else (b"", '"none"')


@lru_cache(maxsize=1)
def _packed(_modified_ns: int) -> tuple[bytes, str]:
    code = BUILT.read_bytes()
    return gzip.compress(code, mtime=0), f'"{hashlib.sha256(code).hexdigest()[:32]}"'


@require_safe
@require(Permission.MANAGE_SOURCES)
def sources(request: SignedInRequest) -> HttpResponse:
    lines = queries.sources_of(request.user, timezone.now())
    return render(request, "behaviour/sources.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_SOURCES)
def new(request: SignedInRequest) -> HttpResponse:
    form = SourceForm(request.POST or None)
    if form.is_valid():
        clean = form.cleaned_data
        data = SourceData(name=clean["name"], kind=clean["kind"], origins=clean["origins"])
        try:
            source = create_source(request.user, data)
        except KrugError as error:
            _put(form, error)
        else:
            return go(request, reverse("source", args=[source.uid]))
    status = 422 if form.errors else 200
    return render(request, "behaviour/source_new.html", {"form": form}, status=status)


def _put(form: SourceForm | EditForm, error: KrugError) -> None:
    place = str(error.where.get("field", ""))
    form.add_error(place if place in form.fields else None, str(error.detail or error.title))


@require_safe
@require(Permission.MANAGE_SOURCES)
def source(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_source(request.user, uid)
    key, earlier = queries.keys_of(held, timezone.now())
    context = {
        "source": held,
        "key": key,
        "earlier": earlier,
        "address": settings.KRUG_URL,
        "events": queries.last_events(held),
        "refused": queries.refused_total(held),
        "here": "events",
    }
    return render(request, "behaviour/source.html", context)


@require_safe
@require(Permission.MANAGE_SOURCES)
def events(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """The last events again, for a page that watches them come."""
    held = queries.reach_source(request.user, uid)
    return render(
        request, "behaviour/source_events.html", {"source": held, "events": queries.last_events(held)}
    )


@require_safe
@require(Permission.MANAGE_SOURCES)
def event(request: SignedInRequest, uid: UUID, event: UUID) -> HttpResponse:
    """What one holds: names and addresses of people, so looking is written down."""
    held = queries.reach_source(request.user, uid)
    found = queries.one_event(held, event)
    audit.record_read(request.user, "event", found.uid)
    return render(request, "behaviour/source_event.html", {"source": held, "event": found})


@require_safe
@require(Permission.MANAGE_SOURCES)
def sessions(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """Where visitors came from, on what, and which of them are machines."""
    held = queries.reach_source(request.user, uid)
    total, machines = queries.session_total(held)
    context = {
        "source": held,
        "sessions": queries.last_sessions(held),
        "total": total,
        "machines": machines,
        "refused": queries.refused_total(held),
        "here": "sessions",
    }
    return render(request, "behaviour/source_sessions.html", context)


@require_safe
@require(Permission.MANAGE_SOURCES)
def shapes(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_source(request.user, uid)
    context = {"source": held, "shapes": queries.shapes_of(held), "here": "shapes"}
    context["refused"] = queries.refused_total(held)
    return render(request, "behaviour/source_shapes.html", context)


@require_safe
@require(Permission.MANAGE_SOURCES)
def refused(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_source(request.user, uid)
    lines = queries.last_refused(held)
    if lines:
        audit.record_read(request.user, "source", held.pk)
    context = {"source": held, "lines": lines, "refused": queries.refused_total(held), "here": "refused"}
    return render(request, "behaviour/source_refused.html", context)


@require_http_methods(["GET", "POST"])
@require(Permission.MANAGE_SOURCES)
def edit(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_source(request.user, uid)
    form = EditForm(request.POST or None, initial={name: getattr(held, name) for name in LISTS})
    if form.is_valid():
        try:
            set_origins(request.user, held, form.cleaned_data["origins"])
            block_fields(request.user, held, form.cleaned_data["blocked"])
            set_categories(request.user, held, form.cleaned_data["categories"])
        except KrugError as error:
            _put(form, error)
        else:
            return go(request, reverse("source", args=[held.uid]))
    status = 422 if form.errors else 200
    return render(request, "behaviour/source_edit.html", {"form": form, "source": held}, status=status)


@require_POST
@require(Permission.MANAGE_SOURCES)
def key(request: SignedInRequest, uid: UUID) -> HttpResponse:
    """A new key; with `at_once` the one before is not taken any more."""
    held = queries.reach_source(request.user, uid)
    at_once = bool(request.POST.get("at_once"))
    rotate_key(request.user, held, at_once)
    messages.success(
        request,
        _("The key is replaced")
        if at_once
        else _("The key is replaced; the old one is taken for one more day"),
    )
    return go(request, reverse("source", args=[held.uid]))


@require_POST
@require(Permission.MANAGE_SOURCES)
def close(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_source(request.user, uid)
    close_source(request.user, held)
    messages.success(
        request, _("«%s» is closed") % held.name, extra_tags=reverse("source-open", args=[held.uid])
    )
    return go(request, reverse("source", args=[held.uid]))


@require_POST
@require(Permission.MANAGE_SOURCES)
def open_again(request: SignedInRequest, uid: UUID) -> HttpResponse:
    held = queries.reach_source(request.user, uid)
    open_source(request.user, held)
    messages.success(request, _("«%s» is open again") % held.name)
    return go(request, reverse("source", args=[held.uid]))

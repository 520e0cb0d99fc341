"""Files of decks on the app's own origin: bytes for the tablet's sync, never a page of a stranger's."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.access.scopes import reach
from krug.decks.contents import place_of
from krug.decks.models import Version
from krug.decks.queries import may_have
from krug.decks.ranges import OutOfFile, asked_range
from krug.site import faults

CHUNK = 256 * 1024
# An address names its bytes, so a copy never ages; private, because the next person may not have it.
FOREVER = "private, max-age=31536000, immutable"


@require_safe
@require(Permission.SEE_DECKS)
def deck_file(request: SignedInRequest, version: UUID, sha256: str) -> HttpResponseBase:
    """Bytes of one file of the version; 404 for whoever may not have it now."""
    found = _version(request, version)
    if not found.files.filter(sha256=sha256).exists():
        raise Http404
    response = _bytes(request, sha256)
    # Agency code must not run on the app's own origin, however it is opened.
    response["Content-Type"] = "application/octet-stream"
    response["Content-Disposition"] = "attachment"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
@require(Permission.SEE_DECKS)
def deck_thumb(request: SignedInRequest, version: UUID, sha256: str) -> HttpResponseBase:
    """A slide's picture, made by us."""
    found = _version(request, version)
    if not found.slides.filter(thumb=sha256).exists():
        raise Http404
    response = _bytes(request, sha256)
    response["Content-Type"] = "image/jpeg"
    return response


def _version(request: SignedInRequest, uid: UUID) -> Version:
    found = reach(request.user, Version.objects.select_related("deck"), through="deck", uid=uid)
    if not may_have(request.user, found):
        raise Http404
    return found


def _bytes(request: SignedInRequest, sha256: str) -> HttpResponseBase:
    place = place_of(sha256)
    tag = f'"{sha256}"'
    headers = {
        "ETag": tag,
        "Cache-Control": FOREVER,
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    size = place.stat().st_size
    try:
        part = asked_range(request.headers.get("Range", ""), size)
    except OutOfFile:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return StreamingHttpResponse(_read(place, first, last), status=206 if part else 200, headers=headers)


def _read(place: Path, first: int, last: int) -> Iterator[bytes]:
    with place.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
            faults.at("files.middle")

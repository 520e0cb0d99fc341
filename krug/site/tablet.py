"""The tablet's shell: one page without any personal data, its worker, its manifest, and who is signed in."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from krug.access.models import User

BUILT = Path(__file__).resolve().parent / "static" / "built" / "tablet"
ENTRY = "src/main.ts"


@lru_cache(maxsize=2)
def _entry(modified_ns: int) -> dict[str, Any]:
    """The built entry (`file`, `css`); `modified_ns` : age of the build manifest, so a rebuild is seen."""
    manifest: dict[str, dict[str, Any]] = json.loads((BUILT / "manifest.json").read_text())
    return manifest[ENTRY]


@require_GET
@never_cache
def shell(request: HttpRequest) -> HttpResponse:
    """The same bytes for everyone: the worker keeps this page for a start without network."""
    manifest = BUILT / "manifest.json"
    if not manifest.exists():
        return HttpResponse(gettext("The tablet is not built yet: run “npm run build:tablet”."), status=503)
    entry = _entry(manifest.stat().st_mtime_ns)
    base = static("built/tablet/")
    context = {
        "script": base + entry["file"],
        "styles": [base + name for name in entry.get("css", [])],
        "icon": base + "icon.svg",
        "touch_icon": base + "icon-192.png",
    }
    return render(request, "tablet/shell.html", context)


@require_GET
@never_cache
def session(request: HttpRequest) -> JsonResponse:
    """Who is signed in, the CSRF token, the slides' origin. 401 with the origin alone when nobody is."""
    user = request.user
    if not isinstance(user, User):
        return JsonResponse({"content_origin": settings.KRUG_CONTENT_URL}, status=401)
    return JsonResponse(
        {
            "user": {
                "uid": str(user.uid),
                "name": user.name,
                "role": user.role,
                "language": user.language,
                "time_zone": user.time_zone,
            },
            "csrf": get_token(request),
            "content_origin": settings.KRUG_CONTENT_URL,
        }
    )


@require_GET
@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served under /tablet/ since its folder is its reach."""
    source = BUILT / "sw.js"
    if not source.exists():
        return HttpResponse(status=404)
    return HttpResponse(source.read_bytes(), content_type="text/javascript; charset=utf-8")


@require_GET
def webmanifest(request: HttpRequest) -> JsonResponse:
    base = static("built/tablet/")
    icons = [
        {"src": base + "icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": base + "icon-512.png", "sizes": "512x512", "type": "image/png"},
        {"src": base + "icon-maskable.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        {"src": base + "icon.svg", "sizes": "any", "type": "image/svg+xml"},
    ]
    body = {
        "id": "/tablet/",
        "name": "Krug",
        "short_name": "Krug",
        "description": gettext("Visits and presentations, with or without a network"),
        "start_url": "/tablet/",
        "scope": "/tablet/",
        "display": "standalone",
        "orientation": "any",
        "background_color": "#f8f7f4",
        "theme_color": "#f8f7f4",
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json")


urlpatterns = [
    path("tablet/", shell, name="tablet"),
    path("tablet/session", session, name="tablet-session"),
    path("tablet/sw.js", worker, name="tablet-worker"),
    path("tablet/manifest.webmanifest", webmanifest, name="tablet-manifest"),
]

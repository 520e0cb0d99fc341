"""The content origin: a host page, a worker and their scripts, else 404. No content, no cookie, no database.

The files are the front-end build's. The application's own origin is put into them here, where it is known.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from krug.site import env
from krug.site.tie import tie_to_parent

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

tie_to_parent()
BUILT = Path(__file__).resolve().parent.parent.parent / "site" / "static" / "built" / "slides"
PLACEHOLDER = b"https://krug-app.invalid"
"""Stands in the built files for the application's origin (slides/src/app.ts)."""

NOTHING = "default-src 'none'; frame-ancestors 'none'; sandbox"
# Scripts are named one by one: slides could put their own, of the same origin, into the host page.
HOST = (
    "default-src 'none'; script-src {content}/krug/host.js; worker-src {content}/worker.js; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {app}"
)
# Slides load these scripts: the policy of the page they run in counts, not theirs.
SCRIPT = "default-src 'none'"
FILES = {
    "/host.html": ("text/html; charset=utf-8", HOST),
    "/worker.js": ("text/javascript; charset=utf-8", SCRIPT),
    "/krug/host.js": ("text/javascript; charset=utf-8", SCRIPT),
    "/krug/bridge.js": ("text/javascript; charset=utf-8", SCRIPT),
    "/krug/widgets.js": ("text/javascript; charset=utf-8", SCRIPT),
    "/krug/widgets.css": ("text/css; charset=utf-8", SCRIPT),
}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _answer(scope, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        kind = (await receive())["type"]
        await send({"type": f"{kind}.complete"})
        if kind == "lifespan.shutdown":
            return


async def _answer(scope: Scope, send: Send) -> None:
    status, headers, body = respond(scope["method"], scope["path"], _header(scope, b"if-none-match"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def respond(method: str, path: str, known: str = "") -> tuple[int, Headers, bytes]:
    """Status, headers, body. `known`: the ETag that the browser has."""
    if method not in ("GET", "HEAD"):
        return 405, [*_headers("text/plain; charset=utf-8", NOTHING, b""), (b"allow", b"GET, HEAD")], b""
    body = _body(path) if path in FILES else None
    if body is None:
        missing = b"Not found\n"
        return 404, _headers("text/plain; charset=utf-8", NOTHING, missing), missing
    media, policy = FILES[path]
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = [
        *_headers(media, policy.format(app=app_origin(), content=content_origin()), body),
        (b"etag", tag.encode()),
    ]
    if known == tag:
        return 304, [one for one in headers if one[0] != b"content-length"], b""
    return 200, headers, body


def _body(path: str) -> bytes | None:
    try:
        return (BUILT / path[1:]).read_bytes().replace(PLACEHOLDER, app_origin().encode())
    except FileNotFoundError:
        return None


@lru_cache(maxsize=1)
def app_origin() -> str:
    values = env.read()
    return values["KRUG_URL"] or f"http://{values['KRUG_HOST']}:{values['KRUG_PORT']}"


@lru_cache(maxsize=1)
def content_origin() -> str:
    values = env.read()
    port = values["KRUG_CONTENT_PORT"] or int(values["KRUG_PORT"]) + 1
    return values["KRUG_CONTENT_URL"] or f"http://{values['KRUG_HOST']}:{port}"


def _headers(media: str, policy: str, body: bytes) -> Headers:
    named = {
        "content-type": media,
        "content-length": str(len(body)),
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
        "origin-agent-cluster": "?1",
        "connection-allowlist": "(response-origin);webrtc=block",
    }
    return [(name.encode(), value.encode()) for name, value in named.items()]

"""The application's port: Django on threads behind ASGI."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware

from krug.site import env
from krug.site.bodies import read_body
from krug.site.tie import tie_to_parent
from krug.site.wsgi import application as django  # makes Django ready for what follows

from krug.behaviour.collector import asgi as collector  # isort: skip
from krug.calls.live import asgi as live  # isort: skip

SMALL = 1024 * 1024
"""Bytes of a body that is waited for before a thread is taken: a larger one is read by the view itself."""
PATIENCE = 60.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

tie_to_parent()
# Threads, not async Django: four times the requests on the same machine (docs/decisions/server.md).
_on_threads = WSGIMiddleware(django, workers=int(env.read()["KRUG_THREADS"]))  # type: ignore[arg-type]


async def application(scope: Any, receive: Receive, send: Any) -> None:
    """`/v1/` is the collector's, `/live/events` tells open pages of calls, everything else is Django's.

    A thread is taken once the whole of a small body is here: a dozen slow senders would hold them all.
    """
    if scope["type"] == "http" and collector.takes(scope["path"]):
        await collector.application(scope, receive, send)
        return
    if scope["type"] == "http" and live.takes(scope["path"]):
        await live.application(scope, receive, send)
        return
    if scope["type"] != "http" or _announced(scope["headers"]) > SMALL:
        await _on_threads(scope, _coroutine(receive), send)
        return
    try:
        read = await asyncio.wait_for(read_body(receive, SMALL), PATIENCE)
    except TimeoutError:
        await send({"type": "http.response.start", "status": 408, "headers": [(b"connection", b"close")]})
        await send({"type": "http.response.body", "body": b""})
        return
    if read is not None:
        await _on_threads(scope, _once(read[0], receive), send)


def _announced(headers: Any) -> int:
    """Content-Length; a body in chunks announces none, and Django reads none of it."""
    text = next((value for name, value in headers if name.lower() == b"content-length"), b"0")
    return int(text) if text.isdigit() else 0


def _once(body: bytes, receive: Receive) -> Any:
    given: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return given.pop() if given else await receive()

    return received


def _coroutine(receive: Receive) -> Any:
    """Granian gives an awaitable where a2wsgi wants a coroutine: else no body is read."""

    async def received() -> Message:
        return await receive()

    return received

"""The application's port: Django on threads behind ASGI."""

from typing import Any

from a2wsgi import WSGIMiddleware

from krug.site import env
from krug.site.wsgi import application as django

# Threads, not async Django: four times the requests on the same machine (docs/decisions/server.md).
_on_threads = WSGIMiddleware(django, workers=int(env.read()["KRUG_THREADS"]))  # type: ignore[arg-type]


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Granian gives an awaitable where a2wsgi wants a coroutine: else no body is read."""

    async def received() -> Any:
        return await receive()

    await _on_threads(scope, received, send)

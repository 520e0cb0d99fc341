"""The body of a request, read by a raw ASGI application."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


async def read_body(receive: Receive, most: int) -> tuple[bytes, int] | None:
    """(what fits into `most` bytes, how many came), or None when the sender went away in the middle.

    Too large a body is read to its end, else its sender hears a broken connection and not the reason.
    """
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        part = message.get("body", b"")
        size += len(part)
        if size <= most:
            parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts), size

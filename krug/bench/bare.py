"""What the collector is measured against: an ASGI application that appends the body to a file and fsyncs."""

import os
from typing import Any

_file = os.open(os.environ.get("BARE_FILE", os.devnull), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
ANSWER = b'{"success":true}'


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            break
    if scope["method"] == "POST":
        os.write(_file, b"".join(parts))
        os.fsync(_file)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})

"""A recipient: a real server on loopback that keeps what it was told and answers as it is bidden."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Recipient:
    """`status`: what it answers; `heard`: (headers, body) each."""

    def __init__(self) -> None:
        self.status = 204
        self.location = ""
        self.heard: list[tuple[dict[str, str], str]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/krug?a=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        recipient = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                recipient.heard.append((dict(self.headers.items()), body))
                self.send_response(recipient.status)
                if recipient.location:
                    self.send_header("Location", recipient.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *args: object) -> None:
                """Quiet."""

        return Handler


@contextmanager
def recipient() -> Iterator[Recipient]:
    made = Recipient()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()

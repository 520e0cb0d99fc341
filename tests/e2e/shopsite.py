"""A company's own site on an origin of its own: pages that load a tracker, and nothing of Krug's."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit


class ShopSite:
    """`pages`: path → HTML. Files of `folder` stand under /vendor/."""

    def __init__(self, pages: dict[str, str], folder: Path | None = None) -> None:
        self.pages, self.folder = pages, folder
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                if path.startswith("/vendor/") and site.folder:
                    file = site.folder / Path(path).name
                    kind, body = "text/javascript", file.read_bytes() if file.exists() else b""
                else:
                    kind, body = "text/html; charset=utf-8", site.pages.get(path, "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                """Quiet."""

        return Handler

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

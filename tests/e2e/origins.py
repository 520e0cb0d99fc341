"""The two origins of slides without the rest of Krug: the real content origin, and a page as the application.

It stands under the application's own policy (krug/site/settings.py) and shows decks by slides/src/client.ts.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from csp.utils import build_policy
from playwright.sync_api import BrowserContext, Frame, Page

from tests.ports import own_pair

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Showing</title>
<script src="/client.js"></script><script src="/page.js"></script></head>
<body><iframe id="host" hidden></iframe><div id="stage"></div></body></html>"""


@cache
def client_script() -> bytes:
    """slides/src/client.ts as one script, built once a run."""
    with tempfile.TemporaryDirectory() as out:
        config = ["--config", "slides/tests/harness.vite.ts", "--outDir", out, "--logLevel", "warn"]
        subprocess.run(
            ["npx", "vite", "build", *config, "--emptyOutDir"], cwd=ROOT, check=True, capture_output=True
        )
        return (Path(out) / "client.js").read_bytes()


class Origins:
    """Ports of their own; the content origin can be stopped, as when the network goes."""

    def __init__(self, home: Path) -> None:
        app_port, content_port = own_pair()
        self.app_url = f"http://127.0.0.1:{app_port}"
        self.content_url = f"http://127.0.0.1:{content_port}"
        self.bodies: dict[str, tuple[str, bytes]] = {
            "/page": ("text/html", PAGE.encode()),
            "/page.js": ("text/javascript", (HERE / "page.js").read_bytes()),
            "/client.js": ("text/javascript", client_script()),
        }
        self.asked: list[str] = []
        self.cookies: list[str] = []
        self.policy = build_policy(replace={"frame-src": [self.content_url]})
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("KRUG_")} | {
            "KRUG_HOME": str(home),
            "KRUG_PORT": str(app_port),
            "KRUG_CONTENT_PORT": str(content_port),
        }
        self.app = ThreadingHTTPServer(("127.0.0.1", app_port), self._handler())
        threading.Thread(target=self.app.serve_forever, daemon=True).start()
        self.content: subprocess.Popen[bytes] | None = None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        origins = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                origins.asked.append(self.path)
                origins.cookies.append(self.headers.get("Cookie", ""))
                kind, body = origins.bodies.get(self.path, ("", b""))
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", kind or "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Security-Policy", origins.policy)
                if self.path == "/page":
                    self.send_header("Set-Cookie", "krug_session=app-secret; Path=/; HttpOnly; SameSite=Lax")
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET

            def log_message(self, *args: object) -> None:
                """Quiet."""

        return Handler

    def start(self) -> None:
        self.content = subprocess.Popen(
            [sys.executable, "-m", "krug.decks.content"], cwd=ROOT, env=self.environ
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{self.content_url}/host.html", timeout=2)
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert time.monotonic() < deadline, "the content origin does not answer"
                time.sleep(0.05)

    def stop(self) -> None:
        if self.content:
            self.content.terminate()
            self.content.wait(30)
            self.content = None

    def serve(self, path: str, kind: str, body: bytes) -> None:
        """Let the application's origin answer one more address."""
        self.bodies[path] = (kind, body)


@contextmanager
def origins(home: Path) -> Iterator[Origins]:
    made = Origins(home)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        made.app.shutdown()
        made.app.server_close()


class App:
    """The page in a browser, connected to the content origin."""

    def __init__(self, origins: Origins, context: BrowserContext) -> None:
        self.origins = origins
        self.page: Page = context.new_page()
        self.page.goto(f"{origins.app_url}/page")
        self.call("start", origins.content_url)

    def call(self, name: str, *args: Any) -> Any:
        return self.page.evaluate("([name, args]) => testing[name](...args)", [name, list(args)])

    def frame(self) -> Frame:
        """The showing frame."""
        element = self.page.wait_for_selector("#stage iframe")
        frame = element.content_frame() if element else None
        assert frame
        return frame

    def heard(self, kind: str) -> list[dict[str, Any]]:
        """Messages of one type that the slide sent."""
        found: list[dict[str, Any]] = self.page.evaluate("testing.heard")
        return [one for one in found if one["type"] == kind]

    def wait_heard(self, kind: str, count: int = 1) -> None:
        self.page.wait_for_function(
            "([kind, count]) => testing.heard.filter((one) => one.type === kind).length >= count",
            arg=[kind, count],
        )

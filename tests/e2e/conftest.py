"""A real server and a real browser: `krug serve` in an installation of its own, Chromium with a profile."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Playwright, sync_playwright

from tests.installation import fresh_database, fresh_home
from tests.ports import own_pair

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
# fmt: off
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]
# fmt: on
PATIENCE = 60.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these share one server and one processor: they stay together in one worker."""
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("e2e"))
            item.add_marker(pytest.mark.e2e)


class Server:
    """`krug serve` on free ports; can be stopped (SIGTERM), killed (SIGKILL) and started again."""

    def __init__(self, home: Path, database: str) -> None:
        self.port, self.content_port = own_pair()
        self.url = f"http://127.0.0.1:{self.port}"
        self.content_url = f"http://127.0.0.1:{self.content_port}"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("KRUG_")}
        self.environ = {
            **clean,
            "KRUG_HOME": str(home),
            "KRUG_DATABASE": database,
            "KRUG_PORT": str(self.port),
            "KRUG_CONTENT_PORT": str(self.content_port),
            "KRUG_LOG_LEVEL": "WARNING",
            "KRUG_SECOND_FACTOR": "offered",
        }
        self.process: subprocess.Popen[bytes] | None = None
        fresh_home(home, database)

    def krug(self, *args: str) -> str:
        """A command of `krug` in this installation; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "krug", *args], cwd=ROOT, env=self.environ, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str) -> Any:
        """Runs code with Django ready in this installation; `answer(value)` in it gives the JSON result."""
        head = "import django, json; django.setup()\n"
        head += "def answer(value): print('\\n@@' + json.dumps(value, default=str))\n"
        done = subprocess.run(
            [sys.executable, "-c", head + code],
            cwd=ROOT,
            env={**self.environ, "DJANGO_SETTINGS_MODULE": "krug.site.settings"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        marked = [line[2:] for line in done.stdout.splitlines() if line.startswith("@@")]
        return json.loads(marked[-1]) if marked else None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "krug", "serve"],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        for url in (f"{self.url}/ready", f"{self.content_url}/host.html"):
            self._wait(url)

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
            self.process = None

    def kill(self) -> None:
        """As when the power goes: nothing is said to anybody (the kernel ends the parts)."""
        if self.process:
            self.process.kill()
            self.process.wait(30)
            self.process = None
            self._wait_closed()

    def _wait(self, url: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(url, timeout=5)
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert time.monotonic() < deadline, f"{url} does not answer"
                assert self.process is not None
                assert self.process.poll() is None, "krug serve has ended"
                time.sleep(0.1)

    def _wait_closed(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=1)
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                return
            time.sleep(0.1)


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Makes servers of the test's own, not yet started; all are ended with the test."""
    made: list[Server] = []

    def make() -> Server:
        made.append(Server(tmp_path / f"home{len(made)}", fresh_database()))
        return made[-1]

    yield make
    for server in made:
        server.kill()


@pytest.fixture
def server(make_server: Callable[[], Server]) -> Server:
    one = make_server()
    one.start()
    return one


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo company, for tests that look and change nothing."""
    one = Server(tmp_path_factory.mktemp("demo"), fresh_database())
    one.krug("demo", "load")
    one.start()
    yield one
    one.kill()


@pytest.fixture(scope="module")
def playwright_here() -> Iterator[Playwright]:
    """Of one module: its loop runs in the thread of the tests, and later ones may want their own."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def open_profile(playwright_here: Playwright, tmp_path: Path) -> Iterator[Callable[..., BrowserContext]]:
    """Chromium with a profile kept for the test: the same name is the same tablet, switched on again."""
    opened: list[BrowserContext] = []

    def open_one(name: str = "tablet", **options: Any) -> BrowserContext:
        settings = {"viewport": {"width": 1024, "height": 768}, "locale": "ru-RU", **options}
        context = playwright_here.chromium.launch_persistent_context(
            str(tmp_path / f"profile-{name}"), executable_path=CHROMIUM, args=QUIET, headless=True, **settings
        )
        context.set_default_timeout(20_000)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()

"""`krug serve` and Chromium for measurements, in an installation of the measurement's own."""

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from krug.bench.apart import environment
from krug.site.ports import free_pair

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

# fmt: off
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update"]
# fmt: on
PATIENCE = 90.0


def serving(environ: dict[str, str], port: int, content: int) -> dict[str, str]:
    """The environment of `krug serve` there."""
    ports = {"KRUG_PORT": str(port), "KRUG_CONTENT_PORT": str(content)}
    return environment({**environ, **ports, "KRUG_LOG_LEVEL": "ERROR"})


@contextmanager
def served(environ: dict[str, str]) -> Iterator[str]:
    """The address of `krug serve` there; ended afterwards."""
    port, content = free_pair("127.0.0.1", 21_000)
    process = subprocess.Popen(
        [sys.executable, "-m", "krug", "serve"],
        env=serving(environ, port, content),
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/ready")
        _wait(f"http://127.0.0.1:{content}/host.html")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@contextmanager
def chromium() -> "Iterator[BrowserContext]":
    """A fresh context of Debian's Chromium."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise OSError("this measurement needs Playwright: run make bench") from error
    path = shutil.which("chromium")
    if path is None:
        raise OSError("this measurement needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        context = browser.new_context(viewport={"width": 1024, "height": 768}, locale="ru-RU")
        context.set_default_timeout(PATIENCE * 1000)
        yield context
        browser.close()


def sign_in(context: "BrowserContext", base: str, email: str, password: str) -> "Page":
    page = context.new_page()
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{base}/")
    return page


def until(page: "Page", condition: str) -> None:
    """Waits until the expression is true. Asked from outside: the page may not evaluate text."""
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(condition):
        if time.monotonic() > deadline:
            raise TimeoutError(condition)
        time.sleep(0.02)


def p95(values: list[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]

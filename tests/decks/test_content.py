"""The content origin's server: six files under strict headers, nothing else."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from krug.decks.content import asgi
from tests.loops import run

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A front-end build of one line a file."""
    for path in asgi.FILES:
        file = tmp_path / path[1:]
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b'const APP = "%s";' % asgi.PLACEHOLDER)
    monkeypatch.setattr(asgi, "BUILT", tmp_path)
    return tmp_path


def ask(
    path: str, method: str = "GET", headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    sent: list[Mapping[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    given = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": "http", "method": method, "path": path, "headers": given}
    run(asgi.application(scope, receive, send))
    named = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], named, sent[1]["body"]


@pytest.mark.parametrize("path", asgi.FILES)
def test_its_files_name_the_application(path: str) -> None:
    status, headers, body = ask(path)
    assert status == 200
    assert body == f'const APP = "{asgi.app_origin()}";'.encode()
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-length"] == str(len(body))
    assert "default-src 'none'" in headers["content-security-policy"]
    assert not {"set-cookie", "access-control-allow-origin"} & headers.keys()


def test_only_the_application_may_frame_the_host_page() -> None:
    policy = ask("/host.html")[1]["content-security-policy"]
    assert f"frame-ancestors {asgi.app_origin()}" in policy
    assert f"script-src {asgi.content_origin()}/krug/host.js" in policy


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/s/x/y/z.html",
        "/krug/",
        "/krug/../host.html",
        "/worker.js/",
        "/krug/host.js.map",
        "/robots.txt",
        "//host.html",
    ],
)
def test_all_else_is_not_found(path: str) -> None:
    status, headers, _body = ask(path)
    assert status == 404
    assert "sandbox" in headers["content-security-policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_only_reads(method: str) -> None:
    status, headers, body = ask("/host.html", method)
    assert (status, headers["allow"], body) == (405, "GET, HEAD", b"")


def test_what_the_browser_has_does_not_travel_again() -> None:
    tag = ask("/worker.js")[1]["etag"]
    assert ask("/worker.js", headers={"if-none-match": tag})[0] == 304
    assert ask("/worker.js", headers={"if-none-match": '"old"'})[0] == 200
    assert ask("/worker.js", "HEAD")[2] == b""


def test_without_a_build_nothing_is_found(built: Path) -> None:
    (built / "host.html").unlink()
    assert ask("/host.html")[0] == 404


def test_it_needs_no_django() -> None:
    code = "import krug.decks.content.asgi, sys; sys.exit('django.conf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0

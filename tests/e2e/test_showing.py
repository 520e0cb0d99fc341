"""A deck on the content origin: kept, shown, talked with, and still there when nothing answers any more."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.origins import App, Origins, origins

VERSION = "0197a000-0000-7000-8000-000000000008"
Row = list[str | int]
SLIDE = """<!doctype html><html lang="en"><head><title>One</title></head><body><h1>Hello</h1>
<button onclick="krug.react(100)">Like</button>
<krug-rating question="clear" label="Clear?" max="3"></krug-rating></body></html>"""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Origins]:
    with origins(tmp_path / "home") as made:
        yield made


def row(path: str, body: str, media: str = "text/html; charset=utf-8") -> Row:
    data = body.encode()
    return [path, hashlib.sha256(data).hexdigest(), media, len(data)]


def test_a_slide_is_shown_and_talks(here: Origins, open_profile: Callable[..., BrowserContext]) -> None:
    app = App(here, open_profile())
    file = row("01/page one.html", SLIDE)
    app.call("put", file[1], SLIDE)
    assert app.call("holdings") == [[file[1], file[3]]]
    app.call("open", VERSION, [file])
    app.call("show", "01/page one.html")
    app.frame().click("button")
    app.wait_heard("react")
    app.wait_heard("painted")
    assert app.heard("touched")
    app.frame().click("krug-rating label >> nth=2")
    app.wait_heard("answer")
    assert app.heard("answer")[0]["value"] == 3


def test_a_cold_start_with_nothing_answering(
    here: Origins, open_profile: Callable[..., BrowserContext]
) -> None:
    file = row("index.html", SLIDE)
    context = open_profile()
    App(here, context).call("put", file[1], SLIDE)
    context.close()
    here.stop()
    app = App(here, open_profile())
    assert app.call("holdings") == [[file[1], file[3]]]
    app.call("open", VERSION, [file])
    app.call("show", "index.html")
    assert app.frame().text_content("h1") == "Hello"
    app.wait_heard("painted")

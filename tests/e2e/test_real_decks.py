"""Decks as the world makes them: the demos of reveal.js and impress.js, and a long recording."""

import io
import wave
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from krug.decks.packages import html5
from krug.decks.packages.archive import Files, Limits, unpack
from krug.decks.packages.deck import DeckFound
from krug.decks.packages.types import is_page, media_type
from tests.e2e.origins import ROOT, App, Origins, origins

VERSION = "0197a000-0000-7000-8000-000000000003"
OUTSIDE = ("slid.es", "giphy.com", "hakim.se", "googleapis.com", "slideshare.net")

Row = list[str | int]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Origins]:
    with origins(tmp_path / "home") as made:
        yield made


def demo(name: str, page: str, folders: list[str]) -> io.BytesIO:
    """A library's demo, packed as its users pack theirs."""
    root, out = ROOT / "node_modules" / name, io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deck/index.html", (root / page).read_bytes())
        for folder in folders:
            for path in sorted((root / folder).rglob("*")):
                if path.is_file() and path.suffix != ".ts":
                    archive.write(path, f"deck/{path.relative_to(root)}")
    return out


def taken(package: io.BytesIO, folder: Path) -> tuple[Files, DeckFound]:
    folder.mkdir()
    files = unpack(package, folder, Limits())
    return files, html5.read(files)


def opened(here: Origins, context: BrowserContext, files: Files) -> tuple[App, list[str]]:
    """The deck open in the browser; and what its console complains about."""
    app, complaints = App(here, context), []
    app.page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    app.page.on("pageerror", lambda error: complaints.append(str(error)))
    rows: list[Row] = []
    for path, content in files.items():
        kind = "text/html; charset=utf-8" if is_page(path) else media_type(path)
        rows.append([path, content.sha256, kind, content.size])
        here.serve(f"/blob/{content.sha256}", "application/octet-stream", content.read())
    app.call("fill", [[row[1], f"/blob/{row[1]}"] for row in rows])
    assert dict(app.call("holdings")) == {row[1]: row[3] for row in rows}
    app.call("open", VERSION, rows)
    return app, complaints


def own(complaints: list[str]) -> list[str]:
    """Without those about hosts that demos take pictures from, which the policy must refuse."""
    return [one for one in complaints if not any(host in one for host in OUTSIDE)]


def test_every_slide_of_the_demo_of_reveal(
    here: Origins, tmp_path: Path, open_profile: Callable[..., BrowserContext]
) -> None:
    files, deck = taken(demo("reveal.js", "demo.html", ["dist"]), tmp_path / "aside")
    assert len(deck.slides) == 41
    app, complaints = opened(here, open_profile(), files)
    texts = set()
    for slide in deck.slides:
        app.call("show", slide.address)
        # Reveal writes a slide's id over its numbers: what it shows counts, not what the address says.
        h, _slash, v = slide.address.split("#/")[1].partition("/")
        app.frame().wait_for_function(
            """([h, v]) => window.Reveal?.isReady() && Reveal.getIndices().h === h
            && (Reveal.getIndices().v || 0) === v""",
            arg=[int(h), int(v or 0)],
        )
        assert app.frame().evaluate("getComputedStyle(Reveal.getCurrentSlide()).visibility") == "visible"
        texts.add(app.frame().evaluate("Reveal.getCurrentSlide().textContent.trim()"))
    assert len(texts) > 38
    assert app.frame().evaluate("getComputedStyle(document.querySelector('.reveal')).fontFamily")
    assert own(complaints) == []
    app.wait_heard("painted", 41)


def test_every_step_of_the_demo_of_impress(
    here: Origins, tmp_path: Path, open_profile: Callable[..., BrowserContext]
) -> None:
    package = demo("impress.js", "index.html", ["css", "js", "extras"])
    files, deck = taken(package, tmp_path / "aside")
    assert len(deck.slides) == 13
    app, complaints = opened(here, open_profile(), files)
    for slide in deck.slides:
        app.call("show", slide.address)
        name = slide.address.split("#/")[1]
        app.frame().wait_for_selector(f"#{name}.active", state="attached")
        assert app.frame().evaluate("document.body.className").count("impress-enabled") == 1
    assert own(complaints) == []


def recording(seconds: int) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(48_000)
        made.writeframes(bytes(2 * 48_000 * seconds))
    return out.getvalue()


def test_a_recording_is_played_from_its_middle(
    here: Origins, tmp_path: Path, open_profile: Callable[..., BrowserContext]
) -> None:
    sound = recording(90)
    page = '<!doctype html><title>x</title><body><video src="long.wav" preload="metadata" muted></video>'
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("index.html", page)
        archive.writestr("long.wav", sound)
    files, _deck = taken(package, tmp_path / "aside")
    app, complaints = opened(here, open_profile(), files)
    app.call("show", "index.html")
    frame = app.frame()
    played = frame.evaluate(
        """async () => { const video = document.querySelector("video");
        if (video.readyState < 1) await new Promise((r) => video.addEventListener("loadedmetadata", r));
        video.currentTime = 80; await new Promise((r) => video.addEventListener("seeked", r));
        await video.play(); return [Math.round(video.duration), video.currentTime >= 80]; }"""
    )
    assert played == [90, True]
    part = frame.evaluate(
        """async () => { const answer = await fetch("long.wav", { headers: { Range: "bytes=40-47" } });
        const bytes = [...new Uint8Array(await answer.arrayBuffer())];
        return [answer.status, answer.headers.get("Content-Range"), bytes]; }"""
    )
    assert part == [206, f"bytes 40-47/{len(sound)}", list(sound[40:48])]
    assert own(complaints) == []

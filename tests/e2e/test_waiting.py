"""A slide behind the one on the screen: laid out and painted there, and what moves in it waits to be seen."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame

from tests.e2e.conftest import Server
from tests.e2e.origins import App, Origins, origins
from tests.e2e.tablet import Tablet

VERSION = "0197a000-0000-7000-8000-000000000018"
MOVING = """<!doctype html><html lang="en"><title>x</title><style>
h1 { animation: come 60s both } @keyframes come { from { opacity: 0 } }
p { transition: opacity 60s } p.on { opacity: 0.5 }</style>
<body><h1>Hello</h1><p>Text</p><svg width="9" height="9"><rect width="9" height="9">
<animate attributeName="x" from="0" to="9" dur="60s"></animate></rect></svg><script>
window.frames_run = 0; window.came_into_view = 0;
const turn = () => { frames_run += 1; requestAnimationFrame(turn); };
requestAnimationFrame(turn);
cancelAnimationFrame(requestAnimationFrame(() => { window.cancelled_ran = true; }));
new IntersectionObserver(() => { came_into_view += 1; }).observe(document.querySelector("h1"));
window.moved = document.querySelector("p").animate([{ left: "0" }, { left: "9px" }], 60_000);
addEventListener("load", () => document.querySelector("p").classList.add("on"));
</script>"""
STATE = """() => ({ frames: frames_run, views: came_into_view, cancelled: window.cancelled_ran ?? false,
  svg: document.querySelector("svg").animationsPaused(),
  moving: document.getAnimations().filter((one) => one.playState === "running").length,
  times: document.getAnimations().map((one) => one.currentTime) })"""
PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
SINGLE = """<!doctype html><title>x</title><body><h1></h1><script>
const draw = () => requestAnimationFrame(() => { document.querySelector("h1").textContent = location.hash; });
addEventListener("hashchange", draw); draw();</script>"""
HOSTILE = """<!doctype html><title>x</title><body><h1>Hello</h1><script>
const refuse = () => { throw new Error("no"); };
Animation.prototype.play = Animation.prototype.pause = document.getAnimations = refuse;
requestAnimationFrame(refuse);
new IntersectionObserver(refuse).observe(document.body);
document.querySelector("h1").animate([{ opacity: 0 }, { opacity: 1 }], 60_000);</script>"""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Origins]:
    with origins(tmp_path / "home") as made:
        yield made


def waiting(app: App, page: str, address: str = "index.html") -> Frame:
    """The page loaded as a neighbour is, until it has been painted."""
    data = page.encode()
    row = ["index.html", hashlib.sha256(data).hexdigest(), "text/html; charset=utf-8", len(data)]
    app.call("put", row[1], page)
    app.call("open", VERSION, [row])
    app.call("prepare", address)
    frame = app.frame()
    frame.wait_for_function("document.readyState === 'complete'")
    return frame


def state(frame: Frame) -> dict[str, Any]:
    found: dict[str, Any] = frame.evaluate(STATE)
    return found


def later(frame: Frame, ms: int = 300) -> None:
    """As many milliseconds of the slide's own clock: time in which what is not held would move."""
    now = frame.evaluate("performance.now()")
    frame.wait_for_function(f"performance.now() > {now + ms}", polling=20)


def test_nothing_moves_until_it_is_seen(here: Origins, open_profile: Callable[..., BrowserContext]) -> None:
    app = App(here, open_profile())
    frame = waiting(app, MOVING)
    frame.wait_for_function(PAINTED)
    later(frame)
    assert state(frame) == {
        "frames": 0, "views": 0, "cancelled": False, "svg": True, "moving": 0, "times": [0, 0, 0]
    }  # fmt: skip
    app.call("present", "index.html")
    app.wait_heard("painted")
    frame.wait_for_function("frames_run > 3 && came_into_view > 0")
    shown = state(frame)
    assert (shown["moving"], shown["svg"], shown["cancelled"]) == (3, False, False)
    assert all(0 <= time < 30_000 for time in shown["times"])


def test_a_slide_that_was_left_stands_still_and_goes_on(
    here: Origins, open_profile: Callable[..., BrowserContext]
) -> None:
    app = App(here, open_profile())
    frame = waiting(app, MOVING)
    app.call("present", "index.html")
    frame.wait_for_function("frames_run > 3 && document.getAnimations().every((one) => one.currentTime > 0)")
    app.call("leave")
    frame.wait_for_function("document.getAnimations().every((one) => one.playState === 'paused')")
    later(frame, 100)  # a frame asked for before it was left may still come
    left = state(frame)
    later(frame)
    assert state(frame) == left
    assert all(time > 0 for time in left["times"])
    app.call("present", "index.html")
    frame.wait_for_function(f"frames_run > {left['frames']}")
    assert state(frame)["moving"] == 3


def test_a_deck_of_one_page_is_drawn_at_the_hash_that_is_shown(
    here: Origins, open_profile: Callable[..., BrowserContext]
) -> None:
    app = App(here, open_profile())
    frame = waiting(app, SINGLE, "index.html#/1")
    app.call("prepare", "index.html#/2")
    frame.wait_for_function("location.hash === '#/2'")
    assert frame.text_content("h1") == ""
    app.call("present", "index.html#/2")
    frame.wait_for_function("document.querySelector('h1').textContent === '#/2'")


def test_a_page_that_refuses_to_wait_is_shown_all_the_same(
    here: Origins, open_profile: Callable[..., BrowserContext]
) -> None:
    app = App(here, open_profile())
    waiting(app, HOSTILE)
    app.call("present", "index.html")
    app.wait_heard("painted")
    app.call("leave")
    app.call("present", "index.html")
    app.wait_heard("painted", 2)


def test_the_tablet_paints_the_next_slide_behind_this_one(
    make_server: Callable[[], Server], open_profile: Callable[..., BrowserContext]
) -> None:
    server = make_server()
    uids = server.python("from tests.e2e.company import make; answer(make('en'))")
    server.start()
    tablet = Tablet.switched_on(open_profile(locale="en-GB"), server.url, "en")
    tablet.sign_in()
    tablet.kept_for_offline()
    tablet.page.goto(f"{server.url}/tablet/#/preview/{uids['deck']}")
    tablet.expect_slide("Intro")
    behind = tablet.page.frame_locator("krug-player iframe:not(.front)").locator("h1")
    behind.wait_for(state="attached")
    frame = next(one for one in tablet.page.frames if one.url.endswith("/ask.html"))
    # Frames come: one outside the window, or hidden, gets none and is not laid out.
    frame.wait_for_function("document.readyState === 'complete'", polling="raf")
    frame.evaluate(
        "window.moved = document.querySelector('h1').animate([{ opacity: 0 }, { opacity: 1 }], 60_000)"
    )
    later(frame)
    assert frame.evaluate("[moved.playState, moved.currentTime]") == ["paused", 0]
    tablet.page.keyboard.press("ArrowRight")
    tablet.expect_slide("Ask")
    frame.wait_for_function("moved.playState === 'running' && moved.currentTime > 0")

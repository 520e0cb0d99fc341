"""A deck that attacks the application and another deck, in a real browser; every attack is shown to run."""

import hashlib
import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.http.cookie import parse_cookie
from playwright.sync_api import BrowserContext

from tests.e2e.origins import App, Origins, origins
from tests.e2e.sink import Sink, sink

HOSTILE = (Path(__file__).parent / "hostile.js").read_text()
VICTIM_VERSION, EVIL_VERSION = "0197a000-0000-7000-8000-000000000001", "0197a000-0000-7000-8000-000000000002"
VICTIM = """<!doctype html><title>Dosing</title><h1>Dosing</h1><p id="p"></p>
<script>document.getElementById("p").textContent = localStorage.getItem("planted") ?? "clean";</script>"""
WORKER = "self.onfetch = (event) => event.respondWith(new Response('EVIL CONTENT'))"

Row = list[str | int]

# What each attack that can tell must have met. Of the others only the sink can tell.
REFUSED = {"SecurityError", "TypeError", "NetworkError", "WebTransportError", "ReferenceError", "error"}
TOLD: dict[str, set[str]] = {
    "own local storage holds nothing of the app": {"nothing"},
    "app databases": {"false"},
    "app caches": {"false"},
    "read cookie": {"false"},
    "read cookie store": {"false"},
    "overwrite cookie": {"false"},
    "window": {"null"},
    "fetch the other deck's page": {"404"},
    # These succeed, since the origin is theirs too; what comes of it is in the tests below.
    "read the other deck": {"read"},
    "overwrite the other deck": {"written"},
    "forge a showing": {"written"},
    "poison caches": {"written"},
    "plant storage": {"written"},
    "plant a database": {"written"},
    "plant private files": {"written"},
    "take over the host page": {"taken"},
    "a script in the host page": {"error"},
    "keep on writing": {"written"},
    "unregister the worker": {"true"},
}
MUST_FAIL = """
    app dom, app dom by frame, top navigation, parent navigation, app local storage, app property,
    register a worker on the app, register a worker of ours, register a worker from a blob,
    fetch app, fetch app without cors, post to app, fetch, fetch keepalive, xhr, websocket, websocket to app,
    event source, web transport, image, srcset, script, module, style sheet, font, video, audio, object, base,
    prefetch, preload, module preload, worker, worker import, worker socket, worker from outside,
    shared worker, shared worker of the deck, stun, turn, background fetch, paste a policy away
"""
TOLD |= {name.strip(): REFUSED for name in MUST_FAIL.split(",")}


@dataclass
class Stand:
    """The two origins, somebody outside, and a browser with an innocent deck in it."""

    here: Origins
    outside: Sink
    app: App
    victim: Row
    digest: str

    def attack(self, only: str = "") -> None:
        """Show the hostile deck: all its attacks, or one."""
        known = {
            "app": self.here.app_url,
            "content": self.here.content_url,
            "sink": self.outside.url,
            "tcp": self.outside.tcp.getsockname()[1],
            "udp": self.outside.udp.getsockname()[1],
            "victim": self.victim[1],
            "version": VICTIM_VERSION,
            "digest": self.digest,
        }
        page = "<!doctype html><title>x</title><body><script>const KNOWN = %s; const ONLY = %s;</script>"
        page = page % (json.dumps(known), json.dumps(only)) + '<script src="hostile.js"></script>'
        bodies = {
            "index.html": (page, "text/html; charset=utf-8"),
            "hostile.js": (HOSTILE, "text/javascript"),
            "evil-worker.js": (WORKER, "text/javascript"),
        }
        files = []
        for path, (body, media) in bodies.items():
            files.append(row(path, body, media))
            self.app.call("put", files[-1][1], body)
        self.app.call("open", EVIL_VERSION, files)
        self.app.call("show", "index.html")

    def finish(self) -> dict[str, str]:
        frame = self.app.frame()
        frame.wait_for_function("window.finished", timeout=120_000)
        outcomes: dict[str, str] = frame.evaluate("outcomes")
        return outcomes

    def show_victim(self) -> None:
        """As the tablet does: what is not held is handed over again, then the deck is opened."""
        held = dict(self.app.call("holdings"))
        if self.victim[1] not in held:
            self.app.call("put", self.victim[1], VICTIM)
        self.app.call("open", VICTIM_VERSION, [self.victim])
        self.app.call("show", "index.html")

    def wait_asked(self, path: str, times: int) -> None:
        """Until the application is asked for this: once at all, or so many times more."""
        already = self.here.asked.count(path) if times > 1 else 0
        deadline = time.monotonic() + 40
        while self.here.asked.count(path) < already + times:
            assert time.monotonic() < deadline, f"{path} was not asked for"
            time.sleep(0.05)

    def nothing_got_out(self) -> None:
        assert self.outside.paths == []
        assert self.outside.packets == []
        assert self.outside.connections == 0
        assert not [path for path in self.here.asked if "stolen" in path]


def row(path: str, body: str, media: str = "text/html; charset=utf-8") -> Row:
    data = body.encode()
    return [path, hashlib.sha256(data).hexdigest(), media, len(data)]


@pytest.fixture
def stand(tmp_path: Path, open_profile: Callable[..., BrowserContext]) -> Iterator[Stand]:
    with origins(tmp_path / "home") as here, sink() as outside:
        app = App(here, open_profile())
        app.call("keepSecrets")
        victim = row("index.html", VICTIM)
        app.call("put", victim[1], VICTIM)
        base = app.call("open", VICTIM_VERSION, [victim])
        yield Stand(here, outside, app, victim, base.split("/")[-2])


def test_every_attack_runs_and_none_gets_in_or_out(stand: Stand) -> None:
    stand.attack()
    outcomes = stand.finish()
    names = stand.app.frame().evaluate("names")
    assert list(outcomes) == names["attacks"]
    assert set(TOLD) <= set(outcomes)
    wrong = {name: outcomes[name] for name, allowed in TOLD.items() if outcomes[name] not in allowed}
    assert wrong == {}
    stand.app.page.wait_for_timeout(1000)
    stand.nothing_got_out()
    assert stand.app.page.url == f"{stand.here.app_url}/page"
    assert [one["to"] for one in stand.app.heard("go") if one["to"] not in outcomes] == []
    assert stand.app.heard("answer") == stand.app.heard("react") == []


def test_the_cookie_that_the_app_gets_is_its_own(stand: Stand) -> None:
    for attack in ("overwrite cookie", "toss cookie"):
        stand.attack(attack)
        stand.finish()
    stand.app.page.goto(f"{stand.here.app_url}/page")
    # With two of one name, the server takes the last, and browsers send the longer path first.
    assert parse_cookie(stand.here.cookies[-1])["krug_session"] == "app-secret"


def test_what_was_done_to_another_deck_is_not_shown(stand: Stand) -> None:
    stand.attack()
    stand.finish()
    # At once, with the file overwritten, the host page taken over, the worker gone: nothing, and no lie.
    stand.app.call("open", VICTIM_VERSION, [stand.victim])
    stand.app.call("show", "index.html")
    stand.app.page.wait_for_timeout(1500)
    assert "EVIL" not in stand.app.frame().content()
    # After the showing is closed, a fresh host page tells the truth, and the deck is whole again.
    stand.app.call("close")
    held = stand.app.call("holdings")
    assert stand.victim[1] not in [digest for digest, _size in held]
    stand.show_victim()
    assert stand.app.frame().text_content("h1") == "Dosing"
    assert stand.app.frame().text_content("#p") == "clean"
    left = stand.app.frame().evaluate(
        """async () => [(await indexedDB.databases()).map(({ name }) => name), await caches.keys(),
        document.cookie, sessionStorage.length,
        await Array.fromAsync((await navigator.storage.getDirectory()).keys())]"""
    )
    assert left == [["krug-slides"], [], "", 0, []]


def test_a_spoilt_database_is_made_anew(stand: Stand) -> None:
    stand.attack("spoil the database")
    assert stand.finish() == {"spoil the database": "spoilt"}
    stand.app.call("close")
    assert stand.app.call("holdings") == []
    stand.show_victim()
    assert stand.app.frame().text_content("h1") == "Dosing"


def test_flooding_cookies_gives_nobody_a_session(stand: Stand) -> None:
    stand.attack("flood cookies")
    stand.finish()
    stand.app.call("close")
    stand.app.page.goto(f"{stand.here.app_url}/page")
    assert parse_cookie(stand.here.cookies[-1]).get("krug_session") != "evil"


def test_a_slide_that_hangs_does_not_hang_the_application(stand: Stand) -> None:
    stand.attack("hang")
    stand.app.wait_heard("go")
    stand.app.page.wait_for_timeout(500)
    started = time.monotonic()
    assert stand.app.page.evaluate("1 + 1") == 2
    assert time.monotonic() - started < 5


def departures() -> list[str]:
    block = HOSTILE.split("const departures = {")[1].split("\n};")[0]
    return re.findall(r'^  "([^"]+)":', block, re.MULTILINE)


@pytest.mark.parametrize("name", departures())
def test_leaving_the_page_leads_nowhere(stand: Stand, name: str) -> None:
    """The application lives on, whatever became of the frame, and nobody outside has heard a thing."""
    stand.app.call("beat")
    stand.attack(name)
    # Asked of the server and not of the browser: some of these end the frame's process.
    stand.wait_asked("/heard/" + quote(name, safe="'"), 1)
    stand.wait_asked("/beat", 10)
    stand.nothing_got_out()


def test_the_sink_would_have_noticed(stand: Stand, open_profile: Callable[..., BrowserContext]) -> None:
    """The same ways out, from a page without our policy, do reach it."""
    page = open_profile("elsewhere").new_page()
    page.goto(f"{stand.outside.url}/control")
    page.evaluate(
        """async ([http, udp, tcp]) => {
          await fetch(http + "/fetch"); navigator.sendBeacon(http + "/beacon", "x");
          const link = document.createElement("link");
          document.head.append(Object.assign(link, { rel: "preconnect", href: tcp }));
          const peer = new RTCPeerConnection({ iceServers: [{ urls: udp }] });
          peer.createDataChannel("x"); await peer.setLocalDescription(await peer.createOffer());
          await new Promise((resolve) => setTimeout(resolve, 1500));
        }""",
        [
            stand.outside.url,
            f"stun:127.0.0.1:{stand.outside.udp.getsockname()[1]}",
            f"http://127.0.0.1:{stand.outside.tcp.getsockname()[1]}",
        ],
    )
    assert {"/control", "/fetch", "/beacon"} <= set(stand.outside.paths)
    assert stand.outside.packets
    assert stand.outside.connections
    with socket.create_connection(stand.outside.tcp.getsockname()):
        pass

"""/live/events: tells an open office page that its calls changed, as server-sent events.

An event holds nobody's data: a number, and how many cards there are. The page then asks for them by the
ordinary door, with its session. No thread is held by a connection.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from krug.calls.live import entrance
from krug.calls.live.entrance import Seen
from krug.calls.live.feed import Feed, Numbers

PATH = "/live/events"
BEAT = 20.0
"""Seconds of silence after which the connection is kept up, and the session looked at again."""
MOST = 20
"""Connections of one person in one process; the oldest gives way."""
RETRY = 3_000
CROWD = 200
"""So many wait to be looked at for the first time in one process; who comes then is asked to come again."""
FORGOTTEN = 10.0
"""Seconds for which a session that is nobody's is known."""
KNOWN = 5_000
"""So many of them."""
Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def takes(path: str) -> bool:
    return path == PATH


class Crowded(Exception):
    """Too many wait at the door."""


@dataclass(eq=False)
class _Line:
    """One open connection."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False


class Hub:
    """Who listens in this process; wakes those whose number changed."""

    def __init__(self) -> None:
        self._lines: dict[int, list[_Line]] = defaultdict(list)
        self._loop = asyncio.get_running_loop()
        self._feed = Feed(self._from_thread)
        self.looks = ThreadPoolExecutor(2, "live")
        # Whoever comes waits by himself: a crowd of strangers delays no word to those who are in.
        self.entries = ThreadPoolExecutor(1, "live-entry")
        self._entering = 0
        self._nobodys: dict[str, float] = {}

    def _from_thread(self, numbers: Numbers) -> None:
        self._loop.call_soon_threadsafe(self._wake, list(numbers))

    def _wake(self, users: list[int]) -> None:
        for user in users:
            for line in self._lines.get(user, ()):
                line.woken.set()

    def join(self, user: int) -> _Line:
        line = _Line()
        self._lines[user].append(line)
        for old in self._lines[user][:-MOST]:
            old.over = True
            old.woken.set()
        self._feed.want(True)
        return line

    def leave(self, user: int, line: _Line) -> None:
        self._lines[user].remove(line)
        if not self._lines[user]:
            del self._lines[user]
        if not self._lines:
            self._feed.want(False)

    async def enter(self, session: str) -> Seen | None:
        """Raises Crowded."""
        if not session or self._is_nobodys(session):
            return None
        if self._entering >= CROWD:
            raise Crowded
        self._entering += 1
        try:
            return await self._loop.run_in_executor(self.entries, entrance.enter, session)
        except entrance.Nobody:
            self._nobodys[session] = self._loop.time()
            return None
        finally:
            self._entering -= 1

    def _is_nobodys(self, session: str) -> bool:
        """The oldest are forgotten: by their age, or for want of room."""
        old = self._loop.time() - FORGOTTEN
        while self._nobodys and (len(self._nobodys) > KNOWN or next(iter(self._nobodys.values())) < old):
            del self._nobodys[next(iter(self._nobodys))]
        return session in self._nobodys

    async def look(self, session: str) -> Seen | None:
        return await self._loop.run_in_executor(self.looks, entrance.look, session)


@cache
def _hub(_loop: asyncio.AbstractEventLoop) -> Hub:
    return Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.lower(): value for name, value in scope["headers"]}
    if scope["method"] != "GET":
        await _refuse(send, 405)
        return
    hub = _hub(asyncio.get_running_loop())
    session = entrance.session_of(headers)
    try:
        seen = await hub.enter(session)
    except Crowded:
        await _refuse(send, 503)
        return
    if seen is None:
        # 204 tells a browser to stop asking; a stranger has nothing to hear.
        await _refuse(send, 204)
        return
    line = hub.join(seen.user)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _tell(hub, session, line, gone, send)
    finally:
        gone.cancel()
        hub.leave(seen.user, line)


async def _tell(hub: Hub, session: str, line: _Line, gone: "asyncio.Future[None]", send: Send) -> None:
    """The state at once, which is what whoever comes back wants; then each change."""
    told: Seen | None = None
    await _say(send, f"retry: {RETRY}\n\n")
    while not line.over and not gone.done():
        line.woken.clear()
        seen = await hub.look(session)
        if seen is None:
            await _say(send, "event: over\ndata: {}\n\n")
            break
        if seen != told:
            await _say(send, f'id: {seen.number}\ndata: {{"cards": {seen.cards}}}\n\n')
            told = seen
        else:
            await _say(send, ": still here\n\n")
        woken = asyncio.ensure_future(line.woken.wait())
        both: set[asyncio.Future[Any]] = {woken, gone}
        await asyncio.wait(both, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
    if not gone.done():
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _gone(receive: Receive) -> None:
    """Until the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})

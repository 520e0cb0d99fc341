"""`/live/…`: an open page hears within seconds that something happened to what it shows.

A stream of server-sent events around an ordinary page: what is said, to whom and whether he may hear it is
Django's to answer, by the same address, at the beginning, whenever something happened, and every REPEAT
seconds. Here is only who listens and when to ask. A listener holds no thread: one thread of the process looks
for what is new in the log and in the audit, once for all.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from krug.site.live_feed import Feed, Happened, Watched

PATH = "/live/"
EVERY = 1.0
"""Seconds between two looks at the database."""
BEAT = 15.0
REPEAT = 60.0
LONGEST = 600.0
"""Seconds after which a listener is sent away to come again."""
OF_ONE, OF_ALL = 8, 1_000
"""Listeners of one user, and of a process."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]


@dataclass(eq=False)
class Listener:
    watched: Watched
    woken: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Answer:
    """Django's. `user`: who asked, as it says in a header of its own."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def user(self) -> str:
        found = [value for name, value in self.headers if name.lower() == b"x-krug-user"]
        return found[0].decode() if found else ""


class Live:
    """One of a process. `pages`: Django, which answers what is said to a listener."""

    def __init__(self, pages: App, feed: Feed) -> None:
        self.pages, self.feed = pages, feed
        self.listeners: set[Listener] = set()
        self.of_user: Counter[str] = Counter()
        # The database is asked by this one thread alone: its connection is kept, and no request waits for it.
        self.thread = ThreadPoolExecutor(1, "live")
        self.looking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        answer = await self.ask(scope)
        if answer.status != 200 or not wants_stream(scope):
            await _relay(answer, send)
        elif self.of_user[answer.user] >= OF_ONE or len(self.listeners) >= OF_ALL:
            await _relay(Answer(429, [(b"retry-after", b"60")], b""), send)
        else:
            await self.listen(scope, receive, send, answer)

    async def listen(self, scope: Any, receive: Receive, send: Send, first: Answer) -> None:
        self.of_user[first.user] += 1
        listener = Listener(Watched(frozenset(), frozenset()))
        self.listeners.add(listener)
        gone = asyncio.create_task(_gone(receive))
        try:
            # It listens first and asks then: what happens in between is told, too.
            listener.watched = await self.on_thread(self.feed.watched, scope["path"])
            self.look()
            await send({"type": "http.response.start", "status": 200, "headers": STREAM})
            await self.tell(scope, send, listener, gone)
        except OSError:
            return
        finally:
            gone.cancel()
            self.listeners.discard(listener)
            self.of_user[first.user] -= 1
            self.of_user += Counter()

    async def tell(self, scope: Any, send: Send, listener: Listener, gone: asyncio.Task[None]) -> None:
        """Asks and says what is new, until he is gone, may not hear it any more, or has been here long."""
        clock = asyncio.get_running_loop()
        until, asked, said = clock.time() + LONGEST, float("-inf"), b""
        while not gone.done() and clock.time() < until:
            if listener.woken.is_set() or clock.time() - asked >= REPEAT:
                listener.woken.clear()
                answer, asked = await self.ask(scope), clock.time()
                if answer.status != 200:
                    break
                listener.watched = await self.on_thread(self.feed.watched, scope["path"])
                if answer.body != said:
                    said = answer.body
                    await _put(send, event(said))
            await _put(send, b": beat\n\n")
            await _either(listener.woken, gone, BEAT)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def ask(self, scope: Any) -> Answer:
        """The page itself, as if its listener had asked for it again."""
        plain = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
        asked = {**scope, "headers": plain}
        begin: dict[str, Any] = {}
        parts: list[bytes] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                begin.update(message)
            else:
                parts.append(message.get("body", b""))

        await self.pages(asked, _nothing, send)
        return Answer(begin["status"], list(begin.get("headers", [])), b"".join(parts))

    def look(self) -> None:
        if self.looking is None or self.looking.done():
            self.looking = asyncio.create_task(self.looks())

    async def looks(self) -> None:
        """As long as anybody listens."""
        await self.on_thread(self.feed.begin)
        while self.listeners:
            await asyncio.sleep(EVERY)
            happened: Happened | None = await self.on_thread(self.feed.happened)
            for listener in list(self.listeners):
                if happened is None or listener.watched.touched_by(happened.identities, happened.persons):
                    listener.woken.set()
        await self.on_thread(self.feed.end)

    async def on_thread(self, work: Callable[..., Any], *args: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.thread, work, *args)


STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    # nginx holds an answer back until it has some kilobytes of it.
    (b"x-accel-buffering", b"no"),
]


def takes(path: str) -> bool:
    return path.startswith(PATH)


def wants_stream(scope: Any) -> bool:
    return any(
        name.lower() == b"accept" and b"text/event-stream" in value for name, value in scope["headers"]
    )


def event(body: bytes) -> bytes:
    return b"".join(b"data: " + line + b"\n" for line in body.splitlines() or [b""]) + b"\n"


async def _put(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _relay(answer: Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _either(woken: asyncio.Event, gone: asyncio.Task[None], patience: float) -> None:
    """Until one of the two, or for so long."""
    waiting = asyncio.create_task(woken.wait())
    try:
        await asyncio.wait([waiting, gone], timeout=patience, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()

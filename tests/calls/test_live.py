"""/live/events: who hears, of what, and until when. The raw application, on both databases."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import connections
from django.urls import reverse

from krug.access.actions.deactivate_user import deactivate_user
from krug.access.models import User
from krug.calls.live import asgi
from krug.calls.words import What
from tests.calls.made import phones, said
from tests.cast import Cast, client_of
from tests.loops import run

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")
PATIENCE = 20


class Tab:
    """An open page: what it was told, word by word."""

    def __init__(self, session: str, method: str = "GET") -> None:
        self.words: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.gone = asyncio.Event()
        cookie = f"{settings.SESSION_COOKIE_NAME}={session}".encode()
        scope = {"type": "http", "method": method, "path": asgi.PATH, "headers": [(b"Cookie", cookie)]}
        self.task = asyncio.ensure_future(asgi.application(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        await self.words.put(dict(message))

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.words.get(), PATIENCE)

    async def told(self) -> Any:
        """The next event that says something: how many cards there are, or that it is over."""
        while True:
            text = (await self.next()).get("body", b"").decode()
            if "event: over" in text:
                return "over"
            if "data: " in text:
                return json.loads(text.partition("data: ")[2])["cards"]

    async def close(self) -> None:
        self.gone.set()
        await self.task


def session(user: User) -> str:
    return str(client_of(user).cookies[settings.SESSION_COOKIE_NAME].value)


async def elsewhere(act: Callable[[], T]) -> T:
    """As another process would: with a connection of its own, committed."""

    def done() -> T:
        try:
            return act()
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(None, done)


def watched(act: Callable[[], Awaitable[None]]) -> None:
    run(act())  # type: ignore[arg-type]


def test_strangers_and_whoever_takes_no_calls_hear_nothing(cast: Cast) -> None:
    sessions = ["", "nobodys", "0" * 32, "0" * 32, session(cast.marketer)]

    async def act() -> None:
        for one in sessions:
            tab = Tab(one)
            assert (await tab.next())["status"] == 204
            await tab.task
        tab = Tab(session_of_rita, "POST")
        assert (await tab.next())["status"] == 405

    session_of_rita = session(cast.rita)
    watched(act)


def test_each_hears_of_his_own_calls_alone_and_at_once(cast: Cast) -> None:
    provider = phones(cast)
    hers, his = session(cast.rita), session(cast.roma)

    async def act() -> None:
        rita, other, roma = Tab(hers), Tab(hers), Tab(his)
        assert [await tab.told() for tab in (rita, other, roma)] == [0, 0, 0]
        await elsewhere(lambda: said(provider, "1", What.RINGING))
        assert [await tab.told() for tab in (rita, other)] == [1, 1]
        await elsewhere(lambda: said(provider, "2", What.RINGING, extension="102"))
        assert await roma.told() == 1
        assert roma.words.empty() or b"data" not in (await roma.next())["body"]
        late = Tab(hers)
        # Whoever comes back is told the state, and needs to know nothing of what he missed.
        assert await late.told() == 1
        for tab in (rita, other, roma, late):
            await tab.close()

    watched(act)


def test_it_ends_with_the_session(cast: Cast) -> None:
    client = client_of(cast.rita)
    hers, his = str(client.cookies[settings.SESSION_COOKIE_NAME].value), session(cast.roma)

    async def act() -> None:
        rita, roma = Tab(hers), Tab(his)
        assert [await rita.told(), await roma.told()] == [0, 0]
        await elsewhere(lambda: client.post(reverse("account_logout")))
        assert await rita.told() == "over"
        await elsewhere(lambda: deactivate_user(None, cast.roma))
        assert await roma.told() == "over"
        for tab in (rita, roma):
            await tab.task

    watched(act)


def test_too_many_pages_of_one_give_way(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "MOST", 2)
    hers = session(cast.rita)

    async def act() -> None:
        tabs = []
        for _ in range(3):
            tabs.append(Tab(hers))
            assert await tabs[-1].told() == 0
        await asyncio.wait_for(tabs[0].task, PATIENCE)
        for tab in tabs[1:]:
            await tab.close()

    watched(act)


def test_a_crowd_of_strangers_is_asked_to_come_again_and_stops_nobody(cast: Cast) -> None:
    hers = session(cast.rita)

    async def act() -> None:
        rita = Tab(hers)
        assert await rita.told() == 0
        door = threading.Event()
        hub = asgi._hub(asyncio.get_running_loop())
        hub.entries.submit(door.wait, PATIENCE)
        crowd = [Tab(f"{number:032}") for number in range(asgi.CROWD)]
        shapeless = Tab("nobodys")
        assert (await shapeless.next())["status"] == 204
        late = Tab(session_of_roma)
        assert (await late.next())["status"] == 503
        # Who is in already hears at once, however many wait.
        await elsewhere(lambda: said(provider, "1", What.RINGING))
        assert await rita.told() == 1
        door.set()
        assert {(await tab.next())["status"] for tab in crowd} == {204}
        door.clear()
        hub.entries.submit(door.wait, PATIENCE)
        again = Tab(crowd_session)
        # A session that was nobody's a moment ago is not looked for again.
        assert (await again.next())["status"] == 204
        door.set()
        roma = Tab(session_of_roma)
        assert await roma.told() == 0
        for tab in (rita, roma):
            await tab.close()

    crowd_session, session_of_roma, provider = f"{asgi.CROWD - 1:032}", session(cast.roma), phones(cast)
    watched(act)

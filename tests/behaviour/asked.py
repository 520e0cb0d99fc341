"""The collector asked in this process: requests as trackers make them, against a spool of the test's own."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from krug.behaviour import mover
from krug.behaviour.collector import asgi
from krug.behaviour.collector.book import Book, Known, keys_taken
from krug.behaviour.collector.spool import Request, Spool
from krug.behaviour.collector.writer import Writer
from krug.behaviour.data import Moved
from krug.behaviour.models import Source, WriteKey
from tests.loops import run


@dataclass
class Answered:
    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Collector:
    home: Path
    writer: Writer
    keys: dict[str, Known] = field(default_factory=dict)

    def ask(
        self, path: str, body: Any = None, headers: Mapping[str, str] | None = None, method: str = "POST"
    ) -> Answered:
        self.keys = keys_taken()
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return run(self._ask(path, sent, headers or {}, method))

    async def _ask(self, path: str, body: bytes, headers: Mapping[str, str], method: str) -> Answered:
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        }
        parts = [body[start : start + 60_000] for start in range(0, len(body), 60_000)] or [b""]
        messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
        messages[-1]["more_body"] = False
        said: list[Any] = []

        async def receive() -> Any:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            said.append(message)

        await asgi.application(scope, receive, send)
        start, end = said
        names = {name.decode(): value.decode() for name, value in start["headers"]}
        return Answered(start["status"], names, json.loads(end["body"]) if end["body"] else None)

    def waiting(self) -> list[Request]:
        spool = Spool(self.home)
        try:
            return [request for _, request in spool.waiting()]
        finally:
            spool.close()

    def move(self) -> Moved:
        return mover.move_all(self.home)


@pytest.fixture
def collector(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    writer = Writer(tmp_path)
    monkeypatch.setattr(asgi, "writer", lambda: writer)
    made = Collector(tmp_path, writer)
    # The keys are read here for each request: another thread would not see this test's transaction.
    monkeypatch.setattr(asgi, "book", lambda: Book(lambda: made.keys))
    yield made
    writer.stop()


def key_of(source: Source) -> str:
    return WriteKey.objects.filter(source=source, ends_at=None).get().key

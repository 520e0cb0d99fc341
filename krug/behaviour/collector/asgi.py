"""/v1: takes what trackers send. Answers 200 once the request is on the disk; gives nothing to read."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError
from pydantic_core import to_json

from krug.behaviour.collector import protocol
from krug.behaviour.collector.book import Book, Known
from krug.behaviour.collector.protocol import MAX_BODY, Rejected
from krug.behaviour.collector.spool import Request
from krug.behaviour.collector.writer import Full, Writer
from krug.site.bodies import Receive, read_body
from krug.site.ids import uuid7

Scope = Mapping[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

PATIENCE = 30.0
KEPT_OF_UNREADABLE = 2_000
ALLOW_HEADERS = b"authorization,content-type,content-encoding,x-retry-count,anonymousid"
WELL = b'{"success":true}'


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    retry_after: int = 0


def _said(status: int, code: str, text: str, retry_after: int = 0) -> Answer:
    return Answer(status, to_json({"success": False, "code": code, "message": text}), retry_after)


TAKEN = Answer(200, WELL)
LATER = _said(429, "too_busy", "Too much at once; send it again a little later.", 1)
UNAVAILABLE = _said(503, "unavailable", "It could not be stored just now; send it again later.", 5)
UNKNOWN_KEY = _said(401, "unknown_key", "No open source has this write key.")
FOREIGN = _said(403, "origin_not_allowed", "This site is not among those the source takes events from.")


def takes(path: str) -> bool:
    return path.startswith("/v1/")


@cache
def writer() -> Writer:
    """This process's, begun with its first request: a worker is forked or spawned before that."""
    return Writer(settings.KRUG_HOME)


@cache
def book() -> Book:
    return Book()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get(b"origin", "")
    method, path = scope["method"], scope["path"]
    if method == "OPTIONS":
        await _preflight(origin, send)
    elif method == "GET" and (asked := protocol.SETTINGS.fullmatch(path)):
        await _answer(send, await _settings(asked[1], origin), origin)
    elif (kind := protocol.kind_of(path)) is None:
        await _answer(send, _said(404, "not_found", "There is no such address."), origin)
    elif method != "POST":
        await _answer(send, _said(405, "post_only", "Events are sent by POST."), origin)
    else:
        answer = await _take(kind, headers, receive)
        if answer is not None:
            await _answer(send, answer, origin)


async def _take(kind: str, headers: Mapping[bytes, str], receive: Receive) -> Answer | None:
    """None: the sender has gone."""
    try:
        async with asyncio.timeout(PATIENCE):
            body = await _body(receive)
        if body is None:
            return None
        return await _store(kind, headers, body)
    except TimeoutError:
        return _said(408, "too_slow", "The body did not come in time.")
    except Full:
        return LATER
    except (DatabaseError, OSError):
        return UNAVAILABLE
    except Exception:
        # Whatever the disk said: it is not stored, so it must come again.
        return UNAVAILABLE


async def _body(receive: Receive) -> bytes | None:
    """What is too large stays too large, with its beginning: that tells whose it is."""
    read = await read_body(receive, MAX_BODY + 1)
    if read is None:
        return None
    body, size = read
    return body if size <= MAX_BODY else body.ljust(MAX_BODY + 1)


async def _store(kind: str, headers: Mapping[bytes, str], body: bytes) -> Answer:
    authorization = headers.get(b"authorization", "")
    try:
        plain = protocol.unpacked(body, headers.get(b"content-encoding", "").strip().lower())
        message, plain = protocol.message_of(plain, kind)
    except Rejected as rejected:
        known = await book().find(protocol.header_key(authorization))
        if known:
            # What cannot be read cannot be cleared of the fields that are never to be stored.
            kept = b"" if known.blocked else body[:KEPT_OF_UNREADABLE]
            await _keep(known, kind, headers, rejected.code, kept)
        return _said(rejected.status, rejected.code, rejected.text)
    known = await book().find(protocol.key_of(authorization, message))
    if known is None:
        return UNKNOWN_KEY
    refusal = protocol.size_refusal(message, kind)
    foreign = not protocol.origin_allowed(known.origins, headers.get(b"origin", ""))
    if foreign:
        refusal = "origin_not_allowed"
    kept = protocol.without(message, known.blocked) if known.blocked else plain
    await _keep(known, kind, headers, refusal, kept)
    return FOREIGN if foreign else TAKEN


async def _keep(known: Known, kind: str, headers: Mapping[bytes, str], refusal: str, body: bytes) -> None:
    await writer().store(
        Request(
            uid=uuid7().bytes,
            source=known.source,
            received_at=time.time_ns() // 1000,
            kind=kind,
            refusal=refusal,
            agent=headers.get(b"user-agent", "")[:300],
            body=body,
        )
    )


async def _settings(key: str, origin: str) -> Answer:
    """What @segment/analytics-next asks its `cdnURL` for before it sends anything."""
    known = await book().find(key)
    if known is None:
        return UNKNOWN_KEY
    own = urlsplit(settings.KRUG_URL)
    segment = {"apiKey": key, "apiHost": f"{own.netloc}/v1", "protocol": own.scheme}
    return Answer(200, to_json({"integrations": {"Segment.io": segment}, "plan": {}}))


async def _preflight(origin: str, send: Send) -> None:
    allowed = bool(origin) and await book().anybody_allows(origin.lower())
    headers = [(b"vary", b"origin"), (b"content-length", b"0")]
    if allowed:
        headers += [
            *_cors(origin),
            (b"access-control-allow-methods", b"POST, GET, OPTIONS"),
            (b"access-control-allow-headers", ALLOW_HEADERS),
            (b"access-control-max-age", b"600"),
        ]
    await send({"type": "http.response.start", "status": 204 if allowed else 403, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _cors(origin: str) -> list[tuple[bytes, bytes]]:
    """Answers say nothing but «taken», so any page may read them; which may send is the key's matter."""
    name = origin.encode("latin-1")
    return [(b"access-control-allow-origin", name), (b"access-control-allow-credentials", b"true")]


async def _answer(send: Send, answer: Answer, origin: str) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(answer.body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if origin:
        headers += [*_cors(origin), (b"vary", b"origin")]
    if answer.retry_after:
        headers.append((b"retry-after", str(answer.retry_after).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})

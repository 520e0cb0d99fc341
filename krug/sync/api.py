"""The steps of a sync (contract/sync.md): parse, meet the device, one query or action, answer."""

import json
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from krug.access.api_parts import judges_parts
from krug.access.api_types import Flag
from krug.access.decorators import SignedInRequest, require
from krug.access.rules import Permission
from krug.site import faults
from krug.site.clock import micros
from krug.sync import queries
from krug.sync.actions.meet import known, meet
from krug.sync.actions.refresh import refresh
from krug.sync.actions.take import take_commands
from krug.sync.errors import ScopeGone
from krug.sync.payloads import LATEST, CommandIn
from krug.sync.purposes import purposes_of

router = Router(tags=["sync"])
PATIENCE = 15.0  # seconds a device waits while what changed is worked off; the rest comes with its next sync
COMMANDS = 200
Now = Annotated[int, Field(gt=0, lt=LATEST * 4)]
Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
ScopeId = Annotated[str, Field(pattern=r"^[0-9]{1,18}$")]


class Begin(Schema):
    device: UUID
    name: Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")] = ""
    device_now: Now
    app: Annotated[str, Field(max_length=40)] = ""
    roots: dict[ScopeId, Hex] = {}
    purposes: Hex | Literal[""] = ""


class Buckets(Schema):
    device: UUID
    scope: ScopeId
    buckets: Annotated[list[Hex], Field(min_length=256, max_length=256)]


class Rows(Schema):
    device: UUID
    scope: ScopeId
    all: Flag = False
    want: Annotated[list[tuple[Annotated[str, Field(max_length=14)], UUID]], Field(max_length=20_000)] = []


class Commands(Schema):
    device: UUID
    device_now: Now
    commands: Annotated[list[CommandIn], Field(max_length=COMMANDS)]


@router.post("/begin", summary="What the user should hold now", url_name="sync_begin")
@require(Permission.SYNC)
def begin(request: SignedInRequest, given: Begin) -> HttpResponse:
    now = micros(timezone.now())
    drift = given.device_now - now
    meet(request.user, given.device, given.name, drift)
    scopes = queries.scopes_of(request.user)
    roots = queries.roots(scopes)
    # The usual case, nothing new, costs one more look and no lock.
    if refresh([scope for scope in scopes if str(scope) not in roots], PATIENCE) or len(roots) < len(scopes):
        roots = queries.roots(scopes)
    answer = {scope: asdict(root) for scope, root in roots.items()}
    told = {"server_now": now, "drift": drift, "user": _user(request), "scopes": answer}
    return _json(told | {"purposes": purposes_of(request.user, given.purposes)})


@router.post("/buckets", summary="Rows of the buckets that differ", url_name="sync_buckets")
@require(Permission.SYNC)
def buckets(request: SignedInRequest, given: Buckets) -> HttpResponse:
    known(request.user, given.device)
    scope = _scope(request, given.scope)
    root = queries.roots({scope: ""})[given.scope].root
    return _json({"scope": given.scope, "root": root, "buckets": queries.differing(scope, given.buckets)})


@router.post("/rows", summary="Rows of a scope, as NDJSON", url_name="sync_rows")
@require(Permission.SYNC)
def rows(request: SignedInRequest, given: Rows) -> HttpResponseBase:
    known(request.user, given.device)
    scope = _scope(request, given.scope)
    lines = _faulty(queries.lines(scope, None if given.all else given.want))
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    parts = _gzip(lines) if packed else _gather(lines)
    # Under ASGI a plain iterator would be gathered whole before its first byte is sent.
    streamed = _one_by_one(parts) if isinstance(request, ASGIRequest) else parts
    response = StreamingHttpResponse(streamed, content_type="application/x-ndjson")
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept-Encoding"
    if packed:
        response["Content-Encoding"] = "gzip"
    return response


@router.post("/commands", summary="Take what the device asks for", url_name="sync_commands")
@judges_parts
@require(Permission.SYNC)
def commands(request: SignedInRequest, given: Commands) -> HttpResponse:
    now = micros(timezone.now())
    drift = given.device_now - now
    device = meet(request.user, given.device, "", drift)
    results = [asdict(one) for one in take_commands(request.user, device, drift, given.commands)]
    return _json({"server_now": now, "drift": drift, "results": results})


def _user(request: SignedInRequest) -> dict[str, Any]:
    user = request.user
    return {
        "uid": str(user.uid),
        "name": user.name,
        "role": user.role,
        "language": user.language,
        "time_zone": user.time_zone,
    }


def _scope(request: SignedInRequest, scope: str) -> int:
    """A scope the user has now. Raises ScopeGone."""
    if int(scope) not in queries.scopes_of(request.user):
        raise ScopeGone(scope=scope)
    return int(scope)


def _json(body: dict[str, Any]) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


def _faulty(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line
        faults.at("rows.middle")


async def _one_by_one(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    @sync_to_async
    def following() -> bytes | None:
        return next(parts, None)

    while (part := await following()) is not None:
        yield part


def _gather(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Some 256 kB at a time: a chunk a row would cost more than the row."""
    part: list[bytes] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size > 262_144:
            yield b"".join(part)
            part, size = [], 0
    yield b"".join(part)


def _gzip(lines: Iterator[bytes]) -> Iterator[bytes]:
    # Level 1: the mobile network gains nearly as much as at 6, the processor pays a third.
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    for part in _gather(lines):
        if packed := packer.compress(part):
            yield packed
    yield packer.flush()

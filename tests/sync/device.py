"""A device in Python: holds what it was sent, compares by digests, flips when all is in. As
contract/sync.md says.
"""

import gzip
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from krug.access.models import User
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.sync.digests import NOTHING, as_hex, bucket_of, digest_of
from tests.cast import client_of

Held = dict[tuple[str, str], tuple[str, bytes]]
"""(kind, uid) → (digest, body)"""


class Device:
    def __init__(self, user: User, uid: UUID | None = None) -> None:
        self.uid = uid or uuid7()
        self.client: Client = client_of(user)
        self.base: dict[str, Held] = {}
        self.requests: list[str] = []

    def post(self, step: str, body: dict[str, Any], status: int = 200) -> Any:
        self.requests.append(step)
        response = self.client.post(
            f"/api/v1/sync/{step}", {"device": str(self.uid), **body}, content_type="application/json"
        )
        assert response.status_code == status, response.content
        streamed: Iterable[bytes] = getattr(response, "streaming_content", ())
        return b"".join(streamed) if status == 200 and step == "rows" else response.json()

    def begin(self, status: int = 200) -> Any:
        roots = {scope: root(held.values()) for scope, held in self.base.items()}
        return self.post("begin", {"name": "Test", "device_now": now(), "app": "1", "roots": roots}, status)

    def sync(self) -> None:
        for _attempt in range(3):
            answer = self.begin()["scopes"]
            fresh = {scope: self._scope(scope, about["root"]) for scope, about in answer.items()}
            self.base = fresh
            if all(root(held.values()) == answer[scope]["root"] for scope, held in fresh.items()):
                return

    def _scope(self, scope: str, wanted: str) -> Held:
        held = self.base.get(scope, {})
        if root(held.values()) == wanted:
            return held
        if not held:
            return self.rows({"scope": scope, "all": True})
        theirs = self.post("buckets", {"scope": scope, "buckets": buckets(held)})["buckets"]
        kept = {key: row for key, row in held.items() if str(bucket_of(UUID(key[1]))) not in theirs}
        want = []
        for kind, uid, digest in (row for rows in theirs.values() for row in rows):
            mine = held.get((kind, uid))
            if mine and mine[0] == digest:
                kept[kind, uid] = mine
            else:
                want.append([kind, uid])
        return kept | (self.rows({"scope": scope, "want": want}) if want else {})

    def rows(self, body: dict[str, Any]) -> Held:
        return parse(self.post("rows", body))

    def send(self, *commands: dict[str, Any], drift: int = 0) -> list[dict[str, Any]]:
        body = {"device_now": now() + drift, "commands": list(commands)}
        results: list[dict[str, Any]] = self.post("commands", body)["results"]
        return results

    def held(self) -> dict[tuple[int, str, str], tuple[str, bytes]]:
        return {(int(scope), *key): row for scope, held in self.base.items() for key, row in held.items()}

    def documents(self, kind: str) -> list[dict[str, Any]]:
        """Each once, though it may be held in several scopes."""
        found = {
            uid: body
            for held in self.base.values()
            for (of, uid), (_digest, body) in held.items()
            if of == kind
        }
        return [json.loads(body) for body in found.values()]


def parse(stream: bytes) -> Held:
    """Rows of a stream that came whole; every digest and the closing line are checked."""
    text = gzip.decompress(stream) if stream[:2] == b"\x1f\x8b" else stream
    *lines, end = text.splitlines()
    held: Held = {}
    for line in lines:
        kind, uid, digest, _body = json.loads(line)
        body = line[len(f'["{kind}","{uid}","{digest}",') : -1]
        assert as_hex(digest_of(kind, UUID(uid), body)) == digest
        held[kind, uid] = (digest, body)
    assert json.loads(end) == ["end", root(held.values()), len(held)]
    return held


def root(rows: Iterable[tuple[str, bytes]]) -> str:
    whole = int(NOTHING, 16)
    for digest, _body in rows:
        whole ^= int(digest, 16)
    return f"{whole:016x}"


def buckets(held: Held) -> list[str]:
    found = [0] * 256
    for (_kind, uid), (digest, _body) in held.items():
        found[bucket_of(UUID(uid))] ^= int(digest, 16)
    return [f"{one:016x}" for one in found]


def now() -> int:
    return micros(timezone.now())


def command(
    kind: str, *, based_on: int | None = None, depends_on: str | None = None, **payload: Any
) -> dict[str, Any]:
    return {
        "uid": str(uuid7()),
        "kind": kind,
        "at": now(),
        "payload": payload,
        "based_on": based_on,
        "depends_on": depends_on,
    }

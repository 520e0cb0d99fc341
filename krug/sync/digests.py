"""Digests of contract/sync.md: 64 bits of SHA-256, XORed. Kept in the database as signed integers."""

import hashlib
import json
from typing import Any
from uuid import UUID

BUCKETS = 256
WHOLE = -1
NOTHING = "0" * 16


def bucket_of(uid: UUID) -> int:
    return hashlib.sha256(str(uid).encode()).digest()[0]


def digest_of(kind: str, uid: UUID, body: bytes) -> int:
    text = f"{kind}\n{uid}\n".encode() + body
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big", signed=True)


def as_hex(digest: int) -> str:
    return f"{digest & 0xFFFF_FFFF_FFFF_FFFF:016x}"


def as_body(document: dict[str, Any]) -> bytes:
    """Compact JSON. The bytes travel as they are, so that a digest holds on both sides."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

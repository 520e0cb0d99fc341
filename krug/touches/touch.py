"""One touch: what happened between the company and a customer at one moment, never changed afterwards."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from krug.touches.words import Channel, Direction, Verb


@dataclass(slots=True)
class Touch:
    """`at` in µs UTC; `identity`, `organisation`, `staff`: row ids; `emotion`: −100…100; `data`: verbs.py."""

    id: UUID
    at: int
    identity: int
    channel: Channel
    direction: Direction
    verb: Verb
    organisation: int | None = None
    episode: UUID | None = None
    object_kind: str = ""
    object_id: str = ""
    cause_kind: str = ""
    cause_id: str = ""
    staff: int | None = None
    seconds: float | None = None
    amount: Decimal | None = None
    currency: str = ""
    cost: Decimal | None = None
    emotion: int | None = None
    replaces: UUID | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class StoredTouch(Touch):
    """A touch as the log has it. `seq` is the server's order, `received_at` µs UTC."""

    seq: int = 0
    received_at: int = 0
    author: str = ""


def stable_id(at: int, *parts: object) -> UUID:
    """A UUIDv7, the same for the same moment (µs UTC) and parts: derived twice, it is made once."""
    digest = hashlib.sha256("\n".join(map(str, parts)).encode()).digest()
    value = int.from_bytes((at // 1000).to_bytes(6, "big") + digest[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0x3 << 62) | 2 << 62)

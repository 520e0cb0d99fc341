"""Touches for tests, each as plain as it may be."""

import time
from typing import Any

from krug.site.ids import uuid7
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb

NOW = 1_780_000_000_000_000
HOUR = 3_600_000_000


def shown(identity: int = 1, at: int = NOW, **fields: Any) -> Touch:
    given: dict[str, Any] = {
        "id": uuid7(),
        "at": at,
        "identity": identity,
        "channel": Channel.VISIT,
        "direction": Direction.OUT,
        "verb": Verb.SHOWN,
        "object_kind": "slide",
        "object_id": "intro",
        "cause_kind": "version",
        "cause_id": "one",
        "seconds": 12.5,
        "data": {"number": 1, "order": 1, "exit": False, "rule": 1},
    }
    return Touch(**(given | fields))


def noted(text: str, identity: int = 1, at: int = NOW, **fields: Any) -> Touch:
    given: dict[str, Any] = {"verb": Verb.NOTED, "data": {"text": text}, "object_kind": "", "object_id": ""}
    return shown(identity, at, **({"cause_kind": "", "cause_id": "", "seconds": None} | given | fields))


def now() -> int:
    return time.time_ns() // 1000

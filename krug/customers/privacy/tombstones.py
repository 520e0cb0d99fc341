"""KRUG_HOME/privacy/erased.jsonl: who must not come back. Outside of the database, so that restoring an older
one does not bring back whom it forgot. Ids alone; to be kept beside the backups, not in them.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from krug.customers.models import Erased, Erasure


@dataclass(frozen=True, slots=True)
class Stone:
    uid: UUID
    at: datetime
    reason: str
    document: str
    people: tuple[str, ...]

    def uid_here(self) -> UUID | None:
        """The erasure's own uid, unless the database has it already."""
        return None if Erasure.objects.filter(uid=self.uid).exists() else self.uid


def path() -> Path:
    return settings.KRUG_HOME / "privacy" / "erased.jsonl"


def keep(erasure: Erasure) -> None:
    """Adds it, on the disk when this returns. One that is there already is not written twice."""
    place = path()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with place.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if any(stone.uid == erasure.uid for stone in _stones(file)):
            return
        people = Erased.objects.filter(erasure=erasure).order_by("id").values_list("person__uid", flat=True)
        stone = {
            "uid": str(erasure.uid),
            "at": erasure.at.isoformat(),
            "reason": erasure.reason,
            "document": erasure.document,
            "people": [str(uid) for uid in people],
        }
        file.write(json.dumps(stone, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())


def all_kept() -> list[Stone]:
    if not path().exists():
        return []
    with path().open(encoding="utf-8") as file:
        return list(_stones(file))


def _stones(lines: Iterator[str]) -> Iterator[Stone]:
    for line in lines:
        if line.strip():
            one = json.loads(line)
            at = datetime.fromisoformat(one["at"])
            yield Stone(UUID(one["uid"]), at, one["reason"], one["document"], tuple(one["people"]))

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from krug.touches import rules, store
from krug.touches.errors import TouchRefused
from krug.touches.signals import tell
from krug.touches.touch import Touch

BATCH = 1000


@dataclass(frozen=True)
class Appended:
    """How many touches were `new`, and how many the log had already."""

    new: int
    known: int


def append(touches: Sequence[Touch], author: str, now: int | None = None) -> Appended:
    """Takes the touches, all or none. Calling it again with the same ones changes nothing.

    `author` is `user:<id>`, `device:<uid>` or `source:<name>`; `now` is µs UTC, for tests.
    Raises TouchRefused naming each wrong row (counted from 1), its field and value.
    """
    keep = store.current()
    received_at = time.time_ns() // 1000 if now is None else now
    made, refusals = rules.rows(touches, author, received_at, keep.as_id)
    refusals = refusals or rules.same_id_twice(made)
    if refusals:
        raise TouchRefused(refusals)
    if not made:
        return Appended(0, 0)
    with transaction.atomic():
        new = sum(_batch(keep, made, start) for start in range(0, len(made), BATCH))
        # Whose touch stops counting has changed too: a correction may be of somebody else.
        replaced = keep.whose([keep.as_id(touch.replaces) for touch in touches if touch.replaces])
        concerned = [*((touch.identity, touch.organisation) for touch in touches), *replaced]
        tell(append, concerned)
    return Appended(new, len(made) - new)


def _batch(keep: store.Store, made: list[rules.Row], start: int) -> int:
    rows = made[start : start + BATCH]
    new = keep.insert(rows)
    if new < len(rows):
        known = keep.stored(row[0] for row in rows)
        refusals = [
            rules.differs(start + at, row)
            for at, row in enumerate(rows, 1)
            if not rules.same(known.get(row[0]), row)
        ]
        if refusals:
            raise TouchRefused(refusals)
    return new

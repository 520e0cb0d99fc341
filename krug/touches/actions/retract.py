import time
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from krug.touches import store
from krug.touches.signals import tell


def retract(ids: Collection[UUID], author: str, reason: str, now: int | None = None) -> None:
    """These touches do not count any more. One that is not in the log yet will not count when it comes."""
    if not ids:
        return
    keep = store.current()
    own = [keep.as_id(it) for it in ids]
    with transaction.atomic():
        keep.retract(own, time.time_ns() // 1000 if now is None else now, author, reason)
        tell(retract, keep.whose(own))

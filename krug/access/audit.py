"""Who did what to which row, and who read whose personal data. Called inside the action's transaction."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from krug.access import request_id
from krug.access.models import AuditEntry, AuditValue, User
from krug.access.signals import recorded
from krug.site import bulk

Values = Mapping[str, Any]
BATCH = 1000
_CANONICAL = DjangoJSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_COLUMNS = ("at", "actor_id", "verb", "object_kind", "object_id", "fields", "digest", "request_id")


def record(
    actor: User | None,
    verb: str,
    object_kind: str,
    object_id: object,
    before: Values | None = None,
    after: Values | None = None,
) -> int:
    """One change; the entry's id. `before` and `after` hold the changed fields alone, and can be erased."""
    return record_many(actor, verb, object_kind, [(object_id, before or {}, after or {})])[0]


def record_many(
    actor: User | None, verb: str, object_kind: str, changes: Iterable[tuple[object, Values, Values]]
) -> list[int]:
    """The same verb on many rows: (object id, before, after) each. The entries' ids."""
    now, actor_id, request = timezone.now(), actor and actor.pk, request_id.current.get()
    entries: list[tuple[Any, ...]] = []
    values: list[tuple[bytes, str, str] | None] = []
    for object_id, before, after in changes:
        sealed = _seal(before, after) if before or after else None
        names, proof = (sorted({*before, *after}), sealed[3]) if sealed else ([], None)
        entries.append((now, actor_id, verb, object_kind, str(object_id), names, proof, request))
        values.append(sealed and sealed[:3])
    ids = bulk.insert_ids(AuditEntry, _COLUMNS, entries)
    rows = [(id, *value) for id, value in zip(ids, values, strict=True) if value]
    bulk.insert(AuditValue, ("entry_id", "salt", "before", "after"), rows)
    if entries:
        told = {entry[4] for entry in entries}
        recorded.send(sender=None, verb=verb, object_kind=object_kind, object_ids=told)
    return ids


def record_read(actor: User | None, object_kind: str, object_id: object) -> None:
    """Somebody opened personal data."""
    told: tuple[Any, ...] = (
        timezone.now(),
        actor and actor.pk,
        "read",
        object_kind,
        str(object_id),
        [],
        None,
    )
    bulk.insert(AuditEntry, _COLUMNS, [(*told, request_id.current.get())])


def forget_values(object_kind: str, ids: Iterable[object]) -> int:
    """Destroys old and new values of these rows' entries, and the salt that could prove a guess at them."""
    every, gone = sorted({str(one) for one in ids}), 0
    for start in range(0, len(every), BATCH):
        rows = AuditValue.objects.filter(
            entry__object_kind=object_kind, entry__object_id__in=every[start : start + BATCH]
        )
        gone += rows.delete()[0]
    return gone


def digest(salt: bytes, before: Values, after: Values) -> bytes:
    """SHA-256 of salt and canonical JSON: proves the values while they are kept, tells nothing afterwards."""
    return _proof(salt, _CANONICAL.encode(before), _CANONICAL.encode(after))


def _proof(salt: bytes, before: str, after: str) -> bytes:
    return hashlib.sha256(salt + f'{{"after":{after},"before":{before}}}'.encode()).digest()


def _seal(before: Values, after: Values) -> tuple[bytes, str, str, bytes]:
    """Salt, both as canonical JSON (dates, decimals and uids as JSON keeps them), and the digest."""
    salt, was, is_now = secrets.token_bytes(16), _CANONICAL.encode(before), _CANONICAL.encode(after)
    return salt, was, is_now, _proof(salt, was, is_now)

"""Who did what to which row, and who read whose personal data. Called inside the action's transaction."""

import hashlib
import json
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
_COLUMNS = ("at", "actor_id", "verb", "object_kind", "object_id", "fields", "digest", "request_id")


def record(
    actor: User | None,
    verb: str,
    object_kind: str,
    object_id: object,
    before: Values | None = None,
    after: Values | None = None,
) -> AuditEntry:
    """One change. `before` and `after` hold the changed fields alone; these can be erased later."""
    return record_many(actor, verb, object_kind, [(object_id, before or {}, after or {})])[0]


def record_many(
    actor: User | None, verb: str, object_kind: str, changes: Iterable[tuple[object, Values, Values]]
) -> list[AuditEntry]:
    """The same verb on many rows: (object id, before, after) each."""
    entries: list[AuditEntry] = []
    values: list[AuditValue] = []
    for object_id, before, after in changes:
        entry = _entry(actor, verb, object_kind, object_id)
        entries.append(entry)
        if before or after:
            values.append(_seal(entry, _plain(before), _plain(after)))
    written = [tuple(getattr(entry, name) for name in _COLUMNS) for entry in entries]
    for entry, entry.pk in zip(entries, bulk.insert_ids(AuditEntry, _COLUMNS, written), strict=True):
        entry._state.adding = False
    rows = [(value.entry.pk, value.salt, value.before, value.after) for value in values]
    bulk.insert(AuditValue, ("entry_id", "salt", "before", "after"), rows)
    if entries:
        ids = {entry.object_id for entry in entries}
        recorded.send(sender=None, verb=verb, object_kind=object_kind, object_ids=ids)
    return entries


def record_read(actor: User | None, object_kind: str, object_id: object) -> None:
    """Somebody opened personal data."""
    _entry(actor, "read", object_kind, object_id).save(force_insert=True)


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
    text = json.dumps(
        {"after": after, "before": before}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(salt + text.encode()).digest()


def _entry(actor: User | None, verb: str, object_kind: str, object_id: object) -> AuditEntry:
    return AuditEntry(
        at=timezone.now(),
        actor=actor,
        verb=verb,
        object_kind=object_kind,
        object_id=str(object_id),
        request_id=request_id.current.get(),
    )


def _seal(entry: AuditEntry, before: dict[str, Any], after: dict[str, Any]) -> AuditValue:
    salt = secrets.token_bytes(16)
    entry.fields = sorted({*before, *after})
    entry.digest = digest(salt, before, after)
    return AuditValue(entry=entry, salt=salt, before=before, after=after)


def _plain(values: Values) -> dict[str, Any]:
    """Dates, decimals and uids as JSON would keep them."""
    plain: dict[str, Any] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain

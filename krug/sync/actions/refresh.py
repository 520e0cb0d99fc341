"""Keeps items and digests in step with the rows: works off changes, a batch a transaction.

Exact under concurrent writers. Writers only add marks, in their own transaction. One refresher works at
a time; it
deletes exactly the marks it has read, before it reads the rows they name: a row that changes meanwhile
carries a mark
of its own, which stays for the next batch.
"""

import time
from collections.abc import Collection, Iterable

from django.db import transaction

from krug.access.models import Scope, ScopeMember
from krug.sync.digests import WHOLE
from krug.sync.documents import BUILDERS, Built, build
from krug.sync.lock import one_at_a_time
from krug.sync.models import Change, Digest, Item
from krug.sync.resolve import CARD, DOCUMENTS, Mark, held, kept_scopes, members, spread, travelling

LOOK = 5000  # marks in one look
BATCH = 400  # documents in one transaction: other writers wait no longer than that
INSERT = 200

Delta = dict[tuple[int, int], tuple[int, int]]
"""(scope, bucket) → (digest to XOR in, rows more or less)"""


def refresh(scopes: Collection[int] = (), seconds: float | None = None) -> int:
    """Work off all changes; begin keeping `scopes` first. Returns how many marks were worked off.

    `seconds`: stop then, what is left is for the next one.
    """
    if scopes:
        keep(scopes)
    until = None if seconds is None else time.monotonic() + seconds
    done = 0
    while Change.objects.exists():
        done += _batch()
        if until is not None and time.monotonic() > until:
            break
    return done


def keep(scopes: Collection[int]) -> None:
    """From now on these scopes have items. What is in them already is marked, so that the next batches
    build it.
    """
    known = set(Digest.objects.filter(bucket=WHOLE, scope__in=scopes).values_list("scope", flat=True))
    missing = set(scopes) - known
    if not missing:
        return
    with transaction.atomic():
        one_at_a_time()
        digests = [Digest(scope_id=scope, bucket=WHOLE, digest=0, count=0) for scope in sorted(missing)]
        Digest.objects.bulk_create(digests, ignore_conflicts=True)
        rows = ScopeMember.objects.filter(scope__in=missing, kind__in=BUILDERS).order_by("kind", "row")
        marks = [
            Change(kind=CARD if kind == "person" else kind, row=row)
            for kind, row in rows.values_list("kind", "row").distinct()
        ]
        Change.objects.bulk_create(marks, batch_size=LOOK)


@transaction.atomic
def _batch() -> int:
    """One step: marks that lead elsewhere are spread; else the documents of some rows are built again."""
    one_at_a_time()
    marks = [(pk, (kind, row)) for pk, kind, row in Change.objects.order_by("id").values_list()[:LOOK]]
    leading = [(pk, mark) for pk, mark in marks if mark[0] not in DOCUMENTS]
    if leading:
        Change.objects.filter(id__in=[pk for pk, _mark in leading]).delete()
        Change.objects.bulk_create(spread(leading), batch_size=LOOK)
        return len(leading)
    scopes = kept_scopes()
    delta: Delta = {}
    room = BATCH
    for mark, rows in _by_kind(mark for _pk, mark in marks).items():
        kind = DOCUMENTS[mark]
        live = travelling(kind, rows, scopes)
        later = set(sorted(live)[room:])
        # All marks of the row, however many: what any of them tells is committed, so it is read below.
        Change.objects.filter(kind=mark, row__in=rows - later).delete()
        now = live - later
        room -= len(now)
        _bring_up(kind, now, scopes, delta)
    _digests(delta)
    return len(marks)


def _by_kind(marks: Iterable[Mark]) -> dict[str, set[int]]:
    rows: dict[str, set[int]] = {}
    for kind, row in marks:
        rows.setdefault(kind, set()).add(row)
    return rows


def _bring_up(kind: str, rows: Collection[int], scopes: dict[int, Scope], delta: Delta) -> None:
    there = held(kind, rows)
    new, changed = [], []
    for one in build(kind, members(kind, rows, scopes)):
        pk, bucket, digest = there.pop((one.scope, one.row), (None, one.bucket, None))
        if digest == one.digest:
            continue
        item = _item(one, pk)
        if digest is None:
            new.append(item)
            _add(delta, one.scope, one.bucket, one.digest, 1)
        else:
            changed.append(item)
            _add(delta, one.scope, bucket, digest ^ one.digest, 0)
    for (scope, _row), (_pk, bucket, digest) in there.items():
        _add(delta, scope, bucket, digest or 0, -1)
    Item.objects.filter(id__in=[pk for pk, _bucket, _digest in there.values()]).delete()
    Item.objects.bulk_update(changed, ["digest", "body"], batch_size=50)
    Item.objects.bulk_create(new, batch_size=INSERT)


def _item(one: Built, pk: int | None) -> Item:
    return Item(
        pk=pk,
        scope_id=one.scope,
        kind=one.kind,
        row=one.row,
        uid=one.uid,
        bucket=one.bucket,
        digest=one.digest,
        body=one.body,
    )


def _add(delta: Delta, scope: int, bucket: int, digest: int, count: int) -> None:
    for place in ((scope, bucket), (scope, WHOLE)):
        xor, more = delta.get(place, (0, 0))
        delta[place] = (xor ^ digest, more + count)


def _digests(delta: Delta) -> None:
    rows = {(one.scope_id, one.bucket): one for one in _of_scopes({scope for scope, _bucket in delta})}
    new, changed = [], []
    for (scope, bucket), (xor, more) in delta.items():
        row = rows.get((scope, bucket))
        if row is None:
            new.append(Digest(scope_id=scope, bucket=bucket, digest=xor, count=more))
        else:
            row.digest ^= xor
            row.count += more
            changed.append(row)
    Digest.objects.bulk_create(new, batch_size=INSERT)
    Digest.objects.bulk_update(changed, ["digest", "count"], batch_size=INSERT)


def _of_scopes(scopes: Collection[int]) -> Iterable[Digest]:
    return Digest.objects.filter(scope__in=scopes)

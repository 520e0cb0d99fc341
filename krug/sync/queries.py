"""Reading what a device should hold."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from krug.access.models import Scope, User
from krug.access.scopes import scopes_by_kind
from krug.sync.digests import BUCKETS, WHOLE, as_hex, bucket_of
from krug.sync.documents import BUILDERS
from krug.sync.models import Digest, Item

PAGE = 500
TRAVELLING = (Scope.Kind.UNIT, Scope.Kind.TERRITORY, Scope.Kind.GROUP, Scope.Kind.OWN)


@dataclass(frozen=True, slots=True)
class Root:
    kind: str
    root: str
    count: int


def scopes_of(user: User) -> dict[int, str]:
    """Scope → kind: all that the user sees now and that rows travel in."""
    mine = scopes_by_kind(user)
    return {scope: str(kind) for kind in TRAVELLING for scope in mine.get(kind, ())}


def roots(scopes: Mapping[int, str]) -> dict[str, Root]:
    """What devices should hold of these scopes; a scope that is not kept yet is left out."""
    rows = Digest.objects.filter(scope__in=scopes, bucket=WHOLE).values_list("scope", "digest", "count")
    return {str(scope): Root(scopes[scope], as_hex(digest), count) for scope, digest, count in rows}


def differing(scope: int, held: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
    """Bucket → (kind, uid, digest) of all its rows, for the buckets in which the device holds something
    else.
    """
    kept = dict(Digest.objects.filter(scope=scope).exclude(bucket=WHOLE).values_list("bucket", "digest"))
    other = [bucket for bucket in range(BUCKETS) if as_hex(kept.get(bucket, 0)) != held[bucket]]
    found: dict[str, list[tuple[str, str, str]]] = {str(bucket): [] for bucket in other}
    rows = Item.objects.filter(scope=scope, bucket__in=other)
    for bucket, kind, uid, digest in rows.values_list("bucket", "kind", "uid", "digest"):
        found[str(bucket)].append((kind, str(uid), as_hex(digest)))
    return found


def lines(scope: int, want: Iterable[tuple[str, UUID]] | None) -> Iterator[bytes]:
    """The rows of a scope as NDJSON (contract/sync.md), all of them or those wanted, and the closing line."""
    digest, count = 0, 0
    for page in _pages(scope, want):
        for kind, uid, own, body in page:
            digest, count = digest ^ own, count + 1
            yield b'["%s","%s","%s",%s]\n' % (
                kind.encode(),
                str(uid).encode(),
                as_hex(own).encode(),
                bytes(body),
            )
    yield json.dumps(["end", as_hex(digest), count], separators=(",", ":")).encode() + b"\n"


Row = tuple[str, UUID, int, bytes | memoryview]


def _pages(scope: int, want: Iterable[tuple[str, UUID]] | None) -> Iterator[Sequence[Row]]:
    items = Item.objects.filter(scope=scope)
    if want is not None:
        wanted: dict[str, list[UUID]] = defaultdict(list)
        for kind, uid in want:
            wanted[kind].append(uid)
        for kind, uids in wanted.items():
            for start in range(0, len(uids), PAGE):
                some = uids[start : start + PAGE]
                # By bucket first: that is the index there is.
                part = items.filter(bucket__in={bucket_of(uid) for uid in some}, kind=kind, uid__in=some)
                yield list(part.values_list("kind", "uid", "digest", "body"))
        return
    last = 0
    while rows := list(
        items.filter(id__gt=last).order_by("id").values_list("id", "kind", "uid", "digest", "body")[:PAGE]
    ):
        last = rows[-1][0]
        yield [row[1:] for row in rows]


def kinds() -> frozenset[str]:
    return frozenset(BUILDERS)

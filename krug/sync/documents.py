"""What a row looks like when it travels. Each kind registers who builds it; a row that nothing is built
of stays home.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from krug.access.models import Scope
from krug.sync.digests import as_body, bucket_of, digest_of

Document = tuple[UUID, dict[str, Any]]
"""uid and what the device stores (contract/<kind>.json)"""

Builder = Callable[[Mapping[int, Collection[Scope]]], Mapping[tuple[int, int], Document]]
"""row → scopes it is in  ⇒  (scope id, row) → document"""

BUILDERS: dict[str, Builder] = {}


@dataclass(frozen=True, slots=True)
class Built:
    """A row ready to travel in one scope."""

    scope: int
    kind: str
    row: int
    uid: UUID
    bucket: int
    digest: int
    body: bytes


def register(kind: str, builder: Builder) -> None:
    BUILDERS[kind] = builder


def alike(build: Callable[[Collection[int]], Mapping[int, Document]]) -> Builder:
    """A builder whose document is the same in every scope."""

    def in_each(placed: Mapping[int, Collection[Scope]]) -> dict[tuple[int, int], Document]:
        documents = build(placed)
        return {(scope.pk, row): documents[row] for row in documents for scope in placed[row]}

    return in_each


def build(kind: str, members: Iterable[tuple[int, Scope]]) -> list[Built]:
    """(row, scope) pairs of one kind → what each scope should hold of them."""
    placed: dict[int, list[Scope]] = defaultdict(list)
    for row, scope in members:
        placed[row].append(scope)
    if not placed or kind not in BUILDERS:
        return []
    bodies: dict[int, tuple[dict[str, Any], bytes, int]] = {}
    made = []
    for (place, row), (uid, document) in BUILDERS[kind](placed).items():
        known = bodies.get(row)
        if known is None or known[0] is not document:
            body = as_body(document)
            known = bodies[row] = (document, body, digest_of(kind, uid, body))
        made.append(Built(place, kind, row, uid, bucket_of(uid), known[2], known[1]))
    return made

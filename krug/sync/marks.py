"""Hears what changed and writes it down, in the transaction that changed it (docs/architecture.md,
«Hooks»).
"""

from collections.abc import Collection
from typing import Any

from krug.access.signals import rows_changed
from krug.site import bulk
from krug.sync.documents import BUILDERS
from krug.sync.models import Change
from krug.sync.resolve import DECK_TITLE, IDENTITY, OWN_FIELD, WORKPLACE
from krug.touches.signals import appended


def listen() -> None:
    rows_changed.connect(_rows, dispatch_uid="sync.rows")
    appended.connect(_touched, dispatch_uid="sync.touched")


def _rows(kind: str, rows: Collection[int], **_signal: Any) -> None:
    if kind in BUILDERS or kind in (DECK_TITLE, OWN_FIELD, WORKPLACE):
        mark(kind, rows)


def _touched(identities: Collection[int], **_signal: Any) -> None:
    mark(IDENTITY, identities)


def mark(kind: str, rows: Collection[int]) -> None:
    bulk.insert(Change, ("kind", "row"), [(kind, row) for row in sorted(rows)])

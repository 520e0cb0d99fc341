"""Hears what changed and writes it down, in the transaction that changed it; the worker judges the deals."""

from collections.abc import Collection
from typing import Any

from krug.access.signals import rows_changed
from krug.sales.models import Deal, DealMark
from krug.sales.tasks import judge_soon
from krug.site import bulk
from krug.touches.signals import appended

IDENTITY = "identity"


def listen() -> None:
    rows_changed.connect(_rows, dispatch_uid="sales.rows")
    appended.connect(_touched, dispatch_uid="sales.touched")


def _rows(kind: str, rows: Collection[int], **_signal: Any) -> None:
    # Of an organisation its people count, told by their own cards; merged it has those of both.
    # Of a product what sales and marketing agreed.
    if kind in ("person", "organisation", "product"):
        mark(kind, rows)


def _touched(identities: Collection[int], **_signal: Any) -> None:
    mark(IDENTITY, identities)


def mark(kind: str, rows: Collection[int]) -> None:
    """Deals of whoever these rows are about are judged again. Nothing to do where nobody has deals."""
    if not rows or not Deal.objects.exists():
        return
    bulk.insert(DealMark, ("kind", "row"), [(kind, row) for row in sorted(rows)])
    judge_soon()

"""Hears what changed and writes it down, in the transaction that changed it (architecture, «Hooks»)."""

from collections.abc import Collection
from typing import Any

from krug.access.signals import rows_changed
from krug.fields.models import Field
from krug.fields.signals import reworded
from krug.segments.actions.write import count_again
from krug.segments.conditions import owns
from krug.segments.kinds import KINDS
from krug.segments.models import Mark, Segment
from krug.segments.tasks import keep_soon
from krug.site import bulk
from krug.touches.signals import appended

IDENTITY = "identity"
PLACE = "place"
"""An organisation where touches came or went; its card is another matter."""


def listen() -> None:
    rows_changed.connect(_rows, dispatch_uid="segments.rows")
    appended.connect(_touched, dispatch_uid="segments.touched")
    reworded.connect(_reworded, dispatch_uid="segments.reworded")


def _rows(kind: str, rows: Collection[int], **_signal: Any) -> None:
    if kind in KINDS:
        mark(kind, rows)


def _touched(identities: Collection[int], organisations: Collection[int] = (), **_signal: Any) -> None:
    mark(IDENTITY, identities)
    mark(PLACE, organisations)


def _reworded(field: Field, **_signal: Any) -> None:
    """Two of a list were made one, or two again: whoever asks of them means others now."""
    for segment in Segment.objects.filter(freezing=None, removal=None) if field.kind in KINDS else ():
        if any((kind, part.field) == (field.kind, field.key) for kind, part in owns(segment.asked)):
            count_again(segment)


def mark(kind: str, rows: Collection[int], by_time: bool = False) -> None:
    """Whoever these rows are about is looked at again. Nothing to do where nobody keeps a segment."""
    if not rows or not Segment.objects.filter(freezing=None, removal=None).exists():
        return
    bulk.insert(Mark, ("kind", "row", "by_time"), [(kind, row, by_time) for row in sorted(rows)])
    keep_soon()

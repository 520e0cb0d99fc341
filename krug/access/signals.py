"""What access tells the domains above it."""

from collections.abc import Collection

from django.dispatch import Signal

rows_changed = Signal()
"""`kind: str, rows: set[int]`: these rows, or who sees them, changed. Sent inside that transaction."""

unit_made = Signal()
"""`unit: Unit`: a business unit begins. Sent inside the transaction."""

recorded = Signal()
"""`verb, object_kind, object_ids: set[str]`: the audit has it, save reads. Sent inside the transaction."""

user_shut_out = Signal()
"""`user: User`: he was deactivated. Sent inside the transaction."""


def announce(kind: str, rows: Collection[int]) -> None:
    """Send `rows_changed` unless there is nothing to say."""
    if rows:
        rows_changed.send(sender=None, kind=kind, rows=set(rows))

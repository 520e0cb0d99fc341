"""`appended(identities: set[int], organisations: set[int])`: whose and where the touches are that came or do
not count any more. Sent by append and retract, inside their transaction.
"""

from collections.abc import Iterable
from typing import Any

from django.dispatch import Signal

appended = Signal()


def tell(sender: Any, concerned: Iterable[tuple[int, int | None]]) -> None:
    """`concerned`: (identity, organisation) of each of the touches."""
    pairs = set(concerned)
    appended.send(
        sender,
        identities={identity for identity, _place in pairs},
        organisations={place for _identity, place in pairs if place is not None},
    )

"""What happened to a deal, newest first; texts are made in templatetags."""

from collections.abc import Sequence
from dataclasses import dataclass

from krug.access import paging
from krug.sales.models import Deal, DealEvent

PAGE = 20


@dataclass(frozen=True, slots=True)
class Journal:
    events: Sequence[DealEvent]
    next: str | None


def journal_of(deal: Deal, after: str | None = None) -> Journal:
    """In the order in which it was written down: evidence of the past may come later."""
    rows = deal.events.select_related("author", "owner").order_by("-id")
    begin = paging.position(after, f"deal.{deal.pk}.events")
    found = list((rows.filter(pk__lt=begin[0]) if begin else rows)[: PAGE + 1])
    more = len(found) > PAGE
    cursor = paging.cursor([found[PAGE - 1].pk], f"deal.{deal.pk}.events") if more else None
    return Journal(found[:PAGE], cursor)

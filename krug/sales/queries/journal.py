"""What happened to a deal, newest first; texts are made in templatetags."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from krug.access import paging
from krug.sales.models import Deal, DealEvent

PAGE = 20


@dataclass(frozen=True, slots=True)
class Journal:
    events: Sequence[DealEvent]
    next: str | None


def journal_of(deal: Deal, after: str | None = None) -> Journal:
    """As it happened, the newest first: evidence of the past may come later and stands where it belongs."""
    rows = deal.events.select_related("author", "owner").order_by("-at", "-id")
    begin = paging.position(after, f"deal.{deal.pk}.events")
    if begin:
        at = datetime.fromisoformat(begin[0])
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=begin[1]))
    found = list(rows[: PAGE + 1])
    more = len(found) > PAGE
    cursor = (
        paging.cursor([found[PAGE - 1].at.isoformat(), found[PAGE - 1].pk], f"deal.{deal.pk}.events")
        if more
        else None
    )
    return Journal(found[:PAGE], cursor)

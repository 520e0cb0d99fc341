"""Deals as a list: of any outcome, narrowed, sorted, with the sum of all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from krug.access import paging
from krug.access.models import User
from krug.sales.models import Deal
from krug.sales.periods import shifted
from krug.sales.queries.cut import Behind
from krug.sales.queries.deviated import Cut, deals_behind
from krug.sales.queries.narrowing import Narrow
from krug.sales.queries.reach import WITH
from krug.sales.queries.seen import seen_deals
from krug.sales.queries.ticking import Line, lines_of
from krug.sales.words import Outcome

PAGE = 50
SORTS = {
    "": ("id", True),
    "name": ("sort", False),
    "amount": ("amount", True),
    "expected": ("expected_on", False),
    "next": ("next_at", False),
    "closed": ("closed_at", True),
}
"""Order → (field, whether the largest come first). What has no value comes last."""


@dataclass(frozen=True, slots=True)
class DealFilters:
    """`outcome` "": all. `coarse`: a stage of the whole company. `month`: first day of the one expected."""

    outcome: str = Outcome.OPEN
    coarse: str = ""
    month: date | None = None
    source: str | None = None
    """Of krug.sales.words.Source, "": unknown; None: any."""
    narrow: Narrow = field(default_factory=Narrow)
    behind: Behind | None = None
    """The figure of pipe or funnel that the list was opened from."""
    figure: tuple[Cut, str] | None = None
    """The deals of a figure of the report of deviations, and of them no others."""

    def of(self, rows: QuerySet[Deal], now: datetime) -> QuerySet[Deal]:
        if self.outcome:
            rows = rows.filter(outcome=self.outcome)
        if self.coarse:
            rows = rows.filter(coarse=self.coarse)
        if self.month:
            rows = rows.filter(expected_on__gte=self.month, expected_on__lt=shifted(self.month, 1))
        if self.source is not None:
            rows = rows.filter(source=self.source)
        if self.behind:
            rows = self.behind.of(rows, now)
        return self.narrow.of(rows, now)


@dataclass(frozen=True, slots=True)
class DealPage:
    """`count` and `sums` (currency, total) are of all that fit, None on the pages after the first."""

    lines: Sequence[Line]
    next: str | None
    count: int | None = None
    sums: Sequence[tuple[str, Decimal]] = ()


def deal_list(
    viewer: User, filters: DealFilters, sort: str, after: str | None, now: datetime, limit: int = PAGE
) -> DealPage:
    """Raises WrongInput for a cursor of another order."""
    rows = filters.of(seen_deals(viewer), now)
    if filters.figure:
        rows = rows.filter(pk__in=deals_behind(viewer, *filters.figure).values("pk"))
    name, down = SORTS[sort]
    begin = paging.position(after, f"deals.list.{sort}")
    found = _ordered(_beyond(rows, name, down, *begin) if begin else rows, name, down)
    deals = list(found.select_related(*WITH)[: limit + 1])
    last = deals[limit - 1] if len(deals) > limit else None
    place = (_plain(getattr(last, name)), last.pk) if last else ()
    following_page = paging.cursor(place, f"deals.list.{sort}") if last else None
    count, sums = (None, ()) if begin else _whole(rows)
    return DealPage(lines_of(deals[:limit], now), following_page, count, sums)


def _ordered(rows: QuerySet[Deal], name: str, down: bool) -> QuerySet[Deal]:
    if name == "id":
        return rows.order_by("-pk")
    place = F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
    return rows.order_by(place, "-pk")


def _beyond(rows: QuerySet[Deal], name: str, down: bool, value: Any, row: int) -> QuerySet[Deal]:
    if name == "id":
        return rows.filter(pk__lt=row)
    if value is None:
        return rows.filter(**{f"{name}__isnull": True}, pk__lt=row)
    side = "lt" if down else "gt"
    further = Q(**{f"{name}__{side}": value}) | Q(**{name: value}, pk__lt=row)
    return rows.filter(further | Q(**{f"{name}__isnull": True}))


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)


def _whole(rows: QuerySet[Deal]) -> tuple[int, list[tuple[str, Decimal]]]:
    groups = rows.order_by().values_list("currency").annotate(Count("id"), Sum("amount"))
    found = list(groups)
    return sum(count for _currency, count, _total in found), sorted(
        (currency, total) for currency, _count, total in found if total
    )

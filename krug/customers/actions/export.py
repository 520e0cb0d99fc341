"""Customers carried away as a file: who may, and how many, is written down before the first row leaves."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language, override

from krug.access import audit, watch
from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.actions.surroundings import require
from krug.customers.listing.columns import Column, chosen, table, texts
from krug.customers.models import Person
from krug.customers.queries.card import Card, card
from krug.customers.queries.lists import (
    Filters,
    lines_of,
    of_filters,
    total,
    walk,
)
from krug.customers.queries.orders import NAME, Order
from krug.customers.queries.ways import Listed

MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Export:
    """`rows`: how many there are now; the lines come from the database as they are taken."""

    headings: Sequence[str]
    rows: int
    lines: Iterator[Sequence[str]]


def export_list(
    author: User, filters: Filters, format: str, columns: Sequence[str] = (), order: Order = NAME
) -> Export:
    """A list as he sees it: with these filters and columns, in this order. Raises NotAllowed, TooMuchSeen."""
    of = of_filters(filters)
    rows = begin_export(author, filters, format)
    shown = chosen(author, of.kind, columns)
    lines = tabled(author, of, shown, walk(of, author, filters, order=order))
    return Export([str(one.title) for one in shown], rows, lines)


def export_card(author: User, person: Person) -> Card:
    """One customer's card, to be kept elsewhere. Http404 for outsiders."""
    require(author, Permission.EXPORT)
    found = card(author, person)
    audit.record(author, "exported", "person", found.person.pk, after={"format": "vcard"})
    return found


def begin_export(author: User, filters: Filters, format: str, chosen: int | None = None) -> int:
    """How many rows will leave, written down before the first of them does. `chosen`: so many were ticked."""
    require(author, Permission.EXPORT)
    of = of_filters(filters)
    rows = total(of, author, filters, MOST) if chosen is None else chosen
    watch.claim(author, rows)
    after: dict[str, Any] = {
        name: value for name, value in asdict(filters).items() if value and name != "more"
    }
    after |= dict(filters.more)
    audit.record(author, "exported", "list", f"{of.kind}s", after=after | {"format": format, "rows": rows})
    return rows


def tabled(
    author: User, of: Listed, columns: Sequence[Column], pages: Iterator[list[int]]
) -> Iterator[list[str]]:
    """The rows of these pages as a file has them, in the language of whoever asks now."""
    return _lines(author, of, columns, pages, get_language())


def _lines(
    author: User, of: Listed, columns: Sequence[Column], pages: Iterator[list[int]], language: str | None
) -> Iterator[list[str]]:
    for ids in pages:
        # The answer is streamed when the request, and its language with it, is over.
        with override(language):
            lines = [texts(columns, row) for row in table(author, columns, lines_of(author, of, ids))]
        yield from lines

"""Customers carried away as a file: who may, and how many, is written down before the first row leaves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language, override

from krug.access import audit, watch
from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.actions.surroundings import require
from krug.customers.listing.columns import chosen, table, texts
from krug.customers.models import Person
from krug.customers.queries.card import Card, card
from krug.customers.queries.lists import (
    ORGANISATIONS,
    PEOPLE,
    Filters,
    PersonFilters,
    lines_of,
    total,
    walk,
)
from krug.customers.queries.orders import NAME, Order
from krug.customers.queries.ways import Listed

MOST = 10_000_000
Page = Callable[[list[int]], Iterable[list[str]]]


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
    of = PEOPLE if isinstance(filters, PersonFilters) else ORGANISATIONS
    rows = _begin(author, of, filters, format)
    shown = chosen(author, of.kind, columns)

    def page(ids: list[int]) -> list[list[str]]:
        return [texts(shown, row) for row in table(author, shown, lines_of(author, of, ids))]

    pages = walk(of, author, filters, order=order)
    return Export([str(one.title) for one in shown], rows, _lines(pages, page, get_language()))


def export_card(author: User, person: Person) -> Card:
    """One customer's card, to be kept elsewhere. Http404 for outsiders."""
    require(author, Permission.EXPORT)
    found = card(author, person)
    audit.record(author, "exported", "person", found.person.pk, after={"format": "vcard"})
    return found


def _begin(author: User, of: Listed, filters: Filters, format: str) -> int:
    require(author, Permission.EXPORT)
    rows = total(of, author, filters, MOST)
    watch.claim(author, rows)
    after: dict[str, Any] = {
        name: value for name, value in asdict(filters).items() if value and name != "more"
    }
    after |= dict(filters.more)
    audit.record(author, "exported", "list", f"{of.kind}s", after=after | {"format": format, "rows": rows})
    return rows


def _lines(pages: Iterator[list[int]], page: Page, language: str | None) -> Iterator[Sequence[str]]:
    for ids in pages:
        # The answer is streamed when the request, and its language with it, is over.
        with override(language):
            lines = list(page(ids))
        yield from lines

"""Customers carried away as a file: who may, and how many, is written down before the first row leaves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
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
    Listed,
    OrganisationFilters,
    PersonFilters,
    organisation_lines,
    person_lines,
    total,
    walk,
)

MOST = 10_000_000
Page = Callable[[list[int]], Iterable[list[str]]]
Lines = Callable[[list[int]], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Export:
    """`rows`: how many there are now; the lines come from the database as they are taken."""

    headings: Sequence[str]
    rows: int
    lines: Iterator[Sequence[str]]


def export_persons(author: User, filters: PersonFilters, format: str, columns: Sequence[str] = ()) -> Export:
    """The list of customers as he sees it with these filters and columns. Raises NotAllowed, TooMuchSeen."""
    rows = _begin(author, "persons", filters, format)
    plain = partial(person_lines, author, whole=False)
    return _export(PEOPLE, author, filters, columns, rows, plain)


def export_organisations(
    author: User, filters: OrganisationFilters, format: str, columns: Sequence[str] = ()
) -> Export:
    rows = _begin(author, "organisations", filters, format)
    return _export(
        ORGANISATIONS, author, filters, columns, rows, lambda ids: organisation_lines(ids, whole=False)
    )


def _export(
    of: Listed, author: User, filters: Filters, names: Sequence[str], rows: int, lines: Lines
) -> Export:
    columns = chosen(author, of.kind, names)

    def page(ids: list[int]) -> list[list[str]]:
        return [texts(columns, row) for row in table(author, columns, lines(ids))]

    made = _lines(walk(of, author, filters), page, get_language())
    return Export([str(one.title) for one in columns], rows, made)


def export_card(author: User, person: Person) -> Card:
    """One customer's card, to be kept elsewhere. Http404 for outsiders."""
    require(author, Permission.EXPORT)
    found = card(author, person)
    audit.record(author, "exported", "person", found.person.pk, after={"format": "vcard"})
    return found


def _begin(author: User, what: str, filters: Filters, format: str) -> int:
    require(author, Permission.EXPORT)
    of = PEOPLE if isinstance(filters, PersonFilters) else ORGANISATIONS
    rows = total(of, author, filters, MOST)
    watch.claim(author, rows)
    after: dict[str, Any] = {
        name: value for name, value in asdict(filters).items() if value and name != "more"
    }
    after |= dict(filters.more)
    audit.record(author, "exported", "list", what, after=after | {"format": format, "rows": rows})
    return rows


def _lines(pages: Iterator[list[int]], page: Page, language: str | None) -> Iterator[Sequence[str]]:
    for ids in pages:
        # The answer is streamed when the request, and its language with it, is over.
        with override(language):
            lines = list(page(ids))
        yield from lines

"""Customers carried away as a file: who may, and how many, is written down before the first row leaves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from krug.access import audit, watch
from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.actions.surroundings import require
from krug.customers.models import Person
from krug.customers.queries.card import Card, card
from krug.customers.queries.lists import (
    ORGANISATIONS,
    PEOPLE,
    Filters,
    OrganisationFilters,
    OrganisationLine,
    PersonFilters,
    PersonLine,
    organisation_lines,
    person_lines,
    total,
    walk,
)

MOST = 10_000_000
Page = Callable[[list[int]], Iterable[list[str]]]


@dataclass(frozen=True, slots=True)
class Export:
    """`rows`: how many there are now; the lines come from the database as they are taken."""

    headings: Sequence[str]
    rows: int
    lines: Iterator[Sequence[str]]


def export_persons(author: User, filters: PersonFilters, format: str) -> Export:
    """The list of customers as he sees it with these filters. Raises NotAllowed, TooMuchSeen."""
    rows = _begin(author, "persons", filters, format)
    headings = [_("Name"), _("Class"), _("Specialty"), _("Works at"), _("City"), _("Phone")]
    pages = walk(PEOPLE, author, filters)
    lines = _lines(pages, lambda ids: map(_person, person_lines(author, ids)), get_language())
    return Export(headings, rows, lines)


def export_organisations(author: User, filters: OrganisationFilters, format: str) -> Export:
    rows = _begin(author, "organisations", filters, format)
    name = pgettext("an organisation", "Name")
    headings = [name, _("Kind"), _("City"), _("Address"), _("People")]
    pages = walk(ORGANISATIONS, author, filters)
    lines = _lines(pages, lambda ids: map(_organisation, organisation_lines(ids)), get_language())
    return Export(headings, rows, lines)


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
    after: dict[str, Any] = {name: value for name, value in asdict(filters).items() if value}
    audit.record(author, "exported", "list", what, after=after | {"format": format, "rows": rows})
    return rows


def _lines(pages: Iterator[list[int]], page: Page, language: str | None) -> Iterator[Sequence[str]]:
    for ids in pages:
        # The answer is streamed when the request, and its language with it, is over.
        with override(language):
            lines = list(page(ids))
        yield from lines


def _person(line: PersonLine) -> list[str]:
    return [line.name, line.klass, line.specialty, line.organisation, line.city, line.phone]


def _organisation(line: OrganisationLine) -> list[str]:
    return [line.name, str(line.kind), line.city, line.address, str(line.people)]

"""Lists of cards by keyset: a page costs the same at the beginning and in the middle of a million."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from krug.access import paging, watch
from krug.access.models import Scope, User
from krug.access.rules import hidden
from krug.access.scopes import scope_ids
from krug.customers import normal, store
from krug.customers.listing.filters import filters_for
from krug.customers.models import ContactPoint, Organisation, Person
from krug.customers.queries.conditions import Condition, belongs_to, decides, known_for, of_column, works_at
from krug.customers.queries.orders import NAME, Order
from krug.customers.queries.ways import Listed, way

LIMIT = 50
COUNTED = 1000
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class PersonFilters:
    """Exact values; empty or None: not filtered. `territory` and `organisation` are ids.

    `trait`: kind:key, what is known of him; `part`: what he has to say in decisions; `more`: (name, value)
    of filters that other domains brought (krug.customers.listing.filters).
    """

    klass: str = ""
    specialty: str = ""
    city: str = ""
    territory: int | None = None
    organisation: int | None = None
    trait: str = ""
    part: str = ""
    more: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationFilters:
    kind: str = ""
    klass: str = ""
    city: str = ""
    territory: int | None = None
    parent: int | None = None
    more: tuple[tuple[str, str], ...] = ()
    tax_number: str = ""


Filters = PersonFilters | OrganisationFilters


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: int
    uid: UUID
    name: str
    klass: str
    specialty: str
    organisation: str
    organisation_uid: UUID | None
    city: str
    territory: str
    phone: str
    version: int
    address: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    id: int
    uid: UUID
    name: str
    kind: str
    klass: str
    city: str
    address: str
    territory: str
    tax_number: str
    phone: str
    people: int
    version: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Page(Generic[Line]):
    """`next`: the cursor of the following page; `count` (first page only) stops at COUNTED with `more`."""

    lines: list[Line]
    next: str | None
    count: int | None = None
    more: bool = False


PEOPLE = Listed("person", "customers_person", ("organisation", "trait", "part", "city", "specialty", "klass"))
PERSON_COLUMNS = (
    "id", "uid", "version", "klass", "specialty", "city", "organisation__name", "organisation__uid",
    "organisation__canonical__name", "organisation__canonical__uid",
    "territory__name", "address", "created_at", "changed_at", "last_name", "first_name", "middle_name",
)  # fmt: skip
ORGANISATIONS = Listed(
    "organisation", "customers_organisation", ("tax_number", "parent", "city", "klass", "kind")
)
LOOKUPS: dict[str, Callable[[Any], Condition]] = {
    "organisation": works_at,
    "parent": belongs_to,
    "trait": known_for,
    "part": decides,
}
"""Filters that are no column of the row."""


def person_list(
    viewer: User,
    filters: PersonFilters | None = None,
    after: str | None = None,
    limit: int = LIMIT,
    whole: bool = True,
    order: Order = NAME,
) -> Page[PersonLine]:
    """Persons the viewer sees; who was merged into another is not listed."""
    ids, next, count = _page(PEOPLE, viewer, filters or PersonFilters(), after, limit, order)
    lines = person_lines(viewer, ids, whole)
    watch.seen(viewer, len(lines))
    return Page(lines, next, *_capped(count))


def person_lines(viewer: User, ids: Sequence[int], whole: bool = True) -> list[PersonLine]:
    """Lines of the list in the order of the ids. Whoever shows them asks krug.access.watch himself.

    `whole`: with telephones, for whoever has no column that says them.
    """
    # Values, not models: three objects a line cost more than all queries of the list.
    people = {row[0]: row for row in Person.objects.filter(id__in=ids).values_list(*PERSON_COLUMNS)}
    reached = first_points("person", ids) if whole and "phones" not in hidden(viewer) else {}
    return [_person_line(people[id], reached.get(id, "")) for id in ids if id in people]


def organisation_list(
    viewer: User,
    filters: OrganisationFilters | None = None,
    after: str | None = None,
    limit: int = LIMIT,
    whole: bool = True,
    order: Order = NAME,
) -> Page[OrganisationLine]:
    ids, next, count = _page(ORGANISATIONS, viewer, filters or OrganisationFilters(), after, limit, order)
    return Page(organisation_lines(ids, whole), next, *_capped(count))


def organisation_lines(ids: Sequence[int], whole: bool = True) -> list[OrganisationLine]:
    """`whole`: with telephones and how many work there, for whoever has no columns that say it."""
    found = Organisation.objects.select_related("territory").in_bulk(ids)
    phones = first_points("organisation", ids) if whole else {}
    people = people_of(ids) if whole else {}
    return [_organisation_line(found[id], phones.get(id, ""), people.get(id, 0)) for id in ids if id in found]


def of_filters(filters: Filters) -> Listed:
    return PEOPLE if isinstance(filters, PersonFilters) else ORGANISATIONS


def lines_of(viewer: User, of: Listed, ids: Sequence[int]) -> list[Any]:
    """Lines for whoever has columns that say the rest."""
    return person_lines(viewer, ids, whole=False) if of is PEOPLE else organisation_lines(ids, whole=False)


def walk(
    of: Listed, viewer: User, filters: Filters, chunk: int = 1000, order: Order = NAME
) -> Iterator[list[int]]:
    """Every row of the list from first to last, page after page: no two pages are in the memory at once."""
    scopes = _scopes(viewer, of.kind, filters.territory)
    if not scopes:
        return
    by, begin = way(of, scopes, _wanted(of, viewer, filters), order), None
    while found := by.page(begin, chunk):
        yield [keys[-1] for keys in found]
        begin = found[-1]


def total(of: Listed, viewer: User, filters: Filters, most: int) -> int:
    """How many rows the list has, counted up to `most`."""
    scopes = _scopes(viewer, of.kind, filters.territory)
    return way(of, scopes, _wanted(of, viewer, filters)).count(most) if scopes else 0


def _page(
    of: Listed, viewer: User, filters: Filters, after: str | None, limit: int, order: Order
) -> tuple[list[int], str | None, int | None]:
    scopes = _scopes(viewer, of.kind, filters.territory)
    wanted = _wanted(of, viewer, filters)
    # A place in one order says nothing in another.
    begin = paging.position(after, f"{of.kind} {order.said}")
    if not scopes:
        return [], None, None if begin else 0
    by = way(of, scopes, wanted, order)
    found = by.page(begin, limit + 1)
    next = paging.cursor(found[limit - 1], f"{of.kind} {order.said}") if len(found) > limit else None
    count = None if begin else (len(found) if len(found) <= limit else by.count(COUNTED + 1))
    return [keys[-1] for keys in found[:limit]], next, count


def _scopes(viewer: User, kind: str, territory: int | None) -> list[int]:
    seen = scope_ids(viewer, kind)
    if territory is None:
        return sorted(seen)
    only = Scope.objects.filter(kind=Scope.Kind.TERRITORY, ref=territory).values_list("id", flat=True)
    return sorted(seen.intersection(only))


def _wanted(of: Listed, viewer: User, filters: Filters) -> list[Condition]:
    """What is filtered by, the most selective first."""
    found: list[Condition] = []
    for name in of.filters:
        value = getattr(filters, name)
        if value not in ("", None):
            found.append(
                LOOKUPS[name](value) if name in LOOKUPS else of_column(of.table, *_column(name, value))
            )
    return [*_brought(of, viewer, filters), *found]


def _brought(of: Listed, viewer: User, filters: Filters) -> Iterator[Condition]:
    """Of filters that other domains brought. Raises Http404 for what is not his to filter by."""
    known = filters_for(viewer, of.kind, [name for name, _value in filters.more])
    for name, value in filters.more:
        if name not in known:
            raise Http404
        yield known[name].condition(viewer, value)


def _column(name: str, value: Any) -> tuple[str, Any]:
    return name, value


def _capped(count: int | None) -> tuple[int | None, bool]:
    if count is None or count <= COUNTED:
        return count, False
    return COUNTED, True


def first_points(of: str, ids: Sequence[int], kind: str = ContactPoint.Kind.PHONE) -> dict[int, str]:
    """The first telephone, or e-mail, of each."""
    rows = ContactPoint.objects.filter(**{f"{of}__in": ids}, kind=kind).order_by("-id")
    return dict(rows.values_list(of, "normal"))


def chains_of(ids: Sequence[int]) -> dict[int, str]:
    """Organisation → the name of the chain it belongs to."""
    rows = Organisation.objects.filter(Q(id__in=ids) | Q(canonical__in=ids), parent__isnull=False)
    found: dict[int, str] = {}
    for row in rows.select_related("parent__canonical").order_by("id"):
        root, parent = row.canonical_id or row.pk, row.parent
        if parent and parent.standing.pk != root and (row.pk == root or root not in found):
            found[root] = parent.standing.name
    return found


def people_of(ids: Sequence[int]) -> dict[int, int]:
    """Organisation → how many work there now; who was merged into another is not counted beside him."""
    if not ids:
        return {}
    sql = (
        "SELECT coalesce(o.canonical_id, o.id), count(DISTINCT coalesce(p.canonical_id, p.id)) "
        "FROM customers_affiliation a JOIN customers_person p ON p.id = a.person_id "
        "JOIN customers_organisation o ON o.id = a.organisation_id WHERE a.organisation_id IN ("
        f"SELECT id FROM customers_organisation WHERE id IN ({store.holes(ids)}) UNION ALL "
        f"SELECT id FROM customers_organisation WHERE canonical_id IN ({store.holes(ids)})) "
        "AND a.until IS NULL GROUP BY 1"
    )
    return dict(store.rows((sql, [*ids, *ids])))


def _person_line(row: tuple[Any, ...], phone: str) -> PersonLine:
    id, uid, version, klass, specialty, city, organisation, organisation_uid, *more = row
    standing, standing_uid, territory, *rest = more
    address, created_at, changed_at, *names = rest
    return PersonLine(
        id=id,
        uid=uid,
        name=normal.full_name(*names),
        klass=klass,
        specialty=specialty,
        organisation=standing or organisation or "",
        organisation_uid=standing_uid or organisation_uid,
        city=city,
        territory=territory or "",
        phone=phone,
        version=version,
        address=address,
        created_at=created_at,
        changed_at=changed_at,
    )


def _organisation_line(row: Organisation, phone: str, people: int) -> OrganisationLine:
    return OrganisationLine(
        id=row.pk,
        uid=row.uid,
        name=row.name,
        kind=row.get_kind_display(),
        klass=row.klass,
        city=row.city,
        address=row.address,
        territory=row.territory.name if row.territory else "",
        tax_number=row.tax_number,
        phone=phone,
        people=people,
        version=row.version,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )

"""Lists of cards by keyset: a page costs the same at the beginning and in the middle of a million."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Q

from krug.access import paging, watch
from krug.access.models import Scope, User
from krug.access.rules import hidden
from krug.access.scopes import scope_ids
from krug.customers import normal, store
from krug.customers.listing.filters import filters_of
from krug.customers.models import ContactPoint, Organisation, Person
from krug.customers.queries.conditions import Condition, belongs_to, decides, known_for, of_column, works_at

LIMIT = 50
COUNTED = 1000
# Up to here rows are counted to find out which way is shorter: through scopes or through a filter.
WEIGHED = 50_000
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


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    id: int
    uid: UUID
    name: str
    kind: str
    city: str
    address: str
    territory: str
    tax_number: str
    phone: str
    people: int
    version: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Page(Generic[Line]):
    """`next`: the cursor of the following page; `count` (first page only) stops at COUNTED with `more`."""

    lines: list[Line]
    next: str | None
    count: int | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """What is listed: a kind of row, its table, its filters from the most selective on."""

    kind: str
    table: str
    filters: tuple[str, ...]


PEOPLE = Listed("person", "customers_person", ("organisation", "trait", "part", "city", "specialty", "klass"))
PERSON_COLUMNS = (
    "id", "uid", "version", "klass", "specialty", "city", "organisation__name", "organisation__uid",
    "organisation__canonical__name", "organisation__canonical__uid",
    "territory__name", "address", "created_at", "last_name", "first_name", "middle_name",
)  # fmt: skip
ORGANISATIONS = Listed("organisation", "customers_organisation", ("tax_number", "parent", "city", "kind"))
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
) -> Page[PersonLine]:
    """Persons the viewer sees, by name; who was merged into another is not listed."""
    ids, next, count = _page(PEOPLE, viewer, filters or PersonFilters(), after, limit)
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
) -> Page[OrganisationLine]:
    ids, next, count = _page(ORGANISATIONS, viewer, filters or OrganisationFilters(), after, limit)
    return Page(organisation_lines(ids, whole), next, *_capped(count))


def organisation_lines(ids: Sequence[int], whole: bool = True) -> list[OrganisationLine]:
    """`whole`: with telephones and how many work there, for whoever has no columns that say it."""
    found = Organisation.objects.select_related("territory").in_bulk(ids)
    phones = first_points("organisation", ids) if whole else {}
    people = people_of(ids) if whole else {}
    return [_organisation_line(found[id], phones.get(id, ""), people.get(id, 0)) for id in ids if id in found]


def walk(of: Listed, viewer: User, filters: Filters, chunk: int = 1000) -> Iterator[list[int]]:
    """Every row of the list from first to last, page after page: no two pages are in the memory at once."""
    scopes = _scopes(viewer, of.kind, filters.territory)
    if not scopes:
        return
    way, begin = _way(of, scopes, _wanted(of, viewer, filters)), None
    while found := way.page(begin, chunk):
        yield [row for _, row in found]
        begin = found[-1]


def total(of: Listed, viewer: User, filters: Filters, most: int) -> int:
    """How many rows the list has, counted up to `most`."""
    scopes = _scopes(viewer, of.kind, filters.territory)
    return _way(of, scopes, _wanted(of, viewer, filters)).count(most) if scopes else 0


def _page(
    of: Listed, viewer: User, filters: Filters, after: str | None, limit: int
) -> tuple[list[int], str | None, int | None]:
    scopes = _scopes(viewer, of.kind, filters.territory)
    wanted = _wanted(of, viewer, filters)
    begin = paging.position(after, of.kind)
    if not scopes:
        return [], None, None if begin else 0
    way = _way(of, scopes, wanted)
    found = way.page(begin, limit + 1)
    next = paging.cursor(found[limit - 1], of.kind) if len(found) > limit else None
    count = None if begin else (len(found) if len(found) <= limit else way.count(COUNTED + 1))
    return [row for _, row in found[:limit]], next, count


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
    brought = filters_of(of.kind)
    return [*found, *(brought[name].condition(viewer, value) for name, value in filters.more)]


def _column(name: str, value: Any) -> tuple[str, Any]:
    return name, value


@dataclass(frozen=True, slots=True)
class _ByScopes:
    """Walk each scope's own index in list order and check the filters row by row."""

    of: Listed
    scopes: Sequence[int]
    wanted: Sequence[Condition]

    def _one(self) -> tuple[str, list[Any]]:
        join = f" JOIN {self.of.table} p ON p.id = m.row" if self.wanted else ""
        checks = "".join(f" AND {one.check}" for one in self.wanted)
        sql = (
            f"SELECT m.sort AS sort, m.row AS id FROM access_scopemember m{join} "
            f"WHERE m.scope_id = %s AND m.kind = '{self.of.kind}'{checks}"
        )
        return sql, [value for one in self.wanted for value in one.params]

    def page(self, begin: Sequence[Any] | None, limit: int) -> list[tuple[str, int]]:
        one, params = self._one()
        if begin:
            one, params = f"{one} AND (m.sort, m.row) > (%s, %s)", [*params, *begin]
        one = f"{one} ORDER BY m.sort, m.row LIMIT %s"
        every, values = store.current().seek_scopes(self.scopes, one, [*params, limit])
        # DISTINCT: a survivor is in the scopes of all who were merged into him.
        sql = f"SELECT DISTINCT sort, id FROM ({every}) every ORDER BY sort, id LIMIT %s"
        return [(sort, id) for sort, id in store.rows((sql, [*values, limit]))]

    def count(self, most: int) -> int:
        one, params = self._one()
        every, values = store.current().seek_scopes(self.scopes, f"{one} LIMIT %s", [*params, most])
        sql = f"SELECT count(DISTINCT id) FROM (SELECT id FROM ({every}) every LIMIT %s) part"
        # Twice: a survivor may be met in several scopes.
        return min(int(store.rows((sql, [*values, 2 * most]))[0][0]), most)


@dataclass(frozen=True, slots=True)
class _ByFilter:
    """Take the rows that the first filter lets through and check that the viewer sees the row."""

    of: Listed
    scopes: Sequence[int]
    wanted: Sequence[Condition]

    def _where(self) -> tuple[str, list[Any]]:
        first, *rest = self.wanted
        plain = store.current().not_by_index
        checks = "".join(f" AND {one.check}" for one in rest)
        holes = ", ".join(["%s"] * len(self.scopes))
        sql = (
            f"FROM {self.of.table} p WHERE {first.lead}{checks} AND EXISTS ("
            f"SELECT 1 FROM access_scopemember m WHERE m.kind = '{self.of.kind}' AND m.row = p.id "
            f"AND {plain('m.scope_id')} IN ({holes}))"
        )
        return sql, [*(value for one in self.wanted for value in one.params), *self.scopes]

    def page(self, begin: Sequence[Any] | None, limit: int) -> list[tuple[str, int]]:
        where, params = self._where()
        if begin:
            where, params = f"{where} AND (p.sort, p.id) > (%s, %s)", [*params, *begin]
        sql = f"SELECT p.sort, p.id {where} ORDER BY p.sort, p.id LIMIT %s"
        return [(sort, id) for sort, id in store.rows((sql, [*params, limit]))]

    def count(self, most: int) -> int:
        where, params = self._where()
        sql = f"SELECT count(*) FROM (SELECT 1 {where} LIMIT %s) part"
        return int(store.rows((sql, [*params, most]))[0][0])


def _way(of: Listed, scopes: Sequence[int], wanted: Sequence[Condition]) -> _ByScopes | _ByFilter:
    """Through whichever is smaller: what the viewer sees, or what the most selective filter lets through."""
    if wanted:
        first = wanted[0]
        holes = ", ".join(["%s"] * len(scopes))
        seen = f"SELECT 1 FROM access_scopemember WHERE kind = '{of.kind}' AND scope_id IN ({holes}) LIMIT %s"
        sql = f"SELECT (SELECT count(*) FROM ({seen}) s), (SELECT count(*) FROM ({first.passed} LIMIT %s) f)"
        in_scopes, in_filter = store.rows((sql, [*scopes, WEIGHED, *first.params, WEIGHED]))[0]
        if in_filter <= in_scopes:
            return _ByFilter(of, scopes, wanted)
    return _ByScopes(of, scopes, wanted)


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
    address, created_at, *names = rest
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
    )


def _organisation_line(row: Organisation, phone: str, people: int) -> OrganisationLine:
    return OrganisationLine(
        id=row.pk,
        uid=row.uid,
        name=row.name,
        kind=row.get_kind_display(),
        city=row.city,
        address=row.address,
        territory=row.territory.name if row.territory else "",
        tax_number=row.tax_number,
        phone=phone,
        people=people,
        version=row.version,
        created_at=row.created_at,
    )

"""Who sees what: the only way to rows (docs/architecture.md, «Scopes»)."""

from collections import OrderedDict, defaultdict
from collections.abc import Collection
from threading import Lock
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import Exists, ForeignKey, Model, OuterRef, QuerySet
from django.http import Http404

from krug.access.models import Role, Scope, ScopeMember, User, UserScope

Kind = Scope.Kind
M = TypeVar("M", bound=Model)

KEPT_IN = {
    "person": (Kind.TERRITORY, Kind.UNIT),
    "organisation": (Kind.TERRITORY, Kind.UNIT),
    "visit": (Kind.OWN,),
    "deck": (Kind.UNIT, Kind.GROUP),
    "deal": (Kind.OWN, Kind.UNIT),
}
"""Which kinds of scope hold rows of a kind: asking the others would only cost time."""

_CACHED_USERS = 2000
# Above this many scopes (a head, an administrator) a subquery is shorter than a list of numbers.
_INLINE_SCOPES = 200
_cache: OrderedDict[tuple[int, int], dict[str, frozenset[int]]] = OrderedDict()
_lock = Lock()


def scopes_by_kind(user: User) -> dict[str, frozenset[int]]:
    """The user's scope ids by kind of scope, cached by (user.id, user.scopes_version)."""
    key = (user.id, user.scopes_version)
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    found: dict[str, set[int]] = defaultdict(set)
    for kind, scope in UserScope.objects.filter(user_id=user.id).values_list("scope__kind", "scope_id"):
        found[kind].add(scope)
    answer = {kind: frozenset(ids) for kind, ids in found.items()}
    # Version 0: never computed, so two users with one id (a rolled back transaction) could share it.
    if user.scopes_version:
        with _lock:
            _cache[key] = answer
            while len(_cache) > _CACHED_USERS:
                _cache.popitem(last=False)
    return answer


def scope_ids(user: User, kind: str = "") -> frozenset[int]:
    """Ids of the scopes the user has; with `kind`, of those alone that can hold rows of that kind."""
    mine = scopes_by_kind(user)
    kinds = KEPT_IN.get(kind, tuple(mine))
    return frozenset().union(*(mine.get(one, frozenset()) for one in kinds))


def memberships(user: User, kind: str) -> QuerySet[ScopeMember]:
    """The memberships through which the user sees rows of a kind; a row in two scopes comes twice."""
    ids = scope_ids(user, kind)
    members = ScopeMember.objects.filter(kind=kind)
    if len(ids) <= _INLINE_SCOPES:
        return members.filter(scope_id__in=ids)
    mine = UserScope.objects.filter(user_id=user.id, scope__kind__in=KEPT_IN.get(kind, Kind.values))
    return members.filter(scope_id__in=mine.values("scope_id"))


def visible(user: User, kind: str) -> QuerySet[ScopeMember, int]:
    """Ids of the rows he sees, for  `Model.objects.filter(id__in=visible(user, "person"))`."""
    return memberships(user, kind).values_list("row", flat=True)


def visible_of(user: User, kind: str, rows: Any) -> set[int]:
    """Of these rows (ids, or a subquery of ids) those he sees.

    His scopes are compared here: an index would be looked into once for each row and each scope.
    """
    mine = scope_ids(user, kind)
    members = ScopeMember.objects.filter(kind=kind, row__in=rows).values_list("row", "scope_id")
    return {row for row, scope in members if scope in mine}


def may_see(user: User, kind: str, row_id: int) -> bool:
    return row_id in seen_among(user, kind, [row_id])


def seen_among(user: User, kind: str, ids: Collection[int]) -> set[int]:
    """Those of a few rows that he sees.

    From the rows to their scopes, of which there are few: a head has hundreds, and SQLite would make a list
    of everything in them before it looks for the row.
    """
    if not ids:
        return set()
    mine, holes = scope_ids(user, kind), ", ".join(["%s"] * len(ids))
    sql = f"SELECT row, scope_id FROM access_scopemember WHERE kind = %s AND row IN ({holes})"  # noqa: S608
    # Plain SQL: every page asks this several times, and building the query costs ten times its answer.
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, *ids])
        return {row for row, scope in cursor.fetchall() if scope in mine}


def only_seen(user: User, queryset: QuerySet[M]) -> QuerySet[M]:
    """Of a set that other conditions keep small the rows he sees: asked row by row, not listed before."""
    kind = str(queryset.model._meta.model_name)
    return queryset.filter(Exists(memberships(user, kind).filter(row=OuterRef("pk"))))


def reach(user: User, queryset: QuerySet[M], *, through: str = "", **lookup: Any) -> M:
    """One object he sees. `through` names the field that leads to the scoped row (a version's `deck`).

    Raises Http404 when there is none or he is outside: the two cannot be told apart.
    """
    field = queryset.model._meta.get_field(through) if through else None
    related = field.related_model if field is not None else queryset.model
    if related is None or isinstance(related, str):
        raise TypeError(f"{through} leads to no model")
    try:
        found = queryset.get(**lookup)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    row = getattr(found, field.attname) if isinstance(field, ForeignKey) else found.pk
    if not may_see(user, str(related._meta.model_name), row):
        raise Http404
    return found


def of_units(user: User, queryset: QuerySet[M]) -> QuerySet[M]:
    """Rows with a `unit` (folders, groups, teams) of his unit; an administrator's are all units."""
    return queryset if user.role == Role.ADMIN else queryset.filter(unit=user.unit_id)


def visible_staff(user: User) -> QuerySet[User]:
    """Colleagues whose own rows he sees, himself among them."""
    owners = Scope.objects.filter(kind=Kind.OWN, users__user_id=user.id).values("ref")
    return User.objects.filter(id__in=owners)

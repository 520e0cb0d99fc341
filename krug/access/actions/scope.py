"""Keeping scopes: which rows are in them, and which people have them."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from krug.access.models import (
    Group,
    GroupMember,
    Role,
    Scope,
    ScopeMember,
    Team,
    Territory,
    TerritoryAssignment,
    Unit,
    User,
    UserScope,
)
from krug.access.rules import House, Member, ScopeRef, scopes_of
from krug.access.signals import announce
from krug.site import bulk

T = TypeVar("T")
Placement = tuple[str, int, Sequence[ScopeRef], str]
"""kind, row, [(scope kind, ref)], sort"""

BATCH = 2000
SORT_LENGTH = 80


def place(kind: str, row_id: int, scopes: Iterable[ScopeRef], sort: str = "") -> None:
    """Make the row a member of exactly these scopes. Tells sync, whether or not anything moved."""
    place_many([(kind, row_id, list(scopes), sort)])


def place_many(rows: Iterable[Placement], made: bool = False) -> None:
    """`place` for any number of rows, in batches; a row named twice ends where it was named last.

    `made`: the rows are this transaction's own, so that nobody can have placed them before.
    """
    known: dict[ScopeRef, int] = {}
    for batch in _batches(rows, BATCH):
        with transaction.atomic():
            by_kind: dict[str, dict[int, Placement]] = defaultdict(dict)
            for one in batch:
                by_kind[one[0]][one[1]] = one
            for kind, placements in by_kind.items():
                _place_batch(kind, placements, known, made)
                announce(kind, placements.keys())


def _place_batch(kind: str, placements: dict[int, Placement], known: dict[ScopeRef, int], made: bool) -> None:
    wanted_refs = {(str(scope), ref) for _k, _row, scopes, _s in placements.values() for scope, ref in scopes}
    known.update(ensure_scopes(wanted_refs - known.keys()))
    wanted = {
        (row, known[str(scope), ref]): sort[:SORT_LENGTH]
        for _kind, row, scopes, sort in placements.values()
        for scope, ref in scopes
    }
    if not made:
        _drop_stale(kind, placements.keys(), wanted)
    # Another transaction may place the same row at the same moment: whoever is there is passed over.
    members = [(scope, kind, row, sort) for (row, scope), sort in wanted.items()]
    bulk.insert(ScopeMember, ("scope_id", "kind", "row", "sort"), members)


def _drop_stale(kind: str, rows: Collection[int], wanted: dict[tuple[int, int], str]) -> None:
    """Takes the rows out of where they are not wanted, and out of `wanted` where they are already."""
    stale = []
    there = ScopeMember.objects.filter(kind=kind, row__in=rows)
    for member, row, scope, sort in there.values_list("id", "row", "scope_id", "sort"):
        if wanted.get((row, scope)) == sort:
            del wanted[row, scope]
        else:
            stale.append(member)
    if stale:
        ScopeMember.objects.filter(id__in=stale).delete()


def ensure_scopes(refs: Iterable[ScopeRef]) -> dict[ScopeRef, int]:
    """Ids of the scopes, made where they are missing."""
    wanted = {(str(kind), ref) for kind, ref in refs}
    found = _scope_ids(wanted)
    missing = wanted - found.keys()
    if missing:
        Scope.objects.bulk_create(
            [Scope(kind=kind, ref=ref) for kind, ref in sorted(missing)],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
        found |= _scope_ids(missing)
    return found


def _scope_ids(refs: set[ScopeRef]) -> dict[ScopeRef, int]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, ref in refs:
        by_kind[kind].append(ref)
    return {
        (kind, ref): scope
        for kind, kept in by_kind.items()
        for ref, scope in Scope.objects.filter(kind=kind, ref__in=kept).values_list("ref", "id")
    }


@transaction.atomic
def refresh_user_scopes(user_ids: Iterable[int]) -> None:
    """Recompute what these people see. A dozen queries for any number of them."""
    ids = set(user_ids)
    house = read_house()
    wanted = {member.id: scopes_of(member, house) for member in house.members if member.id in ids}
    known = ensure_scopes(set().union(*wanted.values()))
    have: dict[int, dict[int, int]] = defaultdict(dict)
    for link, user, scope in UserScope.objects.filter(user_id__in=ids).values_list(
        "id", "user_id", "scope_id"
    ):
        have[user][scope] = link
    stale: list[int] = []
    fresh: list[UserScope] = []
    changed: list[int] = []
    for user, refs in wanted.items():
        scopes = {known[ref] for ref in refs}
        gone = [link for scope, link in have[user].items() if scope not in scopes]
        new = scopes - have[user].keys()
        if gone or new:
            changed.append(user)
        stale += gone
        fresh += [UserScope(user_id=user, scope_id=scope) for scope in sorted(new)]
    for links in _batches(stale, BATCH):
        UserScope.objects.filter(id__in=links).delete()
    UserScope.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
    _new_versions(changed)


def refresh_unit(unit_id: int | None) -> None:
    """Recompute everybody whose scopes may depend on the unit: its people and the administrators."""
    concerned = User.objects.filter(Q(unit=unit_id) | Q(role=Role.ADMIN))
    refresh_user_scopes(concerned.values_list("id", flat=True))


def _new_versions(user_ids: Sequence[int]) -> None:
    # Random, not counted up: a number used in a rolled back transaction must not come back with other scopes.
    users = [User(id=user, scopes_version=secrets.randbelow(2**31 - 1) + 1) for user in user_ids]
    User.objects.bulk_update(users, ["scopes_version"], batch_size=200)


def read_house() -> House:
    """The company's people, teams, territories and groups in seven queries."""
    house = House()
    house.units = set(Unit.objects.values_list("id", flat=True))
    house.members = [Member(*row) for row in User.objects.values_list("id", "role", "unit_id", "team_id")]
    house.teams = {row[0]: (row[1], row[2]) for row in Team.objects.values_list("id", "unit_id", "parent_id")}
    house.territories = {
        row[0]: (row[1], row[2]) for row in Territory.objects.values_list("id", "unit_id", "team_id")
    }
    house.groups = dict(Group.objects.values_list("id", "unit_id"))
    for user, territory in TerritoryAssignment.objects.values_list("user_id", "territory_id"):
        house.assigned[user].add(territory)
    for user, group in GroupMember.objects.values_list("user_id", "group_id"):
        house.joined[user].add(group)
    return house


def _batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(rows)
    while batch := list(islice(rest, size)):
        yield batch

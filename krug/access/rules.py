"""Who may do what by role, and which scopes a person has. Pure: no queries, no clock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from krug.access.models import Role, Scope

Kind = Scope.Kind
ScopeRef = tuple[str, int]


class Permission(StrEnum):
    """What a role allows. A token may carry any part of its owner's."""

    SEE_CUSTOMERS = "see_customers"
    EDIT_CUSTOMERS = "edit_customers"
    MERGE = "merge"
    IMPORT = "import"
    EXPORT = "export"
    PLAN_VISITS = "plan_visits"
    SEE_DECKS = "see_decks"
    MAKE_DECKS = "make_decks"
    PUBLISH_DECKS = "publish_decks"
    SEE_ANALYSIS = "see_analysis"
    SEE_REPORTS = "see_reports"
    MANAGE_SOURCES = "manage_sources"
    SEE_SEGMENTS = "see_segments"
    MAKE_SEGMENTS = "make_segments"
    READ_TOUCHES = "read_touches"
    APPEND_TOUCHES = "append_touches"
    SYNC = "sync"
    MANAGE_PEOPLE = "manage_people"
    SEE_AUDIT = "see_audit"
    ISSUE_TOKENS = "issue_tokens"
    SEE_VIEWERS = "see_viewers"
    ANSWER_SUBJECTS = "answer_subjects"
    SEE_BALANCES = "see_balances"
    EXCHANGE = "exchange"
    MANAGE_WEBHOOKS = "manage_webhooks"
    MANAGE_FIELDS = "manage_fields"
    EDIT_PRODUCTS = "edit_products"
    SHARE_VIEWS = "share_views"
    SEE_DEALS = "see_deals"
    EDIT_DEALS = "edit_deals"
    APPROVE_SKIPS = "approve_skips"
    MAKE_METHODS = "make_methods"
    ANSWER_QUESTIONS = "answer_questions"
    """Of products, for the own department."""
    SEE_EARNINGS = "see_earnings"
    """Of those whom he leads; his own everybody sees who sells."""
    MAKE_PLANS = "make_plans"
    APPROVE_PLANS = "approve_plans"
    SEE_LETTERS = "see_letters"
    WRITE_LETTERS = "write_letters"
    MANAGE_MAILBOXES = "manage_mailboxes"
    """Shared ones, and which mail servers may be reached."""
    TAKE_CALLS = "take_calls"
    MANAGE_TELEPHONY = "manage_telephony"


P = Permission
_FIELD = frozenset(
    {P.SEE_CUSTOMERS, P.EDIT_CUSTOMERS, P.PLAN_VISITS, P.SEE_DECKS, P.SEE_REPORTS, P.READ_TOUCHES, P.SYNC}
    | {P.SEE_BALANCES, P.SEE_DEALS, P.EDIT_DEALS, P.SEE_LETTERS, P.WRITE_LETTERS, P.TAKE_CALLS}
)
_MARKETER = frozenset(
    {P.SEE_CUSTOMERS, P.EDIT_CUSTOMERS, P.MERGE, P.IMPORT, P.EXPORT, P.SEE_DECKS, P.MAKE_DECKS}
    | {P.PUBLISH_DECKS, P.SEE_ANALYSIS, P.SEE_REPORTS, P.MANAGE_SOURCES, P.READ_TOUCHES, P.SYNC}
    | {P.SEE_SEGMENTS, P.MAKE_SEGMENTS, P.EDIT_PRODUCTS, P.SHARE_VIEWS, P.SEE_DEALS, P.ANSWER_QUESTIONS}
    | {P.SEE_LETTERS}
)
_EVERYTHING = frozenset(Permission)
ALLOWED: dict[str, frozenset[Permission]] = {
    Role.REP: _FIELD,
    Role.SELLER: _FIELD,
    Role.MANAGER: _FIELD
    | {P.MERGE, P.IMPORT, P.EXPORT, P.SEE_ANALYSIS, P.SEE_VIEWERS, P.SEE_SEGMENTS}
    | {P.SHARE_VIEWS, P.APPROVE_SKIPS, P.SEE_EARNINGS, P.ANSWER_QUESTIONS, P.MAKE_PLANS},
    Role.MARKETER: _MARKETER,
    Role.AGENT: frozenset(
        {P.SEE_CUSTOMERS, P.EDIT_CUSTOMERS, P.SEE_DECKS, P.READ_TOUCHES, P.SYNC, P.SEE_BALANCES}
        | {P.SEE_DEALS, P.SEE_LETTERS, P.WRITE_LETTERS, P.TAKE_CALLS}
    ),
    Role.PRODUCTION: frozenset({P.SEE_CUSTOMERS, P.SEE_DECKS, P.SEE_ANALYSIS, P.READ_TOUCHES}),
    Role.HEAD: _EVERYTHING,
    # He is of no department.
    Role.ADMIN: _EVERYTHING - {P.ANSWER_QUESTIONS},
    Role.INTEGRATOR: _EVERYTHING
    - {P.EXPORT, P.MANAGE_PEOPLE, P.SEE_AUDIT, P.SEE_VIEWERS, P.ANSWER_SUBJECTS, P.MANAGE_WEBHOOKS}
    - {P.MANAGE_FIELDS, P.SHARE_VIEWS, P.APPROVE_SKIPS, P.MAKE_METHODS, P.SEE_EARNINGS}
    - {P.ANSWER_QUESTIONS, P.MAKE_PLANS, P.APPROVE_PLANS}
    - {P.WRITE_LETTERS, P.MANAGE_MAILBOXES},
}

HIDDEN: dict[str, frozenset[str]] = {Role.PRODUCTION: frozenset({"phones", "emails", "birth"})}
"""Fields of customers that a role is shown nowhere: not on cards, in lists, search, API, files or tablets."""


def hidden(user: Any) -> frozenset[str]:
    return HIDDEN.get(user.role, frozenset())


def may(user: Any, permission: Permission) -> bool:
    """Whether the user's role (and the token he came with, if any) allows it. Nobody signed in: False."""
    if not user.is_authenticated or not user.is_active:
        return False
    return permission in allowed(user)


def allowed(user: Any) -> frozenset[Permission]:
    """Everything `may` says yes to."""
    by_role = ALLOWED.get(user.role, frozenset())
    return by_role if user.limited_to is None else by_role & user.limited_to


def roles_with(permission: Permission) -> list[str]:
    return [role for role, allows in ALLOWED.items() if permission in allows]


def may_manage(author: Any, unit_id: int | None) -> bool:
    """Whether he may change people and teams of the unit (None: the company). No author: the console."""
    if author is None:
        return True
    if not may(author, Permission.MANAGE_PEOPLE):
        return False
    return author.role == Role.ADMIN or (unit_id is not None and unit_id == author.unit_id)


def may_give(author: Any, role: str) -> bool:
    """Only an administrator makes administrators; a head makes anyone else."""
    return author is None or author.role == Role.ADMIN or role != Role.ADMIN


def too_many(of_hour: int, of_day: int, limit: int) -> tuple[int, int] | None:
    """(customers, hours) when more were seen than work asks for. `limit`: an hour's; 0: none."""
    if not limit:
        return None
    if of_hour > limit:
        return of_hour, 2
    return (of_day, 24) if of_day > 4 * limit else None


@dataclass(frozen=True, slots=True)
class Member:
    """A user as far as scopes go."""

    id: int
    role: str
    unit: int | None
    team: int | None


@dataclass(slots=True)
class House:
    """The whole company as far as scopes go, read once for any number of users."""

    members: list[Member] = field(default_factory=list)
    teams: dict[int, tuple[int, int | None]] = field(default_factory=dict)  # id → (unit, parent)
    territories: dict[int, tuple[int, int]] = field(default_factory=dict)  # id → (unit, team)
    groups: dict[int, int] = field(default_factory=dict)  # id → unit
    assigned: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # user → territories
    joined: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # user → groups
    units: set[int] = field(default_factory=set)

    def teams_under(self, team: int | None) -> set[int]:
        """The team itself and every team below it."""
        found: set[int] = set()
        front = {team} if team in self.teams else set()
        while front:
            found |= {one for one in front if one is not None}
            front = {
                one for one, (_unit, parent) in self.teams.items() if parent in front and one not in found
            }
        return found


def scopes_of(member: Member, house: House) -> set[ScopeRef]:
    """Every scope the member sees (docs/architecture.md, «Scopes»)."""
    return {(str(kind), ref) for kind, ref in _scopes_of(member, house)}


def _scopes_of(member: Member, house: House) -> Iterator[ScopeRef]:
    yield Kind.OWN, member.id
    if member.role == Role.ADMIN:
        for unit in house.units:
            yield from _all_of(unit, house)
        yield from ((Kind.OWN, one.id) for one in house.members)
        return
    yield from ((Kind.TERRITORY, ref) for ref in house.assigned.get(member.id, ()))
    yield from ((Kind.GROUP, ref) for ref in house.joined.get(member.id, ()))
    if member.role == Role.MANAGER:
        yield from _led_by(member, house)
    elif member.unit is not None and member.role in (Role.HEAD, Role.INTEGRATOR):
        yield from _all_of(member.unit, house)
        yield from ((Kind.OWN, one.id) for one in house.members if one.unit == member.unit)
    elif member.unit is not None and member.role in (Role.MARKETER, Role.AGENT, Role.PRODUCTION):
        yield Kind.UNIT, member.unit
        yield from _of_unit(
            Kind.TERRITORY, member.unit, ((ref, at[0]) for ref, at in house.territories.items())
        )
        yield from _of_unit(Kind.GROUP, member.unit, house.groups.items())


def _led_by(manager: Member, house: House) -> Iterator[ScopeRef]:
    teams = house.teams_under(manager.team)
    yield from ((Kind.TEAM, ref) for ref in teams)
    yield from ((Kind.TERRITORY, ref) for ref, (_unit, team) in house.territories.items() if team in teams)
    for one in house.members:
        if one.team in teams:
            yield Kind.OWN, one.id
            yield from ((Kind.TERRITORY, ref) for ref in house.assigned.get(one.id, ()))
            yield from ((Kind.GROUP, ref) for ref in house.joined.get(one.id, ()))


def _all_of(unit: int, house: House) -> Iterator[ScopeRef]:
    yield Kind.UNIT, unit
    yield from _of_unit(Kind.TEAM, unit, ((ref, at[0]) for ref, at in house.teams.items()))
    yield from _of_unit(Kind.TERRITORY, unit, ((ref, at[0]) for ref, at in house.territories.items()))
    yield from _of_unit(Kind.GROUP, unit, house.groups.items())


def _of_unit(kind: Kind, unit: int, refs: Iterable[tuple[int, int]]) -> Iterator[ScopeRef]:
    return ((kind, ref) for ref, owner in refs if owner == unit)

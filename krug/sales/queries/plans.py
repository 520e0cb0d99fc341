"""Which plans somebody sees, whose parts of them, and what he may do with them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from krug.access.models import Role, Scope, Team, Unit, User
from krug.access.rules import Permission, may
from krug.access.scopes import scopes_by_kind
from krug.sales.models import Plan
from krug.sales.queries.forecasts import colleagues_seen
from krug.sales.queries.plan_months import teams_under


def plans_seen(viewer: User) -> QuerySet[Plan]:
    """Of his unit: the whole one's, and those of his teams; who sees all of a unit's deals sees all plans."""
    if viewer.role == Role.ADMIN:
        return Plan.objects.all()
    rows = Plan.objects.filter(unit=viewer.unit_id)
    if sees_all(viewer):
        return rows
    return rows.filter(Q(team=None) | Q(team__in=_teams(viewer)))


def sees_all(viewer: User) -> bool:
    return viewer.role == Role.ADMIN or bool(scopes_by_kind(viewer).get(Scope.Kind.UNIT))


def _teams(viewer: User) -> set[int]:
    """His own, those above it, and below it those that he leads."""
    if viewer.team is None:
        return set()
    found = teams_under(viewer.team) if viewer.role == Role.MANAGER else set[int]()
    at: Team | None = viewer.team
    while at is not None and (at.pk not in found or at.pk == viewer.team_id):
        found.add(at.pk)
        at = at.parent
        if at is not None and at.pk in found:
            break
    return found


def reach_plan(viewer: User, uid: UUID) -> Plan:
    """Http404 for whoever is outside."""
    found = plans_seen(viewer).filter(uid=uid).select_related("unit", "team").first()
    if found is None:
        raise Http404
    return found


def owners_seen(viewer: User, plan: Plan) -> Collection[int] | None:
    """Whose parts he sees; None: all of it, what is nobody's yet as well."""
    if sees_all(viewer) or may_plan(viewer, plan):
        return None
    return set(colleagues_seen(viewer).filter(unit=plan.unit_id).values_list("id", flat=True))


def may_begin(viewer: User, unit: Unit, team: Team | None) -> bool:
    """Of the whole unit who approves plans; of a team its manager as well."""
    if not may(viewer, Permission.MAKE_PLANS):
        return False
    if viewer.role == Role.ADMIN:
        return True
    if viewer.unit_id != unit.pk or (team is not None and team.unit_id != unit.pk):
        return False
    if may(viewer, Permission.APPROVE_PLANS):
        return True
    return team is not None and viewer.team is not None and team.pk in teams_under(viewer.team)


def may_plan(viewer: User, plan: Plan) -> bool:
    return may_begin(viewer, plan.unit, plan.team)


def may_approve(viewer: User, plan: Plan) -> bool:
    if not may(viewer, Permission.APPROVE_PLANS):
        return False
    return viewer.role == Role.ADMIN or viewer.unit_id == plan.unit_id


def teams_planned(viewer: User) -> list[Team]:
    """For which teams he may begin a plan."""
    rows = Team.objects.filter(unit=viewer.unit_id).order_by("name", "id")
    if may(viewer, Permission.APPROVE_PLANS):
        return list(rows)
    return list(rows.filter(pk__in=teams_under(viewer.team))) if viewer.team else []

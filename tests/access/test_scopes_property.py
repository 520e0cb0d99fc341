"""Whatever happens to people, teams, territories and groups: what is stored equals a plain recomputation."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from krug.access import scopes
from krug.access.actions.assign_territory import assign_territory, unassign_territory
from krug.access.actions.change_user import change_role, change_team
from krug.access.actions.create_user import create_user
from krug.access.actions.house import create_team, create_territory, move_team, move_territory
from krug.access.actions.join_group import join_group, leave_group
from krug.access.errors import KrugError
from krug.access.models import Group, Role, Scope, Team, Territory, Unit, User
from tests.cast import make_cast, person

MOVES = 9
steps = st.lists(
    st.tuples(st.integers(0, MOVES - 1), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=12
)


def pick(model: type, number: int) -> object:
    rows = list(model.objects.order_by("id"))  # type: ignore[attr-defined]
    return rows[number % len(rows)]


def oracle(user: User) -> set[tuple[str, int]]:
    """The table of docs/architecture.md read aloud, a query for each word."""
    everyone = User.objects.all()
    found = {("own", user.id)}
    if user.role == Role.ADMIN:
        for unit in Unit.objects.all():
            found |= whole(unit.id)
        return found | {("own", one.id) for one in everyone}
    found |= {("territory", one.territory_id) for one in user.assignments.all()}
    found |= {("group", one.group_id) for one in user.group_memberships.all()}
    if user.role in (Role.HEAD, Role.INTEGRATOR) and user.unit_id:
        found |= whole(user.unit_id) | {("own", one.id) for one in everyone if one.unit_id == user.unit_id}
    if user.role in (Role.MARKETER, Role.AGENT, Role.PRODUCTION) and user.unit_id:
        found |= {one for one in whole(user.unit_id) if one[0] != "team"}
    if user.role == Role.MANAGER:
        for team in Team.objects.all():
            if under(team, user.team_id):
                found |= {("team", team.id)} | {("territory", one.id) for one in team.territories.all()}
                for one in team.users.all():
                    found |= {("own", one.id)}
                    found |= {("territory", two.territory_id) for two in one.assignments.all()}
                    found |= {("group", two.group_id) for two in one.group_memberships.all()}
    return found


def whole(unit: int) -> set[tuple[str, int]]:
    return (
        {("unit", unit)}
        | {("team", one.id) for one in Team.objects.filter(unit=unit)}
        | {("territory", one.id) for one in Territory.objects.filter(unit=unit)}
        | {("group", one.id) for one in Group.objects.filter(unit=unit)}
    )


def under(team: Team | None, top: int | None) -> bool:
    while team is not None:
        if team.id == top:
            return True
        team = team.parent
    return False


def move(kind: int, one: int, two: int) -> None:
    user = pick(User, one)
    assert isinstance(user, User)
    actions: list[Callable[[], object]] = [
        lambda: assign_territory(None, pick(Territory, two), user),  # type: ignore[arg-type]
        lambda: unassign_territory(None, pick(Territory, two), user),  # type: ignore[arg-type]
        lambda: join_group(None, pick(Group, two), user),  # type: ignore[arg-type]
        lambda: leave_group(None, pick(Group, two), user),  # type: ignore[arg-type]
        lambda: change_role(None, user, Role.values[two % len(Role.values)]),
        lambda: change_team(None, user, pick(Team, two) if two % 4 else None),  # type: ignore[arg-type]
        lambda: move_territory(None, pick(Territory, one), pick(Team, two)),  # type: ignore[arg-type]
        lambda: move_team(None, pick(Team, one), pick(Team, two) if two % 5 else None),  # type: ignore[arg-type]
        lambda: grow(one, two),
    ]
    actions[kind]()


def grow(one: int, two: int) -> None:
    parent = pick(Team, two)
    assert isinstance(parent, Team)
    team = create_team(None, parent.unit, f"T{Team.objects.count()}", parent)
    create_territory(None, team, f"L{Territory.objects.count()}")
    role = Role.values[one % len(Role.values)]
    create_user(None, person(f"New {User.objects.count()}", role, parent.unit, team))


class Histories(TestCase):
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def test_stored_equals_plain(self, history: list[tuple[int, int, int]]) -> None:
        make_cast()
        for kind, one, two in history:
            try:
                move(kind, one, two)
            except KrugError:
                continue
        named = {scope.id: (scope.kind, scope.ref) for scope in Scope.objects.all()}
        for user in User.objects.all():
            assert {named[scope] for scope in scopes.scope_ids(user)} == oracle(user), user.name

"""Units, teams, territories, groups: made and moved by those who may."""

import pytest

from krug.access import scopes
from krug.access.actions.assign_territory import assign_territory, unassign_territory
from krug.access.actions.house import (
    create_group,
    create_team,
    create_territory,
    create_unit,
    move_team,
    move_territory,
)
from krug.access.actions.join_group import join_group, join_group_many, leave_group
from krug.access.actions.scope import place
from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import AuditEntry, GroupMember, Scope, TerritoryAssignment, User
from tests.cast import Cast

Kind = Scope.Kind


def fresh(user: User) -> User:
    return User.objects.get(id=user.id)


def sees(user: User, row: int) -> bool:
    return scopes.may_see(fresh(user), "person", row)


def test_a_new_unit_is_the_administrators_at_once(cast: Cast) -> None:
    unit = create_unit(cast.admin, "  Beauty   care ")
    assert unit.name == "Beauty care"
    place("person", 1, [(Kind.UNIT, unit.id)])
    assert sees(cast.admin, 1)
    assert AuditEntry.objects.filter(verb="create", object_kind="unit", actor=cast.admin).count() == 1


def test_heads_and_others_make_no_units(cast: Cast) -> None:
    for user in (cast.head, cast.nina, cast.rita, cast.integrator):
        with pytest.raises(NotAllowed):
            create_unit(user, "Beauty")


def test_a_head_builds_in_his_unit_alone(cast: Cast) -> None:
    team = create_team(cast.head, cast.pharma.unit, "East", parent=cast.pharma.top)
    land = create_territory(cast.head, team, "East coast")
    group = create_group(cast.head, cast.pharma.unit, "Easterners")
    assert (land.unit_id, group.unit_id) == (cast.pharma.unit.id, cast.pharma.unit.id)
    for make in (
        lambda: create_team(cast.head, cast.food.unit, "East"),
        lambda: create_territory(cast.head, cast.food.north, "East"),
        lambda: create_group(cast.head, cast.food.unit, "East"),
    ):
        with pytest.raises(NotAllowed):
            make()


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_bad_name_is_named(cast: Cast, name: str) -> None:
    with pytest.raises(WrongInput) as error:
        create_team(cast.head, cast.pharma.unit, name)
    assert error.value.where["field"] == "name"


def test_a_name_is_taken_once_in_a_unit(cast: Cast) -> None:
    with pytest.raises(Conflict):
        create_team(cast.head, cast.pharma.unit, "North")
    with pytest.raises(Conflict):
        create_unit(cast.admin, "Food")
    with pytest.raises(Conflict):
        create_territory(cast.head, cast.pharma.south, "North coast")
    with pytest.raises(Conflict):
        create_group(cast.head, cast.pharma.unit, "Everybody")


def test_a_team_hangs_under_its_own_unit(cast: Cast) -> None:
    with pytest.raises(WrongInput):
        create_team(cast.admin, cast.pharma.unit, "East", parent=cast.food.top)


def test_assigning_opens_and_unassigning_closes(cast: Cast) -> None:
    place("person", 1, [(Kind.TERRITORY, cast.pharma.south_land.id)])
    assign_territory(cast.head, cast.pharma.south_land, cast.rita)
    assign_territory(cast.head, cast.pharma.south_land, cast.rita)
    assert sees(cast.rita, 1)
    # The manager sees the lands of his people, wherever they are.
    assert sees(cast.nina, 1)
    unassign_territory(cast.head, cast.pharma.south_land, cast.rita)
    unassign_territory(cast.head, cast.pharma.south_land, cast.rita)
    assert not sees(cast.rita, 1)
    assert AuditEntry.objects.filter(verb="assign", actor=cast.head).count() == 1
    assert AuditEntry.objects.filter(verb="unassign").count() == 1


def test_a_territory_is_not_given_to_another_unit_nor_by_it(cast: Cast) -> None:
    with pytest.raises(WrongInput):
        assign_territory(cast.admin, cast.pharma.north_land, cast.food_rep)
    for user in (cast.food_head, cast.nina, cast.rita):
        with pytest.raises(NotAllowed):
            assign_territory(user, cast.pharma.north_land, cast.roma)
        with pytest.raises(NotAllowed):
            unassign_territory(user, cast.pharma.north_land, cast.rita)
    assert TerritoryAssignment.objects.filter(territory=cast.pharma.north_land).count() == 1


def test_joining_and_leaving_a_group(cast: Cast) -> None:
    group = create_group(cast.head, cast.pharma.unit, "Launch")
    place("deck", 1, [(Kind.GROUP, group.id)])
    join_group(cast.head, group, cast.rita)
    join_group(cast.head, group, cast.rita)
    assert scopes.may_see(fresh(cast.rita), "deck", 1)
    assert not scopes.may_see(fresh(cast.roma), "deck", 1)
    leave_group(cast.head, group, cast.rita)
    leave_group(cast.head, group, cast.rita)
    assert not scopes.may_see(fresh(cast.rita), "deck", 1)


def test_a_stranger_in_the_crowd_joins_nobody(cast: Cast) -> None:
    group = create_group(cast.head, cast.pharma.unit, "Launch")
    with pytest.raises(WrongInput):
        join_group_many(cast.head, group, [cast.rita, cast.food_rep])
    assert not GroupMember.objects.filter(group=group).exists()
    with pytest.raises(NotAllowed):
        join_group(cast.food_head, group, cast.food_rep)
    with pytest.raises(NotAllowed):
        leave_group(cast.rita, group, cast.rita)


def test_moving_a_team_moves_what_its_leaders_see(cast: Cast) -> None:
    place("person", 1, [(Kind.TERRITORY, cast.pharma.south_land.id)])
    move_team(cast.head, cast.pharma.south, cast.pharma.north)
    assert sees(cast.nina, 1)
    move_team(cast.head, cast.pharma.south, None)
    assert not sees(cast.nina, 1)
    assert not sees(cast.boss, 1)
    assert sees(cast.sam, 1)


def test_a_team_never_stands_under_itself(cast: Cast) -> None:
    for parent in (cast.pharma.north, cast.pharma.top):
        team = cast.pharma.top
        with pytest.raises(WrongInput):
            move_team(cast.head, team, parent)
    with pytest.raises(WrongInput):
        move_team(cast.admin, cast.pharma.north, cast.food.top)
    with pytest.raises(NotAllowed):
        move_team(cast.food_head, cast.pharma.north, None)


def test_moving_a_territory_to_another_team(cast: Cast) -> None:
    place("person", 1, [(Kind.TERRITORY, cast.pharma.south_land.id)])
    unassign_territory(cast.head, cast.pharma.south_land, cast.roma)
    move_territory(cast.head, cast.pharma.south_land, cast.pharma.north)
    assert sees(cast.nina, 1)
    assert not sees(cast.sam, 1)
    with pytest.raises(WrongInput):
        move_territory(cast.admin, cast.pharma.south_land, cast.food.north)
    with pytest.raises(NotAllowed):
        move_territory(cast.nina, cast.pharma.south_land, cast.pharma.north)

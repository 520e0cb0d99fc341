"""Reading through scopes: visible, may_see, reach, of_units, visible_staff."""

import pytest
from django.http import Http404

from krug.access import scopes
from krug.access.actions.scope import place, place_many
from krug.access.models import Scope, ScopeMember, Team, User
from krug.access.signals import rows_changed
from tests.cast import Cast

Kind = Scope.Kind


def seen(user: User, kind: str) -> set[int]:
    return set(scopes.visible(user, kind))


def test_a_person_of_a_territory_is_seen_by_its_rep_and_those_above(cast: Cast) -> None:
    place("person", 1, [(Kind.TERRITORY, cast.pharma.north_land.id)])
    who = {user.name for user in cast.everyone if scopes.may_see(user, "person", 1)}
    assert who == {"Rita", "Nina", "Boss", "Marketer", "Agent", "Production", "Head", "Integrator", "Admin"}


def test_a_person_without_territory_is_seen_by_the_units_office(cast: Cast) -> None:
    place("person", 1, [(Kind.UNIT, cast.pharma.unit.id)])
    who = {user.name for user in cast.everyone if scopes.may_see(user, "person", 1)}
    assert who == {"Marketer", "Agent", "Production", "Head", "Integrator", "Admin"}


def test_a_visit_is_seen_by_its_author_and_his_managers(cast: Cast) -> None:
    place("visit", 5, [(Kind.OWN, cast.roma.id)])
    who = {user.name for user in cast.everyone if scopes.may_see(user, "visit", 5)}
    assert who == {"Roma", "Sam", "Boss", "Head", "Integrator", "Admin"}


def test_a_published_deck_is_seen_by_the_group_and_the_unit(cast: Cast) -> None:
    place("deck", 3, [(Kind.UNIT, cast.pharma.unit.id), (Kind.GROUP, cast.pharma.group.id)])
    who = {user.name for user in cast.everyone if scopes.may_see(user, "deck", 3)}
    assert {"Rita", "Roma", "Nina", "Sam", "Boss", "Marketer", "Head", "Admin"} <= who
    assert not {name for name in who if name.startswith("Food")}


def test_the_other_unit_sees_nothing_of_ours(cast: Cast) -> None:
    place("person", 1, [(Kind.TERRITORY, cast.pharma.north_land.id)])
    place("visit", 1, [(Kind.OWN, cast.rita.id)])
    place("deck", 1, [(Kind.UNIT, cast.pharma.unit.id), (Kind.GROUP, cast.pharma.group.id)])
    for user in (cast.food_rep, cast.food_manager, cast.food_marketer, cast.food_head):
        assert not seen(user, "person") | seen(user, "visit") | seen(user, "deck")


def test_placing_again_moves_the_row_and_nothing_else(cast: Cast) -> None:
    place("person", 1, [(Kind.TERRITORY, cast.pharma.north_land.id)], "ivanov")
    place("person", 2, [(Kind.TERRITORY, cast.pharma.north_land.id)], "petrov")
    place("person", 1, [(Kind.TERRITORY, cast.pharma.south_land.id)], "ivanov")
    assert (seen(cast.rita, "person"), seen(cast.roma, "person")) == ({2}, {1})


def test_placing_the_same_way_changes_no_row(cast: Cast) -> None:
    scopes_ = [(Kind.TERRITORY, cast.pharma.north_land.id)]
    place("person", 1, scopes_, "a")
    before = list(ScopeMember.objects.values_list())
    place("person", 1, scopes_, "a")
    assert list(ScopeMember.objects.values_list()) == before


def test_a_new_sort_is_kept(cast: Cast) -> None:
    scopes_ = [(Kind.TERRITORY, cast.pharma.north_land.id)]
    place("person", 1, scopes_, "a")
    place("person", 1, scopes_, "b" * 300)
    assert ScopeMember.objects.get(kind="person", row=1).sort == "b" * 80


def test_placing_nowhere_hides_the_row_from_all(cast: Cast) -> None:
    place("person", 1, [(Kind.TERRITORY, cast.pharma.north_land.id)])
    place("person", 1, [])
    assert not seen(cast.admin, "person")


def test_place_many_tells_sync_once_a_kind_and_batch(cast: Cast) -> None:
    told: list[tuple[str, set[int]]] = []

    def hear(kind: str, rows: set[int], **_: object) -> None:
        told.append((kind, rows))

    rows_changed.connect(hear)
    try:
        land = [(Kind.TERRITORY, cast.pharma.north_land.id)]
        place_many(
            [("person", 1, land, ""), ("visit", 7, [(Kind.OWN, cast.rita.id)], ""), ("person", 2, land, "")]
        )
    finally:
        rows_changed.disconnect(hear)
    assert sorted(told) == [("person", {1, 2}), ("visit", {7})]


def test_place_many_takes_thousands_in_few_queries(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    lands = [cast.pharma.north_land.id, cast.pharma.south_land.id]
    rows = [("person", row, [(Kind.TERRITORY, lands[row % 2])], f"{row:06}") for row in range(1, 6001)]
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        place_many(iter(rows))
    assert len(seen(cast.rita, "person")) == len(seen(cast.roma, "person")) == 3000


def test_reach_gives_404_to_the_outsider_and_for_nothing(cast: Cast) -> None:
    place("team", cast.pharma.north.id, [(Kind.TEAM, cast.pharma.north.id)])
    teams = Team.objects.all()
    assert scopes.reach(cast.nina, teams, uid=cast.pharma.north.uid) == cast.pharma.north
    with pytest.raises(Http404):
        scopes.reach(cast.sam, teams, uid=cast.pharma.north.uid)
    with pytest.raises(Http404):
        scopes.reach(cast.nina, teams, uid=cast.pharma.unit.uid)


def test_reach_through_a_field(cast: Cast) -> None:
    place("team", cast.pharma.top.id, [(Kind.TEAM, cast.pharma.top.id)])
    below = Team.objects.all()
    assert scopes.reach(cast.boss, below, through="parent", uid=cast.pharma.north.uid) == cast.pharma.north
    with pytest.raises(Http404):
        scopes.reach(cast.food_manager, below, through="parent", uid=cast.pharma.north.uid)


def test_few_rows_are_sifted_by_their_scopes_in_both_ways(cast: Cast) -> None:
    north, south = cast.pharma.north.id, cast.pharma.south.id
    place_many([("team", north, [(Kind.TEAM, north)], ""), ("team", south, [(Kind.TEAM, south)], "")])
    for user, mine in ((cast.nina, {north}), (cast.sam, {south}), (cast.head, {north, south})):
        assert scopes.seen_among(user, "team", [north, south, 0]) == mine
        assert {team.id for team in scopes.only_seen(user, Team.objects.all())} == mine
    assert scopes.seen_among(cast.food_head, "team", [north, south]) == set()
    assert scopes.seen_among(cast.head, "team", []) == set()


def test_of_units_and_staff(cast: Cast) -> None:
    assert set(scopes.of_units(cast.rita, Team.objects.all())) == {
        cast.pharma.top,
        cast.pharma.north,
        cast.pharma.south,
    }
    assert scopes.of_units(cast.admin, Team.objects.all()).count() == 6
    assert set(scopes.visible_staff(cast.nina)) == {cast.rita, cast.nina}
    assert set(scopes.visible_staff(cast.rita)) == {cast.rita}
    assert cast.food_rep not in scopes.visible_staff(cast.head)


def test_scope_ids_are_asked_for_once_a_version(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    scopes.scope_ids(cast.rita)
    with django_assert_num_queries(0):  # type: ignore[operator]
        scopes.scope_ids(cast.rita, "person")
        scopes.scope_ids(User(id=cast.rita.id, scopes_version=cast.rita.scopes_version))
    with django_assert_num_queries(1):  # type: ignore[operator]
        list(scopes.visible(cast.rita, "person"))


def test_a_great_many_scopes_are_asked_by_subquery(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    place("person", 1, [(Kind.TERRITORY, cast.pharma.north_land.id)])
    place("person", 2, [(Kind.TERRITORY, cast.pharma.south_land.id)])
    monkeypatch.setattr(scopes, "_INLINE_SCOPES", 0)
    assert (seen(cast.rita, "person"), seen(cast.admin, "person")) == ({1}, {1, 2})

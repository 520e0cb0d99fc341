import pytest
from django.contrib.auth.models import AnonymousUser

from krug.access.models import Role, User
from krug.access.rules import ALLOWED, House, Member, Permission, may, may_give, may_manage, scopes_of


def somebody(role: str, unit: int | None = 1, **more: object) -> User:
    return User(id=7, role=role, unit_id=unit, **more)


def test_every_role_has_its_permissions_stated() -> None:
    assert set(ALLOWED) == set(Role.values)


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.PLAN_VISITS, {"rep", "seller", "manager", "head", "admin", "integrator"}),
        (Permission.PUBLISH_DECKS, {"marketer", "head", "admin", "integrator"}),
        (Permission.MANAGE_PEOPLE, {"head", "admin"}),
        (Permission.SEE_AUDIT, {"head", "admin"}),
        (Permission.SEE_VIEWERS, {"manager", "head", "admin"}),
        (Permission.ANSWER_SUBJECTS, {"head", "admin"}),
        (Permission.SEE_BALANCES, {"rep", "seller", "manager", "agent", "head", "admin", "integrator"}),
        (Permission.MANAGE_WEBHOOKS, {"head", "admin"}),
        (Permission.MANAGE_FIELDS, {"head", "admin"}),
        (Permission.EDIT_PRODUCTS, {"marketer", "head", "admin", "integrator"}),
        (Permission.ANSWER_QUESTIONS, {"manager", "marketer", "head"}),
        (Permission.SHARE_VIEWS, {"manager", "marketer", "head", "admin"}),
        (Permission.EXCHANGE, {"head", "admin", "integrator"}),
        (Permission.MERGE, {"manager", "marketer", "head", "admin", "integrator"}),
    ],
)
def test_who_may(permission: Permission, roles: set[str]) -> None:
    assert {role for role in Role.values if may(somebody(role), permission)} == roles


def test_strangers_and_the_shut_out_may_nothing() -> None:
    assert not may(AnonymousUser(), Permission.SEE_DECKS)
    assert not may(somebody("admin", is_active=False), Permission.SEE_DECKS)


def test_a_token_only_narrows() -> None:
    rep = somebody("rep")
    rep.limited_to = frozenset({"see_decks", "manage_people"})
    assert {one for one in Permission if may(rep, one)} == {Permission.SEE_DECKS}


def test_managing_people_ends_at_ones_unit() -> None:
    assert may_manage(None, None)
    assert may_manage(somebody("admin", None), 5)
    assert may_manage(somebody("head"), 1)
    assert not may_manage(somebody("head"), 2)
    assert not may_manage(somebody("head"), None)
    assert not may_manage(somebody("manager"), 1)


def test_only_administrators_make_administrators() -> None:
    assert may_give(somebody("admin"), "admin")
    assert may_give(somebody("head"), "marketer")
    assert not may_give(somebody("head"), "admin")


def test_a_ring_of_teams_ends() -> None:
    house = House(teams={1: (1, 2), 2: (1, 1)})
    assert house.teams_under(1) == {1, 2}
    assert house.teams_under(None) == house.teams_under(9) == set()


def test_a_head_without_a_unit_sees_himself_alone() -> None:
    house = House(units={1}, teams={1: (1, None)})
    assert scopes_of(Member(7, "head", None, None), house) == {("own", 7)}

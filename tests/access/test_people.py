"""Making people and changing what they are."""

from dataclasses import replace

import pytest

from krug.access import scopes
from krug.access.actions.change_user import change_language, change_role, change_team
from krug.access.actions.create_user import UserData, create_user, create_users
from krug.access.actions.deactivate_user import activate_user, deactivate_user
from krug.access.actions.issue_token import issue_token
from krug.access.actions.revoke_token import revoke_token
from krug.access.actions.scope import place
from krug.access.actions.set_password import set_password
from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import AuditEntry, AuditValue, Role, Scope, Token, User
from krug.access.signals import user_shut_out
from tests.cast import Cast, person

STRONG = "Another-evening-10"


def fresh(user: User) -> User:
    return User.objects.get(id=user.id)


def newcomer(cast: Cast, **changes: object) -> UserData:
    data = UserData("new@krug.test", "New One", Role.REP, cast.pharma.unit, cast.pharma.north, STRONG)
    return replace(data, **changes)  # type: ignore[arg-type]


def test_a_new_person_can_sign_in_and_is_seen_by_his_managers(cast: Cast) -> None:
    user = create_user(cast.head, newcomer(cast, email=" New@Krug.test "))
    assert user.email == "new@krug.test"
    assert user.check_password(STRONG)
    assert user.password.startswith("argon2")
    assert user.scopes_version > 0
    for leader in (cast.nina, cast.boss, cast.head, cast.admin):
        assert user in scopes.visible_staff(fresh(leader))
    assert user not in scopes.visible_staff(fresh(cast.sam))


def test_the_audit_has_no_password(cast: Cast) -> None:
    user = create_user(cast.head, newcomer(cast))
    kept = AuditValue.objects.get(entry__verb="create", entry__object_kind="user", entry__object_id=user.id)
    assert set(kept.after) == {"email", "name", "role", "unit", "team"}


def test_without_a_password_nobody_gets_in(cast: Cast) -> None:
    assert not create_user(cast.head, newcomer(cast, password=None)).has_usable_password()


def test_who_makes_whom(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_user(cast.head, newcomer(cast, role=Role.ADMIN))
    with pytest.raises(NotAllowed):
        create_user(cast.food_head, newcomer(cast))
    with pytest.raises(NotAllowed):
        create_user(cast.nina, newcomer(cast))
    with pytest.raises(NotAllowed):
        create_user(cast.head, newcomer(cast, unit=None, team=None))
    assert create_user(cast.admin, newcomer(cast, role=Role.ADMIN, unit=None, team=None)).role == Role.ADMIN


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "not an address"),
        ("name", "  "),
        ("role", "king"),
        ("language", "fr"),
        ("time_zone", "Mars/Olympus"),
        ("password", "short"),
        ("password", "password123"),
    ],
)
def test_wrong_input_is_named(cast: Cast, field: str, value: str) -> None:
    with pytest.raises(WrongInput) as error:
        create_user(cast.head, newcomer(cast, **{field: value}))
    assert error.value.where["field"] == field
    assert not User.objects.filter(email="new@krug.test").exists()


def test_a_refused_password_is_not_repeated(cast: Cast) -> None:
    with pytest.raises(WrongInput) as error:
        create_user(cast.head, newcomer(cast, password="hunter2"))
    assert "hunter2" not in str(error.value)


def test_the_team_is_of_the_unit(cast: Cast) -> None:
    with pytest.raises(WrongInput):
        create_user(cast.admin, newcomer(cast, team=cast.food.north))


def test_an_email_is_taken_once_whatever_its_case(cast: Cast) -> None:
    with pytest.raises(Conflict):
        create_user(cast.head, newcomer(cast, email="RITA@krug.test"))
    with pytest.raises(Conflict) as error:
        create_users(cast.head, [newcomer(cast), newcomer(cast)])
    assert error.value.where["row"] == 2
    assert not User.objects.filter(email="new@krug.test").exists()


def test_many_at_once_take_few_queries(
    cast: Cast, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    crowd = [person(f"P {number}", Role.REP, cast.pharma.unit, cast.pharma.south) for number in range(200)]
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        create_users(cast.head, crowd)
    assert scopes.visible_staff(fresh(cast.sam)).count() == 202


def test_a_new_role_brings_its_scopes(cast: Cast) -> None:
    place("person", 1, [(Scope.Kind.UNIT, cast.pharma.unit.id)])
    change_role(cast.head, cast.rita, Role.MARKETER)
    assert scopes.may_see(cast.rita, "person", 1)
    change_role(cast.head, cast.rita, Role.MARKETER)
    assert AuditEntry.objects.filter(verb="change_role").count() == 1


def test_nobody_raises_himself(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        change_role(cast.head, cast.head, Role.INTEGRATOR)
    with pytest.raises(NotAllowed):
        change_role(cast.head, cast.rita, Role.ADMIN)
    with pytest.raises(NotAllowed):
        change_role(cast.food_head, cast.rita, Role.HEAD)
    with pytest.raises(WrongInput):
        change_role(cast.admin, cast.rita, "king")


def test_changing_the_team_changes_who_leads(cast: Cast) -> None:
    change_team(cast.head, cast.rita, cast.pharma.south)
    assert cast.rita in scopes.visible_staff(fresh(cast.sam))
    assert cast.rita not in scopes.visible_staff(fresh(cast.nina))
    change_team(cast.head, cast.rita, None)
    assert cast.rita not in scopes.visible_staff(fresh(cast.boss))
    with pytest.raises(WrongInput):
        change_team(cast.head, cast.rita, cast.food.north)
    with pytest.raises(NotAllowed):
        change_team(cast.sam, cast.rita, cast.pharma.south)


def test_shutting_out_and_letting_in(cast: Cast) -> None:
    told: list[User] = []

    def hear(user: User, **_: object) -> None:
        told.append(user)

    user_shut_out.connect(hear)
    token, _secret = issue_token(None, cast.rita, "t", ["sync"])
    try:
        deactivate_user(cast.head, cast.rita)
        deactivate_user(cast.head, cast.rita)
    finally:
        user_shut_out.disconnect(hear)
    assert (told, fresh(cast.rita).is_active) == ([cast.rita], False)
    assert Token.objects.get(id=token.id).revoked_at is not None
    activate_user(cast.head, cast.rita)
    activate_user(cast.head, cast.rita)
    assert fresh(cast.rita).is_active
    assert AuditEntry.objects.filter(verb__in=["deactivate", "activate"]).count() == 2


def test_who_shuts_out_whom(cast: Cast) -> None:
    for author, user in (
        (cast.food_head, cast.rita),
        (cast.nina, cast.rita),
        (cast.head, cast.head),
        (cast.head, cast.admin),
    ):
        with pytest.raises(NotAllowed):
            deactivate_user(author, user)
    with pytest.raises(NotAllowed):
        activate_user(cast.rita, cast.roma)


def test_setting_a_password(cast: Cast) -> None:
    set_password(cast.head, cast.rita, STRONG)
    assert fresh(cast.rita).check_password(STRONG)
    set_password(cast.rita, cast.rita, STRONG + "!")
    for author, user in ((cast.nina, cast.rita), (cast.food_head, cast.rita), (cast.head, cast.admin)):
        with pytest.raises(NotAllowed):
            set_password(author, user, STRONG)
    with pytest.raises(WrongInput):
        set_password(cast.head, cast.rita, "rita")


def test_a_token_is_kept_as_a_digest_within_the_owners_role(cast: Cast) -> None:
    token, secret = issue_token(cast.head, cast.rita, " Tablet ", ["sync", "sync"])
    assert secret.startswith("krug_")
    assert (token.name, token.permissions) == ("Tablet", ["sync"])
    assert secret.encode() not in bytes(token.digest)
    for permissions in (["publish_decks"], ["anything"], []):
        with pytest.raises(WrongInput):
            issue_token(cast.head, cast.rita, "Tablet", permissions)
    with pytest.raises(WrongInput):
        issue_token(cast.head, cast.rita, " ", ["sync"])


def test_who_gives_and_takes_tokens(cast: Cast) -> None:
    for author in (cast.rita, cast.nina, cast.food_head):
        with pytest.raises(NotAllowed):
            issue_token(author, cast.rita, "t", ["sync"])
    own, _secret = issue_token(cast.integrator, cast.integrator, "t", ["sync"])
    with pytest.raises(NotAllowed):
        revoke_token(cast.food_head, own)
    revoke_token(cast.integrator, own)
    revoke_token(cast.head, own)
    assert AuditEntry.objects.filter(verb="revoke_token").count() == 1


def test_a_narrow_token_issues_no_wider_one(cast: Cast) -> None:
    author = fresh(cast.integrator)
    author.limited_to = frozenset({"issue_tokens"})
    with pytest.raises(WrongInput):
        issue_token(author, author, "t", ["sync"])


def test_ones_language(cast: Cast) -> None:
    change_language(cast.rita, "ru")
    change_language(cast.rita, "ru")
    assert fresh(cast.rita).language == "ru"
    assert AuditEntry.objects.filter(verb="change_language").count() == 1
    with pytest.raises(WrongInput):
        change_language(cast.rita, "fr")

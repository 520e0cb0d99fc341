from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from krug.access.actions.house import demand
from krug.access.actions.scope import refresh_user_scopes
from krug.access.audit import record_many
from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import Role, Team, Unit, User
from krug.access.rules import may_give


@dataclass(frozen=True, slots=True)
class UserData:
    """A person to be. Without a password he cannot sign in until one is set (or he asks for a reset letter).

    `hashed` takes a password hash as it is: one hash for many demo people, since Argon2 is slow by design.
    """

    email: str
    name: str
    role: str
    unit: Unit | None = None
    team: Team | None = None
    password: str | None = None
    hashed: str = ""
    language: str = "ru"
    time_zone: str = "Europe/Moscow"


def create_user(author: User | None, data: UserData) -> User:
    """Raises NotAllowed, WrongInput (naming the field), Conflict when the e-mail is taken."""
    return create_users(author, [data])[0]


@transaction.atomic
def create_users(author: User | None, people: Sequence[UserData]) -> list[User]:
    """`create_user` for many at once: all or none; an error names the row, 1, 2, …"""
    users = [_user(author, data, row) for row, data in enumerate(people, 1)]
    _refuse_doubles(users)
    User.objects.bulk_create(users, batch_size=500)
    record_many(author, "create", "user", [(user.id, {}, _described(user)) for user in users])
    refresh_user_scopes({user.id for user in users} | _overseers(users))
    fresh = User.objects.in_bulk([user.id for user in users])
    return [fresh[user.id] for user in users]


def checked_password(password: str, user: User) -> str:
    """Its hash. Raises WrongInput saying what is wrong with it (never the password itself)."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WrongInput(" ".join(error.messages), field="password") from error
    return make_password(password)


def _user(author: User | None, data: UserData, row: int) -> User:
    demand(author, data.unit.id if data.unit else None)
    if not may_give(author, data.role):
        raise NotAllowed(
            _("Only an administrator makes administrators."), row=row, field="role", value=data.role
        )
    email = data.email.strip().lower()
    _check(data, email, row)
    user = User(email=email, name=" ".join(data.name.split()), role=data.role, unit=data.unit, team=data.team)
    user.language, user.time_zone = data.language, data.time_zone
    if data.hashed:
        user.password = data.hashed
    elif data.password is None:
        user.set_unusable_password()
    else:
        user.password = checked_password(data.password, user)
    return user


def _check(data: UserData, email: str, row: int) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise WrongInput(
            _("This is not an e-mail address."), row=row, field="email", value=data.email
        ) from error
    if not data.name.strip() or len(data.name) > 160:
        raise WrongInput(_("A name has 1 to 160 characters."), row=row, field="name", value=data.name)
    if data.role not in Role.values:
        raise WrongInput(_("There is no such role."), row=row, field="role", value=data.role)
    if data.role != Role.ADMIN and data.unit is None:
        raise WrongInput(
            _("Everyone but an administrator works in a unit."), row=row, field="unit", value=None
        )
    if data.team is not None and (data.unit is None or data.team.unit_id != data.unit.id):
        raise WrongInput(_("The team is of another unit."), row=row, field="team", value=data.team.name)
    if data.language not in ("ru", "en"):
        raise WrongInput(_("There is no such language."), row=row, field="language", value=data.language)
    if not _is_zone(data.time_zone):
        raise WrongInput(_("There is no such time zone."), row=row, field="time_zone", value=data.time_zone)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _refuse_doubles(users: Sequence[User]) -> None:
    emails = [user.email for user in users]
    there = User.objects.annotate(lower=Lower("email")).filter(lower__in=emails)
    taken = set(there.values_list("lower", flat=True))
    for row, email in enumerate(emails, 1):
        if email in taken:
            raise Conflict(
                _("Someone with this e-mail is here already."), row=row, field="email", value=email
            )
        taken.add(email)


def _described(user: User) -> dict[str, object]:
    return {
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "unit": user.unit_id,
        "team": user.team_id,
    }


def _overseers(users: Sequence[User]) -> set[int]:
    """Whoever sees the new people's own rows: leaders of their units, and administrators."""
    leaders = User.objects.filter(
        unit_id__in={user.unit_id for user in users}, role__in=[Role.MANAGER, Role.HEAD, Role.INTEGRATOR]
    )
    admins = User.objects.filter(role=Role.ADMIN)
    return {*leaders.values_list("id", flat=True), *admins.values_list("id", flat=True)}

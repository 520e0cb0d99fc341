"""Changing what a person is: role, team, how he is called and spoken to."""

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.actions.house import demand
from krug.access.actions.scope import refresh_unit
from krug.access.audit import record
from krug.access.errors import NotAllowed, WrongInput
from krug.access.models import Role, Team, User
from krug.access.rules import may_give


@transaction.atomic
def change_role(author: User | None, user: User, role: str) -> None:
    """Raises NotAllowed, WrongInput. Nobody changes his own role."""
    demand(author, user.unit_id)
    if author is not None and (
        author.id == user.id or not may_give(author, role) or not may_give(author, user.role)
    ):
        raise NotAllowed(_("Ask another administrator to do this."), field="role", value=role)
    if role not in Role.values or (role != Role.ADMIN and user.unit_id is None):
        raise WrongInput(_("There is no such role for this person."), field="role", value=role)
    if role == user.role:
        return
    before, user.role = user.role, role
    user.save(update_fields=["role"])
    record(author, "change_role", "user", user.id, {"role": before}, {"role": role})
    refresh_unit(user.unit_id)
    user.refresh_from_db(fields=["scopes_version"])


@transaction.atomic
def change_team(author: User | None, user: User, team: Team | None) -> None:
    """Raises NotAllowed, WrongInput when the team is of another unit."""
    demand(author, user.unit_id)
    if team is not None and team.unit_id != user.unit_id:
        raise WrongInput(_("The team is of another unit."), field="team", value=team.name)
    if user.team_id == (team.id if team else None):
        return
    before, user.team = user.team_id, team
    user.save(update_fields=["team"])
    record(author, "change_team", "user", user.id, {"team": before}, {"team": user.team_id})
    refresh_unit(user.unit_id)
    user.refresh_from_db(fields=["scopes_version"])


@transaction.atomic
def change_language(user: User, language: str) -> None:
    """One's own language of pages and letters."""
    if language not in ("ru", "en"):
        raise WrongInput(_("There is no such language."), field="language", value=language)
    if language != user.language:
        before, user.language = user.language, language
        user.save(update_fields=["language"])
        record(user, "change_language", "user", user.id, {"language": before}, {"language": language})

"""Making the parts of the company: units, teams, territories, groups."""

from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from krug.access.actions.scope import ensure_scopes, refresh_unit
from krug.access.audit import record
from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import Group, Scope, Team, Territory, Unit, User
from krug.access.rules import ScopeRef, may_manage
from krug.access.signals import unit_made

Kind = Scope.Kind
NAME_LENGTH = 120
N = TypeVar("N", Unit, Team, Territory, Group)


@transaction.atomic
def create_unit(author: User | None, name: str) -> Unit:
    """A business unit. Raises NotAllowed, WrongInput, Conflict."""
    demand(author, None)
    name = _free_name(Unit.objects.all(), name)
    unit = Unit.objects.create(name=name)
    made = _made(author, unit, (Kind.UNIT, unit.id), unit.id)
    unit_made.send(sender=None, unit=unit)
    return made


@transaction.atomic
def create_team(author: User | None, unit: Unit, name: str, parent: Team | None = None) -> Team:
    """A team of the unit, under `parent` if there is one. Raises NotAllowed, WrongInput, Conflict."""
    demand(author, unit.id)
    if parent is not None and parent.unit_id != unit.id:
        raise WrongInput(_("The parent team is of another unit."), field="parent", value=parent.name)
    name = _free_name(Team.objects.filter(unit=unit), name)
    team = Team.objects.create(unit=unit, name=name, parent=parent)
    return _made(author, team, (Kind.TEAM, team.id), unit.id)


@transaction.atomic
def create_territory(author: User | None, team: Team, name: str) -> Territory:
    """A territory the team answers for. Raises NotAllowed, WrongInput, Conflict."""
    demand(author, team.unit_id)
    name = _free_name(Territory.objects.filter(unit=team.unit_id), name)
    territory = Territory.objects.create(unit_id=team.unit_id, team=team, name=name)
    return _made(author, territory, (Kind.TERRITORY, territory.id), team.unit_id)


@transaction.atomic
def create_group(author: User | None, unit: Unit, name: str) -> Group:
    """People to whom materials are published. Raises NotAllowed, WrongInput, Conflict."""
    demand(author, unit.id)
    name = _free_name(Group.objects.filter(unit=unit), name)
    group = Group.objects.create(unit=unit, name=name)
    return _made(author, group, (Kind.GROUP, group.id), unit.id)


@transaction.atomic
def move_team(author: User | None, team: Team, parent: Team | None) -> None:
    """Hang the team under another one. Raises WrongInput when it would end up under itself."""
    demand(author, team.unit_id)
    above = parent
    while above is not None:
        if above.unit_id != team.unit_id or above.id == team.id:
            raise WrongInput(
                _("A team cannot stand under itself or in another unit."), field="parent", value=str(parent)
            )
        above = above.parent
    before, team.parent = team.parent_id, parent
    team.save(update_fields=["parent"])
    record(author, "move", "team", team.id, {"parent": before}, {"parent": team.parent_id})
    refresh_unit(team.unit_id)


@transaction.atomic
def move_territory(author: User | None, territory: Territory, team: Team) -> None:
    """Give the territory to another team of the same unit."""
    demand(author, territory.unit_id)
    if team.unit_id != territory.unit_id:
        raise WrongInput(_("The team is of another unit."), field="team", value=team.name)
    before, territory.team = territory.team_id, team
    territory.save(update_fields=["team"])
    record(author, "move", "territory", territory.id, {"team": before}, {"team": team.id})
    refresh_unit(territory.unit_id)


def demand(author: User | None, unit_id: int | None) -> None:
    """Raises NotAllowed unless the author may change the unit's people and teams."""
    if not may_manage(author, unit_id):
        raise NotAllowed


def _free_name(among: models.QuerySet[Any], name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise WrongInput(_("A name has 1 to 120 characters."), field="name", value=name)
    if among.filter(name=name).exists():
        raise Conflict(_("There is one with this name already."), field="name", value=name)
    return name


def _made(author: User | None, noun: N, scope: ScopeRef, unit_id: int) -> N:
    ensure_scopes([scope])
    record(author, "create", str(noun._meta.model_name), noun.id, after={"name": noun.name})
    refresh_unit(unit_id)
    return noun

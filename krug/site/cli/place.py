"""Where a user works: his team, territories and groups. Named ones that are not there are made."""

from typing import TYPE_CHECKING, TypeVar

import click

from krug.site.cli import find_user, setup

if TYPE_CHECKING:
    from krug.access.models import Group, Team, Territory, Unit, User

T = TypeVar("T")
TERRITORIES = click.option("--territory", "territories", multiple=True, help="May be repeated.")
GROUPS = click.option("--group", "groups", multiple=True, help="May be repeated.")


@click.command("place")
@click.argument("email")
@click.option("--team", help="Team he is of; a manager leads it.")
@click.option("--under", help="Team above a new one.")
@TERRITORIES
@GROUPS
def place(
    email: str, team: str | None, under: str | None, territories: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    """Give a user a team, territories and groups.

    Those that are not there are made.
    """
    setup()
    from krug.access.actions.assign_territory import assign_territory
    from krug.access.actions.change_user import change_team
    from krug.access.actions.join_group import join_group

    user = find_user(email)
    unit = _unit(user)
    if team:
        change_team(None, user, _team(unit, team, _team(unit, under, None) if under else None))
    for name in territories:
        assign_territory(None, _territory(user, name), user)
    for name in groups:
        join_group(None, _group(unit, name), user)
    click.echo(f"{email} is placed.")


@click.command("unplace")
@click.argument("email")
@TERRITORIES
@GROUPS
def unplace(email: str, territories: tuple[str, ...], groups: tuple[str, ...]) -> None:
    """Take territories and groups from a user."""
    setup()
    from krug.access.actions.assign_territory import unassign_territory
    from krug.access.actions.join_group import leave_group
    from krug.access.models import Group, Territory

    user = find_user(email)
    unit = _unit(user)
    for name in territories:
        unassign_territory(None, _known(Territory.objects.filter(unit=unit, name=name).first(), name), user)
    for name in groups:
        leave_group(None, _known(Group.objects.filter(unit=unit, name=name).first(), name), user)
    click.echo(f"{email} works there no more.")


def _unit(user: "User") -> "Unit":
    if user.unit is None:
        raise click.ClickException(f"{user.email} is of no business unit.")
    return user.unit


def _team(unit: "Unit", name: str, above: "Team | None") -> "Team":
    from krug.access.actions.house import create_team
    from krug.access.models import Team

    return Team.objects.filter(unit=unit, name=name).first() or create_team(None, unit, name, above)


def _territory(user: "User", name: str) -> "Territory":
    from krug.access.actions.house import create_territory
    from krug.access.models import Territory

    known = Territory.objects.filter(unit=user.unit_id, name=name).first()
    if known:
        return known
    if user.team is None:
        raise click.ClickException(f"There is no territory «{name}»: pass --team, for a team answers for it.")
    return create_territory(None, user.team, name)


def _group(unit: "Unit", name: str) -> "Group":
    from krug.access.actions.house import create_group
    from krug.access.models import Group

    return Group.objects.filter(unit=unit, name=name).first() or create_group(None, unit, name)


def _known(found: T | None, name: str) -> T:
    if found is None:
        raise click.ClickException(f"There is no «{name}».")
    return found

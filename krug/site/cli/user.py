import click

from krug.site.cli import InOrder, find_user, setup
from krug.site.cli.place import place, unplace

ROLES = ["rep", "seller", "manager", "marketer", "agent", "production", "head", "admin", "integrator"]


@click.group("user", cls=InOrder)
def command() -> None:
    """People who sign in."""


@command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Full name.")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--unit", "unit_name", help="Business unit; made when there is none of that name.")
@click.option("--language", type=click.Choice(["ru", "en"]), default="ru", show_default=True)
@click.password_option(help="Asked for when not given.")
def add(email: str, name: str, role: str, unit_name: str | None, language: str, password: str) -> None:
    """Add a user who signs in with EMAIL."""
    setup()
    from krug.access.actions.create_user import UserData, create_user
    from krug.access.actions.house import create_unit
    from krug.access.models import Unit

    unit = None
    if unit_name:
        unit = Unit.objects.filter(name=unit_name).first() or create_unit(None, unit_name)
    create_user(None, UserData(email, name, role, unit, password=password, language=language))
    click.echo(f"{email} can sign in as {role}.")


@command.command("password")
@click.argument("email")
@click.password_option(help="Asked for when not given.")
def password(email: str, password: str) -> None:
    """Set a new password; the user's sessions end."""
    setup()
    from krug.access.actions.set_password import set_password

    set_password(None, find_user(email), password)
    click.echo(f"The password of {email} is set.")


@command.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Shut a user out at once; what he did stays."""
    setup()
    from krug.access.actions.deactivate_user import deactivate_user

    deactivate_user(None, find_user(email))
    click.echo(f"{email} is shut out.")


@command.command("forget-second-factor")
@click.argument("email")
def forget_second_factor(email: str) -> None:
    """Let a user who lost the phone in by password.

    He sets up another factor then.
    """
    setup()
    from krug.access.actions.forget_second_factor import forget_second_factor

    forget_second_factor(None, find_user(email))
    click.echo(f"{email} has no second factor now.")


@command.command("revoke-tablets")
@click.argument("email")
def revoke_tablets(email: str) -> None:
    """Shut a user's lost tablets out.

    All he has till now; what they hold stays on them. A new one is known at its first sync.
    """
    setup()
    from krug.sync.actions.revoke import revoke_device
    from krug.sync.models import Device

    lost = Device.objects.filter(user=find_user(email), revoked_at=None)
    for device in lost:
        revoke_device(None, device)
    click.echo(f"Shut out: {', '.join(map(str, lost)) or 'there was none'}.")


@command.command("token")
@click.argument("email")
@click.option("--name", required=True, help="What the token is for; shown in the list of tokens.")
@click.option("--permission", "permissions", multiple=True, required=True, help="May be repeated.")
def token(email: str, name: str, permissions: tuple[str, ...]) -> None:
    """Issue an API token that acts as the user.

    The secret is printed once.
    """
    setup()
    from krug.access.actions.issue_token import issue_token

    click.echo(issue_token(None, find_user(email), name, permissions)[1])


@command.command("revoke-token")
@click.argument("email")
@click.option("--name", required=True, help="What the token is called.")
def revoke(email: str, name: str) -> None:
    """Shut an API token of the user, exchanges too."""
    setup()
    from krug.access.actions.revoke_token import revoke_token
    from krug.access.models import Token

    tokens = list(Token.objects.filter(user=find_user(email), name=name, revoked_at=None))
    if not tokens:
        raise click.ClickException(f"{email} has no token «{name}».")
    for one in tokens:
        revoke_token(None, one)
    click.echo(f"Shut: {len(tokens)}.")


command.add_command(place)
command.add_command(unplace)

import os

import click

from krug.site import env
from krug.site.cli import InOrder, setup


@click.group("demo", cls=InOrder)
def command() -> None:
    """The demo company: load, remove, or run it all."""


def _progress(text: str) -> None:
    click.echo(f"  {text}")


@command.command("load")
def load_company() -> None:
    """Load the demo company. Loading twice changes nothing."""
    setup()
    from krug.demo.company import load

    load(_progress)


@command.command("remove")
def remove_company() -> None:
    """Remove the demo company and leave all else as it is."""
    setup()
    from krug.demo.remove import remove

    remove(_progress)


@command.command("run")
@click.option("--check", is_flag=True, help="Start, walk the addresses, and end.")
def run_company(check: bool) -> None:
    """Migrate, load the demo company, serve, print the sign-ins."""
    os.environ.setdefault("KRUG_LOG_LEVEL", "WARNING")
    # Whoever looks at a demo has no phone to set up for each of its people.
    os.environ.setdefault("KRUG_SECOND_FACTOR", "offered")
    setup()
    from krug.demo.company import load
    from krug.site.cli.migrate import migrate
    from krug.site.cli.serve import prepare, start

    click.echo(f"State is in {env.home(env.read())}")
    migrate()
    credentials = load(_progress)
    address = prepare(find_port=True)
    click.echo("\nSign in with the password " + credentials.password)
    for role, email in credentials.sign_ins:
        click.echo(f"  {role:<14} {email}")
    click.echo("")
    if check:
        from krug.site.serve.walk import walk

        walk(address, credentials)
    else:
        start(address)

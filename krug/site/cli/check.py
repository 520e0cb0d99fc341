import click

from krug.site.cli import setup


@click.command("check")
def command() -> None:
    """Look whether settings, database and files are fit for work, and say what is not."""
    setup()
    from django.core.management import call_command

    call_command("check", deploy=False, fail_level="WARNING")
    from krug.site import health

    wrong = [
        f"{name}: {value}"
        for name, value in (
            ("database", health._database()),
            ("migrations", health._migrations()),
            ("home", health._home()),
        )
        if value != "ok"
    ]
    if wrong:
        raise click.ClickException("; ".join(wrong))
    click.echo("All well.")

import click

from krug.site.cli import setup


@click.command("check")
def command() -> None:
    """Say what is not fit for work: settings, database, files."""
    setup()
    from django.core.checks import run_checks

    from krug.site import health

    wrong = [f"{message.msg} {message.hint or ''}".strip() for message in run_checks()]
    wrong += [f"{name}: {value}" for name, value in health.parts().items() if value != health.WELL]
    if wrong:
        raise click.ClickException("\n".join(wrong))
    click.echo("All well.")

import click

from krug.site.cli import setup


@click.command("migrate")
def command() -> None:
    """Bring the database to this version's form. Safe to repeat."""
    setup()
    migrate()


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)

import click

from krug.site.cli import setup


@click.command("worker")
def command() -> None:
    """Work the task queue alone (krug serve does it too)."""
    setup()
    from krug.site.serve.worker import run

    run()

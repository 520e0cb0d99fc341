import click

from krug.site.cli import setup


@click.command("bench")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable figures.")
@click.option("--quick", is_flag=True, help="Smaller data of the same shape; ends within 50 s.")
def command(name: str | None, as_json: bool, quick: bool) -> None:
    """Measure the promises, all of them or one.

    NAME: pages, figures, append, sync, slide, collector, import, segments,
    forecast, plan, identity or entry.
    """
    setup()
    from krug.bench.run import NAMES, report, run

    if name and name not in NAMES:
        raise click.UsageError(f"There is no bench {name!r}; there are: {', '.join(NAMES)}.")
    for one in [name] if name else NAMES:
        click.echo(report(run(one, quick), as_json))

import click

from krug.site.cli import setup


@click.command("match")
@click.option("--learn", is_flag=True, help="First learn from this company's own cards, without labels.")
@click.option("--propose", is_flag=True, help="Merge nothing: everything likely goes into the queue.")
def command(learn: bool, propose: bool) -> None:
    """Find likely doubles among customers and organisations.

    The sure ones are merged, the others wait under Customers → Likely doubles.
    """
    setup()
    from krug.customers.actions import learn_persons, match_organisations, match_persons

    if learn:
        model = learn_persons(None)
        click.echo(f"Learned: model {model.version}.")
    for what, match in (("customers", match_persons), ("organisations", match_organisations)):
        click.echo(what)
        seen = match(None, lambda name, count: click.echo(f"  {count:,} {name}"), not propose)
        click.echo(
            f"{seen.cards:,} cards, {seen.pairs:,} likely pairs: "
            f"{seen.merged:,} merged, {seen.asked:,} to ask."
        )

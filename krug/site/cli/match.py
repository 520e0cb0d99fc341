import click

from krug.site.cli import setup


@click.command("match")
@click.option("--learn", is_flag=True, help="First learn from this company's own cards, without labels.")
@click.option("--propose", is_flag=True, help="Merge nothing: everything likely goes into the queue.")
def command(learn: bool, propose: bool) -> None:
    """Find likely doubles among all customers.

    The sure ones are merged, the others wait under Customers → Likely doubles.
    """
    setup()
    from krug.customers.actions import learn_persons, match_persons

    if learn:
        model = learn_persons(None)
        click.echo(f"Learned: model {model.version}.")
    seen = match_persons(None, lambda what, count: click.echo(f"  {count:,} {what}"), not propose)
    click.echo(
        f"{seen.cards:,} cards, {seen.pairs:,} likely pairs: {seen.merged:,} merged, {seen.asked:,} to ask."
    )

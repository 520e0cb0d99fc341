from pathlib import Path

import click

from krug.site.cli import InOrder, find_user, setup


@click.group("import", cls=InOrder)
def command() -> None:
    """Take data from files."""


@command.command("contacts")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--user", "email", required=True, help="E-mail of the user who does it: his unit and rights hold."
)
@click.option("--territory", help="Territory the new customers belong to; without it, the unit's.")
@click.option(
    "--rejected", type=click.Path(dir_okay=False, path_type=Path), help="File for rows that were not taken."
)
def contacts(file: Path, email: str, territory: str | None, rejected: Path | None) -> None:
    """Take persons from FILE: CSV, XLSX, vCard or JSON Lines.

    Format, encoding, delimiter and columns are found by themselves.
    """
    setup()
    from krug.access.models import Territory
    from krug.customers.actions import import_contacts
    from krug.customers.queries import progress, rejected_csv

    user = find_user(email)
    land = Territory.objects.filter(name=territory, unit=user.unit_id).first() if territory else None
    if territory and land is None:
        raise click.ClickException(f"There is no territory «{territory}».")
    made = import_contacts(file, user, land, lambda done, rows: click.echo(f"  {done:,} of {rows:,}"))
    seen = progress(made)
    click.echo(f"{seen.created:,} taken, {seen.doubles:,} known already, {seen.rejected:,} rejected.")
    if seen.rejected or seen.doubles:
        target = rejected or file.with_name(f"{file.stem}.rejected.csv")
        target.write_bytes(b"".join(rejected_csv(made)))
        click.echo(f"The rows not taken, with reasons: {target}")

from collections.abc import Callable
from pathlib import Path

import click

from krug.site.cli import InOrder, find_user, setup


@click.group("import", cls=InOrder)
def command() -> None:
    """Take data from files."""


def _of_cards(function: Callable[..., None]) -> Callable[..., None]:
    """What every import of cards is told."""
    given = (
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
        click.option(
            "--user", "email", required=True, help="E-mail of the user who does it: his unit and rights hold."
        ),
        click.option("--territory", help="Territory the new cards belong to; without it, the unit's."),
        click.option(
            "--rejected",
            type=click.Path(dir_okay=False, path_type=Path),
            help="File for rows that were not taken.",
        ),
    )
    for one in reversed(given):
        function = one(function)
    return function


@command.command("contacts")
@_of_cards
def contacts(file: Path, email: str, territory: str | None, rejected: Path | None) -> None:
    """Take persons from FILE: CSV, XLSX, vCard or JSON Lines.

    Format, encoding, delimiter and columns are found by themselves.
    """
    _take("person", file, email, territory, rejected)


@command.command("organisations")
@_of_cards
def organisations(file: Path, email: str, territory: str | None, rejected: Path | None) -> None:
    """Take organisations from FILE: CSV, XLSX or JSON Lines.

    Known ones are told by INN, KPP, OGRN, phone and name, and left out.
    """
    _take("organisation", file, email, territory, rejected)


def _take(kind: str, file: Path, email: str, territory: str | None, rejected: Path | None) -> None:
    setup()
    from krug.access.models import Territory
    from krug.customers.actions import import_contacts
    from krug.customers.queries import progress, rejected_csv

    user = find_user(email)
    land = Territory.objects.filter(name=territory, unit=user.unit_id).first() if territory else None
    if territory and land is None:
        raise click.ClickException(f"There is no territory «{territory}».")
    made = import_contacts(file, user, land, lambda done, rows: click.echo(f"  {done:,} of {rows:,}"), kind)
    seen = progress(made)
    click.echo(f"{seen.created:,} taken, {seen.doubles:,} known already, {seen.rejected:,} rejected.")
    if seen.rejected or seen.doubles:
        target = rejected or file.with_name(f"{file.stem}.rejected.csv")
        target.write_bytes(b"".join(rejected_csv(made)))
        click.echo(f"The rows not taken, with reasons: {target}")


@command.command("table")
@click.argument("kind", type=click.Choice(["purchases", "papers"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", "email", required=True, help="E-mail of the user who does it.")
@click.option("--source", required=True, help="Till or system it is of: small letters, digits, hyphens.")
@click.option("--left", type=click.Path(dir_okay=False, path_type=Path), help="File for rows left out.")
def table(kind: str, file: Path, email: str, source: str, left: Path | None) -> None:
    """Take purchases or papers of the books from FILE.

    CSV, XLSX, JSON Lines. The same receipts and papers again change nothing. Rows left out come back as a
    file: mend and send it.
    """
    setup()
    from krug.integrations.actions import take_file
    from krug.integrations.files.queries import left_csv

    user = find_user(email)
    made = take_file(user, kind, source, file, lambda done, rows: click.echo(f"  {done:,} of {rows:,}"))
    if made.failure:
        raise click.ClickException(made.failure)
    rows = made.left.count()
    click.echo(f"{made.taken:,} taken, {made.known:,} known already, {rows:,} rows left out.")
    if rows:
        target = left or file.with_name(f"{file.stem}.left.csv")
        target.write_bytes(b"".join(left_csv(made)))
        click.echo(f"The rows left out, with reasons: {target}")

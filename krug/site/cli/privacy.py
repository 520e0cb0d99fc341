from pathlib import Path
from typing import TYPE_CHECKING

import click

from krug.site.cli import InOrder, find_user, setup

if TYPE_CHECKING:
    from krug.access.models import User
    from krug.customers.models import Person

USER = click.option(
    "--user", "email", help="E-mail of the head or administrator who answers; else the console."
)


@click.group("privacy", cls=InOrder)
def command() -> None:
    """A customer's rights: find, export, erase."""


@command.command("find")
@click.argument("who")
def find(who: str) -> None:
    """Say where anything of WHO is kept.

    WHO is a phone, an e-mail or a card's uid.
    """
    setup()
    from krug.customers.privacy.extract import sections
    from krug.customers.privacy.subject import subject_of

    for section in sections(subject_of(_person(who)).remember()):
        if section.rows:
            click.echo(f"{len(section.rows):>8,}  {section.place.code}")


@command.command("export")
@click.argument("who")
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="The zip; else <uid>.zip."
)
@USER
def export(who: str, target: Path | None, email: str | None) -> None:
    """Write all that is kept of WHO into a zip.

    For reading (HTML) and for programs (JSON).
    """
    setup()
    from krug.customers.actions import export_person

    person = _person(who)
    place = target or Path(f"{person.uid}.zip")
    place.write_bytes(export_person(_author(email), person))
    click.echo(f"Everything is in {place}")


@command.command("erase")
@click.argument("who")
@click.option("--reason", default="request", help="request, withdrawn, retention or unlawful.")
@click.option("--document", default="", help="Number and day of the demand; no names.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@USER
def erase(who: str, reason: str, document: str, yes: bool, email: str | None) -> None:
    """Destroy the data of WHO for good.

    Says what was destroyed.
    """
    setup()
    from krug.customers.actions import erase_person, finish_erasure

    person = _person(who)
    if not yes:
        click.confirm(f"Destroy the personal data of {person.full_name} ({person.uid})?", abort=True)
    made = finish_erasure(erase_person(_author(email), person, reason, document))
    for code, count in made.destroyed.items():
        click.echo(f"{count:>8,}  {code}")
    click.echo(f"The act: /customers/erasures/{made.uid}/")


@command.command("reapply")
def reapply() -> None:
    """Erase again after a restore.

    Whoever the file of tombstones names.
    """
    setup()
    from krug.customers.actions import finish_erasures, reapply_erasures

    again = finish_erasures(reapply_erasures())
    click.echo(f"Erased again: {len(again)}.")


def _person(who: str) -> "Person":
    from krug.customers.privacy.subject import people_by

    found = people_by(who)
    if not found:
        raise click.ClickException(f"Nobody is known by {who}.")
    if len(found) > 1:
        several = "\n".join(f"  {one.uid}  {one.full_name}" for one in found)
        raise click.ClickException(f"Several are known by {who}; name one by his uid:\n{several}")
    return found[0]


def _author(email: str | None) -> "User | None":
    return find_user(email) if email else None

from pathlib import Path
from typing import TYPE_CHECKING

import click

from krug.site.cli import InOrder, find_user, setup

if TYPE_CHECKING:
    from krug.access.models import Group
    from krug.decks.models import Deck


@click.group("deck", cls=InOrder)
def command() -> None:
    """Presentations."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", "email", required=True, help="E-mail of the marketer who does it.")
@click.option("--title", help="Title; without it, the package's own.")
@click.option("--deck", "deck_title", help="Add a version to the deck of this title instead of making one.")
@click.option("--publish", "groups", multiple=True, help="Group to publish to; may be repeated.")
def import_file(
    file: Path, email: str, title: str | None, deck_title: str | None, groups: tuple[str, ...]
) -> None:
    """Take the deck package FILE (zip)."""
    setup()
    from krug.decks.actions.add_version import import_deck
    from krug.decks.actions.publish import publish

    author = find_user(email)
    deck = _deck(deck_title, author.unit_id) if deck_title else None
    chosen = [_group(name, author.unit_id) for name in groups]
    with file.open("rb") as package:
        version = import_deck(author, package, title=title, deck=deck)
    if chosen:
        publish(author, version, chosen)
    click.echo(f"«{version.deck.title}», version {version.number}; slides: {version.slides.count()}.")


def _deck(title: str, unit: int | None) -> "Deck":
    from krug.decks.models import Deck

    deck = Deck.objects.filter(title=title, unit=unit).first()
    if deck is None:
        raise click.ClickException(f"There is no deck «{title}».")
    return deck


def _group(name: str, unit: int | None) -> "Group":
    from krug.access.models import Group

    group = Group.objects.filter(name=name, unit=unit).first()
    if group is None:
        raise click.ClickException(f"There is no group «{name}».")
    return group

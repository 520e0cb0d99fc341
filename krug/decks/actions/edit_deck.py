"""A deck's place in the knowledge base and its title."""

from django.db import transaction
from django.utils.translation import gettext as _

from krug.access.audit import record
from krug.access.errors import WrongInput
from krug.access.models import User
from krug.access.signals import announce
from krug.decks.actions.placing import demand_maker, place_deck
from krug.decks.models import Deck, Folder


@transaction.atomic
def move_deck(author: User, deck: Deck, folder: Folder | None) -> Deck:
    """Into another folder of the same unit; None: out of all folders. Raises NotAllowed, WrongInput."""
    demand_maker(author, deck.unit_id)
    if folder and folder.unit_id != deck.unit_id:
        raise WrongInput(_("The folder is of another unit."), field="folder", value=folder.name)
    before = deck.folder_id
    if before != (folder and folder.id):
        deck.folder = folder
        deck.save(update_fields=["folder"])
        record(author, "move", "deck", deck.id, {"folder": before}, {"folder": deck.folder_id})
        place_deck(deck)
    return deck


@transaction.atomic
def rename_deck(author: User, deck: Deck, title: str) -> Deck:
    """Raises NotAllowed, WrongInput."""
    demand_maker(author, deck.unit_id)
    wanted = " ".join(title.split())
    if not 0 < len(wanted) <= 160:
        raise WrongInput(_("A title has 1 to 160 letters."), field="title", value=title)
    before = deck.title
    if before != wanted:
        deck.title = wanted
        deck.save(update_fields=["title"])
        record(author, "rename", "deck", deck.id, {"title": before}, {"title": wanted})
        place_deck(deck)
        # Histories of customers name it too.
        announce("deck_title", {deck.id})
    return deck

"""The knowledge base as one person sees it: folders as a tree with decks on them."""

from dataclasses import dataclass, field

from django.db.models import QuerySet

from krug.access.models import Group, User
from krug.access.rules import Permission, may
from krug.access.scopes import of_units, visible
from krug.decks.models import Deck, Folder


@dataclass(slots=True)
class Shelf:
    """One folder; the tree's root has no `folder`. `decks` are the viewer's, by title."""

    folder: Folder | None
    shelves: list["Shelf"] = field(default_factory=list)
    decks: list[Deck] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.decks) + sum(shelf.total for shelf in self.shelves)


def knowledge_base(viewer: User) -> Shelf:
    """Folders with no deck for the viewer are shown only to those who make decks. Three queries."""
    folders = list(of_units(viewer, Folder.objects.order_by("name")))
    shelves: dict[int | None, Shelf] = {None: Shelf(None)} | {one.id: Shelf(one) for one in folders}
    for folder in folders:
        shelves[folder.parent_id if folder.parent_id in shelves else None].shelves.append(shelves[folder.id])
    for deck in decks_for(viewer):
        shelves[deck.folder_id if deck.folder_id in shelves else None].decks.append(deck)
    if not may(viewer, Permission.MAKE_DECKS):
        _prune(shelves[None])
    return shelves[None]


def decks_for(viewer: User) -> QuerySet[Deck]:
    return (
        Deck.objects.filter(id__in=visible(viewer, "deck")).select_related("folder").order_by("title", "id")
    )


def decks_on(viewer: User, folder: Folder | None) -> QuerySet[Deck]:
    return decks_for(viewer).filter(folder=folder)


def groups_for(viewer: User) -> QuerySet[Group]:
    """To whom he can publish."""
    return of_units(viewer, Group.objects.order_by("name"))


def _prune(shelf: Shelf) -> None:
    shelf.shelves = [one for one in shelf.shelves if one.total]
    for one in shelf.shelves:
        _prune(one)

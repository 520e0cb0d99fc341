"""Who may make decks, and which scopes a deck is in: its unit, and each group that it is published to now."""

from django.utils.translation import gettext as _

from krug.access.actions.scope import place
from krug.access.errors import NotAllowed, WrongInput
from krug.access.models import Role, Scope, User
from krug.access.rules import Permission, may
from krug.decks.models import Deck, Publishing


def demand_maker(author: User, unit_id: int | None, permission: Permission = Permission.MAKE_DECKS) -> int:
    """The unit, if the author may make (publish) its decks. Raises NotAllowed, WrongInput."""
    if not may(author, permission):
        raise NotAllowed
    if unit_id is None:
        raise WrongInput(_("A deck belongs to a business unit: choose a folder of one."), field="folder")
    if author.role != Role.ADMIN and unit_id != author.unit_id:
        raise NotAllowed
    return unit_id


def place_deck(deck: Deck) -> None:
    """Tells sync as well, moved or not: the deck's document has changed."""
    groups = Publishing.objects.filter(version__deck=deck, withdrawal=None).values_list("group_id", flat=True)
    kinds = Scope.Kind
    scopes = [(str(kinds.UNIT), deck.unit_id), *((str(kinds.GROUP), group) for group in sorted(set(groups)))]
    place("deck", deck.id, scopes, sort=deck.title.casefold())

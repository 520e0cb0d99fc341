from krug.decks.models.deck import Deck, Folder
from krug.decks.models.publishing import Intent, Publishing, Withdrawal
from krug.decks.models.version import Slide, Version, VersionFile

__all__ = ["Deck", "Folder", "Intent", "Publishing", "Slide", "Version", "VersionFile", "Withdrawal"]

from krug.decks.queries.deck_page import DeckPage, deck_page
from krug.decks.queries.files import files_for, may_have, thumbs_of, versions_for
from krug.decks.queries.knowledge import Shelf, decks_on, groups_for, knowledge_base
from krug.decks.queries.published import newest_version, published_version, published_versions

__all__ = [
    "DeckPage",
    "Shelf",
    "deck_page",
    "decks_on",
    "files_for",
    "groups_for",
    "knowledge_base",
    "may_have",
    "newest_version",
    "published_version",
    "published_versions",
    "thumbs_of",
    "versions_for",
]

"""Who builds the documents that travel."""

from krug.sync.builders import deck, organisation, person, visit
from krug.sync.documents import alike, register


def register_all() -> None:
    register("person", alike(person.documents))
    register("organisation", alike(organisation.documents))
    register("visit", alike(visit.documents))
    register("deck", deck.documents)

from krug.customers.queries.card import Card, OrganisationCard, card, organisation_card, reach_person
from krug.customers.queries.find import Hit, search
from krug.customers.queries.identity import (
    canonical_of,
    canonicals_of,
    card_identities,
    card_identity,
    identities_of,
    identities_of_many,
    owner_of,
    owners_of,
    ownership,
)
from krug.customers.queries.lists import (
    OrganisationFilters,
    OrganisationLine,
    Page,
    PersonFilters,
    PersonLine,
    organisation_list,
    person_list,
)
from krug.customers.queries.timeline import Answer, Entry, ShownSlide, Timeline, timeline

__all__ = [
    "Answer",
    "Card",
    "Entry",
    "Hit",
    "OrganisationCard",
    "OrganisationFilters",
    "OrganisationLine",
    "Page",
    "PersonFilters",
    "PersonLine",
    "ShownSlide",
    "Timeline",
    "canonical_of",
    "canonicals_of",
    "card",
    "card_identities",
    "card_identity",
    "identities_of",
    "identities_of_many",
    "organisation_card",
    "organisation_list",
    "owner_of",
    "owners_of",
    "ownership",
    "person_list",
    "reach_person",
    "search",
    "timeline",
]

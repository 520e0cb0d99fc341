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

__all__ = [
    "canonical_of",
    "canonicals_of",
    "card_identities",
    "card_identity",
    "identities_of",
    "identities_of_many",
    "owner_of",
    "owners_of",
    "ownership",
]

"""Who asked not to be written to."""

from collections.abc import Sequence

from krug.customers.models import Person
from krug.customers.queries.consents import standing_of_many

PURPOSE = "letters"
"""Of marketing letters: whoever withdrew it is written to with care, unless he wrote first."""


def declined(people: Sequence[Person]) -> list[Person]:
    """Those who took their consent to letters back. Who never said anything is no such one."""
    roots = {one.canonical_id or one.pk: one for one in people}
    heard = standing_of_many(list(roots))
    return [
        person
        for root, person in roots.items()
        if any(one.purpose.code == PURPOSE and not one.given for one in heard.get(root, []))
    ]

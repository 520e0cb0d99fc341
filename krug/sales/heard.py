"""What was exchanged with customers within given times: read from the log in a handful of queries."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from krug.customers.queries import identities_of_many
from krug.touches.queries import newest_of_each
from krug.touches.touch import StoredTouch

Key = TypeVar("Key")


def heard(
    asks: Sequence[tuple[Key, int, int, int]], most: int
) -> Iterator[tuple[Key, int, list[StoredTouch]]]:
    """`asks`: (whose, survivor, since, until), µs UTC, until left out. Answers (whose, survivor, touches).

    Of each of the survivor's identities by itself the newest `most`, newest first, while it was his.
    """
    spans = identities_of_many({person for _key, person, _since, _until in asks})
    asked, whose = [], []
    for key, person, since, until in asks:
        for identity, start, end in spans.get(person, []):
            first, last = max(start or since, since), min(end or until, until)
            if first < last:
                asked.append((identity, first, last))
                whose.append((key, person))
    for (key, person), touches in zip(whose, newest_of_each(asked, most), strict=True):
        yield key, person, touches

"""Where a customer leaves something: each domain registers its own places, so that none is forgotten."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from krug.customers.privacy.subject import Subject

Rows = list[dict[str, Any]]


def _nothing(_subject: Subject) -> int:
    return 0


def _clean() -> None:
    return None


@dataclass(frozen=True)
class Place:
    """`rows`: what is kept of him there, as he may read it. `erase` destroys it inside the transaction and
    answers how many rows changed; the subject was read whole before. `scrub` runs after the commit,
    for what a transaction does not reach.
    """

    code: str
    title: Promise | str
    rows: Callable[[Subject], Rows]
    erase: Callable[[Subject], int] = _nothing
    scrub: Callable[[], None] = _clean


_places: dict[str, Place] = {}


def register(place: Place) -> None:
    """Call in ready()."""
    _places[place.code] = place


def places() -> list[Place]:
    return list(_places.values())


def title_of(code: str) -> str:
    return str(_places[code].title) if code in _places else code

"""Whose an identity is, and when; who is the survivor of whom. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

FIRST, LAST = -(2**63), 2**63 - 1
"""No end on that side, as a moment."""


class Span(NamedTuple):
    """The identity is the person's in [since, until), µs UTC; None: no end on that side."""

    since: int | None
    until: int | None
    person: int


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as far as ownership goes. Ids grow with time: of equal priority the greater id is the newer."""

    id: int
    person: int
    since: int | None
    until: int | None
    priority: int


def owner(links: Iterable[LinkRow], at: int) -> int | None:
    """The person of the link that wins at the moment, or None."""
    valid = [link for link in links if _from(link) <= at < _to(link)]
    best = max(valid, key=lambda link: (link.priority, link.id), default=None)
    return best.person if best else None


def owners(links: Iterable[LinkRow], at: int) -> set[int]:
    """Everybody who has a link valid at the moment: a family's e-mail has several."""
    return {link.person for link in links if _from(link) <= at < _to(link)}


def spans(links: Sequence[LinkRow]) -> list[Span]:
    """The same for all moments: spans in order of time, without overlaps, neighbours of one person joined."""
    if len(links) == 1:
        one = links[0]
        return [Span(one.since, one.until, one.person)] if _from(one) < _to(one) else []
    edges = sorted({edge for link in links for edge in (_from(link), _to(link))})
    found: list[Span] = []
    for begin, end in pairwise(edges):
        person = owner(links, begin)
        if person is None:
            continue
        since, until = (None if begin == FIRST else begin), (None if end == LAST else end)
        if found and found[-1].person == person and found[-1].until == since:
            since = found.pop().since
        found.append(Span(since, until, person))
    return found


def _from(link: LinkRow) -> int:
    return FIRST if link.since is None else link.since


def _to(link: LinkRow) -> int:
    return LAST if link.until is None else link.until


def flatten(survivors: Mapping[int, int]) -> dict[int, int]:
    """Absorbed → the last survivor, from absorbed → survivor of each decision in force.

    Decisions are only made between persons nobody has absorbed, so there are no cycles to follow.
    """
    flat: dict[int, int] = {}
    for person in survivors:
        path = [person]
        while path[-1] in survivors and path[-1] not in flat:
            path.append(survivors[path[-1]])
        root = flat.get(path[-1], path[-1])
        flat |= dict.fromkeys(path[:-1], root)
    return flat

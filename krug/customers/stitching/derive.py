"""From what was seen together to whose each identity was, and when. Pure.

Whoever an identity is linked to by a card or by hand is given. For all others ties follow from sightings, so
taking a sighting back and deriving again gives what there was before it, in whatever order they came in.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from krug.customers.ownership import LinkRow, owners
from krug.customers.stitching.kinds import KINDS, WEAK, Evidence

SESSION = 30 * 60 * 1_000_000
"""How long somebody is taken to stay at a thing that more people use than its kind allows, µs."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Identities seen together at a moment (µs UTC). Ids grow in the order of arrival; `key` doesn't."""

    id: int
    at: int
    evidence: str
    key: str
    identities: frozenset[int]


class Tie(NamedTuple):
    """The identity is the person's in [since, until); `sight` is the sighting that began it."""

    person: int
    since: int | None
    until: int | None
    sight: int


@dataclass(slots=True)
class Known:
    """What deriving starts from. `kinds`: identity → kind; blocked ones are not in it.

    `given`: links by card or hand; `root`: person → survivor, where they differ.
    """

    kinds: dict[int, str] = field(default_factory=dict)
    sights: dict[int, list[Sight]] = field(default_factory=dict)
    given: dict[int, list[LinkRow]] = field(default_factory=dict)
    root: dict[int, int] = field(default_factory=dict)


class Mark(NamedTuple):
    """Who was there, in order of time. `root`: his survivor, None: somebody signed out."""

    at: int
    key: str
    sight: int
    weak: bool
    person: int
    root: int | None


def derive(known: Known, wanted: Collection[int]) -> dict[int, list[Tie]]:
    """Ties of the wanted identities. Names first, the nearer to a given link the sooner; then things."""
    links = {id: list(rows) for id, rows in known.given.items() if id in known.kinds}
    ties: dict[int, list[Tie]] = {}
    open_names = sorted(id for id in wanted if _names(known, id) and not links.get(id))
    while open_names:
        found = {id: spans(_marks(known, id, links), known.kinds[id]) for id in open_names}
        found = {id: own for id, own in found.items() if own}
        if not found:
            break
        ties |= found
        links |= {id: _as_links(own) for id, own in found.items()}
        open_names = [id for id in open_names if id not in found]
    things = [id for id in wanted if id in known.kinds and not _names(known, id)]
    ties |= {id: spans(_marks(known, id, links), known.kinds[id]) for id in things}
    return {id: ties.get(id, []) for id in wanted}


def _names(known: Known, identity: int) -> bool:
    return identity in known.kinds and KINDS[known.kinds[identity]].names


def _as_links(ties: Iterable[Tie]) -> list[LinkRow]:
    return [LinkRow(-1, tie.person, tie.since, tie.until, 0) for tie in ties]


def _marks(known: Known, identity: int, links: Mapping[int, list[LinkRow]]) -> list[Mark]:
    """Sightings of the identity that say who was there, in order of time."""
    marks = []
    for sight in known.sights.get(identity, []):
        person, root = 0, None
        if sight.evidence != Evidence.SIGNED_OUT:
            person = named(known, sight.identities - {identity}, sight.at, links) or 0
            root = known.root.get(person, person)
        if person or root is None:
            marks.append(Mark(sight.at, sight.key, sight.id, sight.evidence in WEAK, person, root))
    return sorted(marks, key=lambda mark: (mark.at, mark.key))


def named(
    known: Known, identities: Collection[int], at: int, links: Mapping[int, list[LinkRow]]
) -> int | None:
    """The one person whom the names mean together, or None when they mean several or nobody.

    From the strongest name down each keeps those of the persons whom it can mean, as long as any are left.
    """
    meant: dict[int, int] = {}
    for identity in sorted(identities, key=lambda id: (-_rank(known, id), id)):
        if not _names(known, identity):
            continue
        own: dict[int, int] = {}
        for person in sorted(owners(links.get(identity, []), at)):
            own.setdefault(known.root.get(person, person), person)
        both = own.keys() & meant.keys()
        meant = {root: meant[root] for root in both} if both else meant or own
    return next(iter(meant.values())) if len(meant) == 1 else None


def _rank(known: Known, identity: int) -> int:
    return KINDS[known.kinds[identity]].rank if identity in known.kinds else -1


def spans(marks: list[Mark], kind: str) -> list[Tie]:
    """Ties from marks in order of time; the past before the first is his when nobody else was ever there."""
    people = {mark.root for mark in marks if mark.root is not None}
    names, crowded = KINDS[kind].names, len(people) > KINDS[kind].most
    if names:
        ties = [] if crowded else _side_by_side(marks)
    else:
        ties = _moments(marks) if crowded else _in_turn(marks)
    alone = len(people) == 1 and not crowded and marks[0].root is not None
    if ties and alone and any(mark.root is not None and not mark.weak for mark in marks):
        ties[0] = ties[0]._replace(since=None)
    return ties


def _side_by_side(marks: list[Mark]) -> list[Tie]:
    """A name that several share is each one's from when he was first known by it."""
    first: dict[int, Tie] = {}
    for mark in marks:
        if mark.root is not None:
            first.setdefault(mark.root, Tie(mark.person, mark.at, None, mark.sight))
    return list(first.values())


def _in_turn(marks: list[Mark]) -> list[Tie]:
    """A thing is with one until another is there, or he signs out; a weak mark displaces nobody sure."""
    ties: list[Tie] = []
    here: int | None = None
    sure = False
    for mark in marks:
        if mark.root is not None and mark.root == here:
            sure = sure or not mark.weak
        elif mark.root is None or here is None or not (sure and mark.weak):
            _end(ties, mark.at)
            if mark.root is not None:
                ties.append(Tie(mark.person, mark.at, None, mark.sight))
            here, sure = mark.root, not mark.weak
    return ties


def _moments(marks: list[Mark]) -> list[Tie]:
    """At a thing of too many people each is there for a session, or till the next comes or he leaves."""
    ties: list[Tie] = []
    for mark in marks:
        _end(ties, mark.at)
        if mark.root is not None:
            ties.append(Tie(mark.person, mark.at, mark.at + SESSION, mark.sight))
    return ties


def _end(ties: list[Tie], at: int) -> None:
    if not ties or (ties[-1].until is not None and ties[-1].until <= at):
        return
    last = ties.pop()
    if last.since is None or last.since < at:
        ties.append(last._replace(until=at))

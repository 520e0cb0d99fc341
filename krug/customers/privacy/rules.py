"""What a customer's consents come to. Pure: no queries, no clock."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from krug.site.clock import micros

BEGINNING = -(2**62)
"""µs: before anything."""
UNDO = timedelta(minutes=15)
"""How long whoever wrote a consent may say that it was a slip; later only the customer's word changes it."""
BASES_THAT_NEED_CONSENT = frozenset({"consent"})


@dataclass(frozen=True, slots=True)
class Said:
    """One consent as far as deciding goes. `covers`: who was one card with `person` when it was said."""

    id: int
    purpose: int
    person: int
    given: bool
    at: datetime
    covers: frozenset[int]

    @property
    def place(self) -> tuple[datetime, int]:
        """What the customer said later counts, whenever it was typed in."""
        return self.at, self.id


def standing(said: Iterable[Said], group: Collection[int]) -> dict[int, Said]:
    """Purpose → what counts for a card of which `group` was merged: the stricter of its persons' words.

    A withdrawal stays in force until consent is given again for whoever withdrew. One that was said for
    a merged card holds for all of it, also after it was taken apart; consent then stays with its person.
    """
    by_purpose: dict[int, list[Said]] = {}
    for one in said:
        by_purpose.setdefault(one.purpose, []).append(one)
    found: dict[int, Said] = {}
    for purpose, every in by_purpose.items():
        counted = _standing(sorted(every, key=lambda one: one.place), frozenset(group))
        if counted is not None:
            found[purpose] = counted
    return found


def _standing(said: list[Said], group: frozenset[int]) -> Said | None:
    given: Said | None = None
    withdrawn: dict[int, Said] = {}
    for one in said:
        if not one.given:
            withdrawn |= dict.fromkeys((one.covers | {one.person}) & group, one)
        elif one.person in group:
            given = one
            for person in one.covers | {one.person}:
                withdrawn.pop(person, None)
    return max(withdrawn.values(), key=lambda one: one.place) if withdrawn else given


def may_use(basis: str, counted: Said | None) -> bool:
    """Where consent is the basis it must be there; everywhere else the customer must not have objected."""
    if counted is None:
        return basis not in BASES_THAT_NEED_CONSENT
    return counted.given


Spells = tuple[tuple[int, bool], ...]
"""From when on (µs) his data may be used, or may not; the first is from BEGINNING."""


def spells(basis: str, said: Collection[Said], group: Collection[int]) -> Spells:
    """How one purpose stood as time went: `said` is all that was ever said of it."""
    found = [(BEGINNING, may_use(basis, None))]
    for at in sorted({one.at for one in said}):
        counted = standing([one for one in said if one.at <= at], group)
        found.append((micros(at), may_use(basis, next(iter(counted.values()), None))))
    return tuple(found)


def allowed_at(held: Spells, at: int) -> bool:
    return next(allowed for since, allowed in reversed(held) if since <= at)


SIGNATURE = re.compile(r"(M[0-9]{1,3} [0-9]{1,3}( ?L[0-9]{1,3} [0-9]{1,3})+)+")
"""Strokes: it goes into a page as it is, so nothing else may be in it."""
LONGEST_SIGNATURE = 20_000


def readable_signature(path: str, *, needed: bool) -> bool:
    if not path:
        return not needed
    return len(path) <= LONGEST_SIGNATURE and SIGNATURE.fullmatch(path) is not None


def may_undo(author: int | None, written_by: int | None, age: timedelta) -> bool:
    return author == written_by and age <= UNDO


GRACE = timedelta(days=14)
"""Between being proposed and being erased by the rule: time for somebody to look."""
MONTH = timedelta(days=30.4375)


@dataclass(frozen=True, slots=True)
class Need:
    """A purpose as far as keeping goes: is it allowed for him, and for how many months after a contact."""

    allowed: bool
    retention: int | None


def outlived(needs: Iterable[Need], last_contact: datetime, now: datetime, months: int) -> bool:
    """Nobody needs him any more: no contact for so long, and every purpose is forbidden or over."""
    silent = now - last_contact
    if silent < months * MONTH:
        return False
    return not any(
        need.allowed and (need.retention is None or silent < need.retention * MONTH) for need in needs
    )

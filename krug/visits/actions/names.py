"""Whose name may stand at what he was shown: by what he allowed when it happened, whatever a device says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from krug.customers.actions import ensure_identities
from krug.customers.models import Identity
from krug.customers.queries import recordings
from krug.touches.touch import Touch
from krug.touches.verbs import without_words
from krug.touches.words import Verb
from krug.visits.models import Listener, Nameless, Visit

TOLD = frozenset({Verb.SHOWN, Verb.REACTED, Verb.ANSWERED})
"""What is his only where he allows it. That a visit took place is the company's own doing."""
MINUTE = 60_000_000
"""A consent taken on the tablet right before the first slide: clocks are measured anew with each request."""

Place = tuple[UUID | None, int]
"""The visit, and the identity of a listener"""


def people_of(visits: Collection[int]) -> dict[int, int]:
    """Identity → person, of all who were present."""
    rows = Listener.objects.filter(visit__in=visits, person__isnull=False)
    return {identity: person for identity, person in rows.values_list("identity_id", "person_id") if person}


def nameless_of(visit: Visit) -> set[int]:
    """Identities of those who wished to see slides without a name."""
    return set(Nameless.objects.filter(listener__visit=visit).values_list("listener__identity", flat=True))


def without_names(
    touches: Sequence[Touch], people: Mapping[int, int], nameless: Collection[int] = ()
) -> list[Touch]:
    """The touches, those of whoever does not allow it on an identity that leads to nobody, without his words;
    or without them, where his unit keeps nothing then.
    """
    held = recordings(
        {people[one] for one in {touch.identity for touch in touches} if one in people}, "slides"
    )

    def hidden(touch: Touch) -> bool:
        if touch.verb not in TOLD or touch.identity not in people:
            return False
        return touch.identity in nameless or not held[people[touch.identity]].named(touch.at + MINUTE)

    gone = {id(touch) for touch in touches if hidden(touch)}
    kept = {
        (touch.episode, touch.identity)
        for touch in touches
        if id(touch) in gone and held[people[touch.identity]].kept
    }
    strangers = _strangers(kept)
    found = []
    for touch in touches:
        if id(touch) not in gone:
            found.append(touch)
        elif (place := (touch.episode, touch.identity)) in strangers:
            data = without_words(touch.verb, touch.data)
            found.append(replace(touch, identity=strangers[place], data=data))
    return found


def _strangers(places: Iterable[Place]) -> dict[Place, int]:
    """An identity without a link for each, of one visit alone: two visits must not make a profile."""
    pairs = {place: (str(Identity.Kind.LISTENER), _value(*place)) for place in places}
    ids = ensure_identities(sorted(pairs.values()))
    return {place: ids[pair] for place, pair in pairs.items()}


def _value(visit: UUID | None, identity: int) -> str:
    return "nameless:" + sha256(f"{visit}/{identity}".encode()).hexdigest()[:32]

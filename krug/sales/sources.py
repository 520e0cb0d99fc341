"""What brought a deal, guessed when it is opened from what the customer did before (M8). People mend it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from krug.customers.queries import canonicals_of
from krug.sales.heard import heard
from krug.sales.models import Deal
from krug.sales.words import Outcome, Source
from krug.site.bulk import chunks
from krug.site.clock import micros
from krug.touches.touch import StoredTouch
from krug.touches.words import Channel, Direction

LOOKED_AT = timedelta(days=30)
"""What lies further back brought it no more."""
MOST_TOUCHES = 20
CAME_BY = {
    Channel.SITE: Source.SITE,
    Channel.APP: Source.SITE,
    Channel.CALL: Source.CALLED,
    Channel.LETTER: Source.WROTE,
    Channel.MESSAGE: Source.WROTE,
    Channel.EVENT: Source.EVENT,
}
OURS = (Channel.VISIT, Channel.CALL, Channel.LETTER, Channel.MESSAGE)


def guess(bought: bool, touches: Sequence[StoredTouch]) -> Source | None:
    """`touches`: of the time before the opening, newest first. Pure.

    Whoever bought before came back for that. Else the newest step of the customer's own; else ours.
    """
    if bought:
        return Source.BEFORE
    for touch in touches:
        if touch.cause_kind in ("campaign", "step"):
            return Source.MAILING
        if touch.direction == Direction.IN and touch.channel in CAME_BY:
            return CAME_BY[Channel(touch.channel)]
    return Source.FOUND if any(touch.channel in OURS for touch in touches) else None


def guess_sources(deals: Iterable[Deal]) -> None:
    """Fills in `source` of new deals, not stored yet, of which nobody told it."""
    unknown = [deal for deal in deals if not deal.source]
    roots = canonicals_of({deal.person_id for deal in unknown if deal.person_id})
    people = [roots[deal.person_id] if deal.person_id else None for deal in unknown]
    bought = _bought_of(set(roots.values())), _bought_at({deal.organisation_id for deal in unknown} - {None})
    touches = _before(unknown, people)
    for number, deal in enumerate(unknown):
        ended = [*bought[0].get(people[number], []), *bought[1].get(deal.organisation_id, [])]
        found = guess(any(at <= deal.opened_at for at in ended), touches[number])
        if found is not None:
            deal.source, deal.source_guessed = found, True


Won = dict[int | None, list[datetime]]
"""Customer → when he bought."""


def _bought_of(people: Collection[int]) -> Won:
    found: Won = defaultdict(list)
    for chunk in chunks(people):
        own = Q(person__in=chunk) | Q(person__canonical__in=chunk)
        rows = Deal.objects.filter(own, outcome=Outcome.WON)
        for person, canonical, at in rows.values_list("person", "person__canonical", "closed_at"):
            if at:
                found[canonical or person].append(at)
    return found


def _bought_at(organisations: Collection[int | None]) -> Won:
    found: Won = defaultdict(list)
    for chunk in chunks(filter(None, organisations)):
        rows = Deal.objects.filter(organisation__in=chunk, outcome=Outcome.WON)
        for organisation, at in rows.values_list("organisation", "closed_at"):
            if at:
                found[organisation].append(at)
    return found


def _before(deals: Sequence[Deal], people: Sequence[int | None]) -> list[list[StoredTouch]]:
    """Of each deal what its person did or was done to him before it, newest first."""
    asks = [
        (number, person, micros(deal.opened_at - LOOKED_AT), micros(deal.opened_at) + 1)
        for number, (deal, person) in enumerate(zip(deals, people, strict=True))
        if person
    ]
    found: list[list[StoredTouch]] = [[] for _ in deals]
    for number, _person, touches in heard(asks, MOST_TOUCHES):
        found[number] += touches
    return [sorted(own, key=lambda touch: (touch.at, touch.seq), reverse=True) for own in found]

"""Site and shop of the demo company: their sources, and what came, taken as the collector's mover does."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from krug.access.models import User
from krug.behaviour.actions import create_source
from krug.behaviour.actions.take import BATCH, take
from krug.behaviour.collector.spool import Request
from krug.behaviour.data import SourceData
from krug.behaviour.models import Source
from krug.behaviour.reading import Read, events_of
from krug.demo import web
from krug.demo.people import Customer
from krug.demo.story import SEED
from krug.site.clock import micros
from krug.site.ids import uuid7

VISITORS, BUYERS, LATELY = 25, 15, 14
"""One in so many of those who can be known; of yesterday so many."""
BROKEN = {"type": "track", "anonymousId": "0badc0de0badc0de", "properties": {"value": 1}}
"""A page with a mistake in it: an event without a name is refused, and can be looked at."""


@dataclass(frozen=True, slots=True)
class Sources:
    site: Source
    shop: Source


def make(author: User, customers: Sequence[Customer], now: datetime) -> Sources:
    """Half a year up to the day before yesterday."""
    random = Random(f"{SEED}/web/{now.date()}")  # noqa: S311
    known = _known(customers)
    sources = Sources(
        create_source(author, SourceData(name="Кардиология просто", kind="site", origins=[web.SITE])),
        create_source(author, SourceData(name="Магазин приборов и курсов", kind="shop")),
    )
    everybody = web.visitors(random, random.sample(known, len(known) // VISITORS))
    _site(sources, web.visits(random, everybody, now), now)
    _send(sources.site, web.BOT, web.machine(random, now), now)
    _send(sources.site, web.DESKTOP, [BROKEN] * 3, now)
    buyers = random.sample(known, len(known) // BUYERS)
    _shop(sources, web.orders(random, buyers, now), now)
    return sources


def yesterday(sources: Sources, customers: Sequence[Customer], now: datetime) -> None:
    """The last day: some come to the site for the first time, some buy."""
    random = Random(f"{SEED}/yesterday/{now.date()}")  # noqa: S311
    known = random.sample(_known(customers), min(2 * LATELY, len(customers)))
    fresh = [web.Visitor(f"{random.getrandbits(64):016x}", web.PHONE, (1,), one, 0) for one in known[:LATELY]]
    _site(sources, web.visits(random, fresh, now), now)
    at = now - timedelta(hours=3)
    _shop(sources, (message for one in known[LATELY:] for message in web.order(random, one, 9, at)), now)


def _known(customers: Sequence[Customer]) -> list[web.Known]:
    return [
        web.Known(number, one.phone) for number, one in enumerate(customers) if one.email and one.specialty
    ]


def _site(sources: Sources, visits: Iterable[tuple[str, list[web.Message]]], now: datetime) -> None:
    """Each visit is a request of its own; they are taken many at a time."""
    waiting: list[tuple[bytes, Read]] = []
    for agent, messages in visits:
        waiting += _read(sources.site, agent, list(messages), now)
        if len(waiting) >= BATCH:
            take(waiting)
            waiting = []
    take(waiting)


def _shop(sources: Sources, orders: Iterator[web.Message], now: datetime) -> None:
    while some := list(islice(orders, BATCH)):
        _send(sources.shop, "shop/3.2", some, now)


def _send(source: Source, agent: str, messages: Iterable[web.Message], now: datetime) -> None:
    take(list(_read(source, agent, list(messages), now)))


def _read(
    source: Source, agent: str, messages: list[web.Message], now: datetime
) -> Iterator[tuple[bytes, Read]]:
    body = json.dumps({"batch": messages}, ensure_ascii=False).encode()
    # As whoever brings his past along sends it: the times in it are kept as they are.
    request = Request(uuid7().bytes, source.pk, micros(now), "import", "", agent, body)
    return ((request.uid, one) for one in events_of(request.uid, request))

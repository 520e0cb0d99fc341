"""What is known of a customer from sites and apps: his sessions, where the first and the last came from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from krug.behaviour.models import Session
from krug.customers.models import Person
from krug.customers.queries.identity import IdentitySpan, identities_of
from krug.site.clock import moment

LOOKED_AT = 1_000
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Came:
    """One session. `origin`: where from, in words."""

    at: datetime
    seconds: float
    source: str
    origin: str
    landing: str
    views: int
    device: str


@dataclass(frozen=True, slots=True)
class Doings:
    """`more`: that there were older ones than those looked at; then `first` is the oldest of these."""

    sessions: int
    more: bool
    first: Came
    last: Came
    sources: list[tuple[str, int]]
    origins: list[tuple[str, int]]
    devices: list[tuple[str, int]]
    newest: list[Came]


def doings_of(person: Person) -> Doings | None:
    """None: no session is known to be his. Those of robots are left out."""
    spans = identities_of(person)
    if not spans:
        return None
    rows = Session.objects.filter(_theirs(spans), bot=Session.Bot.NO).select_related("source")
    found = [_came(row) for row in rows.order_by("-started_at", "-id")[: LOOKED_AT + 1]]
    if not found:
        return None
    told = found[:LOOKED_AT]
    return Doings(
        sessions=len(told),
        more=len(found) > LOOKED_AT,
        first=told[-1],
        last=told[0],
        sources=_counted([one.source for one in told]),
        origins=_counted([one.origin for one in told]),
        devices=_counted([one.device for one in told]),
        newest=told[:SHOWN],
    )


def _theirs(spans: Sequence[IdentitySpan]) -> Q:
    """The session began when the browser was his."""
    always = [identity for identity, since, until in spans if since is None and until is None]
    wanted = Q(thing__in=always)
    for identity, since, until in spans:
        if since is None and until is None:
            continue
        span = Q(thing=identity)
        span &= Q() if since is None else Q(started_at__gte=since)
        wanted |= span & (Q() if until is None else Q(started_at__lt=until))
    return wanted


def _came(row: Session) -> Came:
    told = [str(row.get_origin_display()), row.campaign_source, row.campaign]
    return Came(
        at=moment(row.started_at),
        seconds=(row.ended_at - row.started_at) / 1e6,
        source=row.source.name,
        origin=" · ".join(part for part in told if part),
        landing=row.landing.partition("?")[0],
        views=row.views,
        device=str(row.get_device_display()),
    )


def _counted(words: Sequence[str]) -> list[tuple[str, int]]:
    return Counter(words).most_common(5)

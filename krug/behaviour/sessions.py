"""Events to sessions. Folding is the same in whatever order events come, so a session can be folded anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from pydantic_core import from_json

from krug.behaviour import origins
from krug.behaviour.models import Event, Session
from krug.behaviour.reading import Said, text

GAP = 30 * 60 * 1_000_000
HASTE_VIEWS, HASTE = 20, 1_000_000
"""Twenty pages and more, less than a second for each: no person reads so."""
MADE = {"uid", "source", "thing"}
FOLDED = [field.name for field in Session._meta.concrete_fields if field.name not in {"id", *MADE}]


def uid_of(source: UUID, thing: int, own: str) -> UUID:
    digest = sha256(f"{source}\n{thing}\n{own}".encode()).digest()
    return UUID(bytes=digest[:16])


def assign(said: Sequence[Said], things: Sequence[int | None], uids: Mapping[int, UUID]) -> list[UUID | None]:
    """The session of each event, sessions kept in step. `things`: the browser of each; None: it has none.

    `uids`: source → its uid. Inside the transaction that takes the events.
    """
    around = _around(said, things)
    fresh: list[Session] = []
    changed: dict[int, Session] = {}
    found: list[UUID | None] = [None] * len(said)
    for place in sorted(range(len(said)), key=lambda place: said[place].at):
        one, thing = said[place], things[place]
        if thing is None:
            continue
        session = _open(one, thing, around[thing], uids[one.source])
        if session is None:
            session = _begun(one, thing, uids[one.source])
            around[thing].append(session)
            fresh.append(session)
        elif session.pk:
            changed[session.pk] = session
        fold(session, one)
        found[place] = session.uid
    Session.objects.bulk_create(fresh)
    _save(changed.values())
    return found


def _save(rows: Iterable[Session]) -> None:
    """Plain updates: Django's bulk_update takes longer than all the rest of the way into the log."""
    columns = ", ".join(f"{name} = %s" for name in FOLDED)
    values = [(*(_plain(getattr(row, name)) for name in FOLDED), row.pk) for row in rows]
    if values:
        with connection.cursor() as cursor:
            table = Session._meta.db_table
            cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", values)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _around(said: Sequence[Said], things: Sequence[int | None]) -> dict[int, list[Session]]:
    """Sessions that these events may belong to, by browser."""
    times = [one.at for one, thing in zip(said, things, strict=True) if thing is not None]
    around: dict[int, list[Session]] = defaultdict(list)
    if not times:
        return around
    rows = Session.objects.filter(
        thing__in={thing for thing in things if thing is not None},
        ended_at__gte=min(times) - GAP,
        started_at__lte=max(times) + GAP,
    )
    for row in rows.order_by("started_at", "id"):
        around[row.thing].append(row)
    return around


def _open(one: Said, thing: int, around: Iterable[Session], source: UUID) -> Session | None:
    """The session it is part of: the one its tracker names, else one of the same source near enough."""
    own = text(one.context.get("sessionId"))
    named = uid_of(source, thing, own) if own else None
    for session in around:
        if named is not None and session.uid == named:
            return session
        near = session.started_at - GAP <= one.at <= session.ended_at + GAP
        if named is None and near and session.source_id == one.source:
            return session
    return None


def _begun(one: Said, thing: int, source: UUID) -> Session:
    own = text(one.context.get("sessionId")) or f"{one.at}/{one.message_id}"
    return Session(
        uid=uid_of(source, thing, own), source_id=one.source, thing=thing, started_at=one.at, ended_at=one.at
    )


def fold(session: Session, one: Said) -> None:
    """Add one event. Where somebody came from is told by his first view."""
    session.events += 1
    session.started_at, session.ended_at = min(session.started_at, one.at), max(session.ended_at, one.at)
    if one.kind in (Event.Kind.PAGE, Event.Kind.SCREEN):
        session.views += 1
        if session.origin_at is None or one.at < session.origin_at:
            _came(session, one)
    if one.agent:
        session.device = max(session.device, origins.device_of(one.agent), key=_rank)
    said = origins.machine_of(one.agent, one.context)
    session.bot = max(session.bot if session.bot != Session.Bot.HASTE else "", said)
    if not session.bot and session.views >= HASTE_VIEWS:
        hasty = session.ended_at - session.started_at < HASTE * session.views
        session.bot = Session.Bot.HASTE if hasty else Session.Bot.NO


def _rank(device: str) -> int:
    """A browser's word goes before a program's that speaks for it."""
    return [
        Session.Device.PROGRAM,
        Session.Device.DESKTOP,
        Session.Device.TABLET,
        Session.Device.PHONE,
    ].index(Session.Device(device))


def _came(session: Session, one: Said) -> None:
    came = origins.origin_of(one.context, text(one.properties.get("url")))
    session.origin_at = one.at
    session.landing, session.referrer, session.origin = came.landing, came.referrer, came.kind
    session.campaign, session.campaign_source, session.campaign_medium = (
        came.campaign,
        came.source,
        came.medium,
    )


@transaction.atomic
def rebuild() -> int:
    """Fold all sessions anew from their events; which event is of which session stays. How many there are."""
    held = {row.uid: row for row in Session.objects.all()}
    for row in held.values():
        empty = Session(uid=row.uid, source_id=row.source_id, thing=row.thing, started_at=2**62, ended_at=0)
        for name in FOLDED:
            setattr(row, name, getattr(empty, name))
    for event in Event.objects.exclude(episode=None).order_by("id").iterator(1_000):
        if event.episode in held:
            fold(held[event.episode], _said(event))
    _save(held.values())
    return len(held)


def _said(event: Event) -> Said:
    """As it was when it was taken, as far as sessions ask."""
    return Said(
        number=0,
        kind=Event.Kind(event.kind),
        name=event.name,
        message_id=event.message_id,
        own_id=True,
        user="",
        anonymous="",
        at=event.at,
        stated_at=event.stated_at,
        sent_at=event.sent_at,
        received_at=event.received_at,
        source=event.source_id,
        agent=event.agent,
        content=from_json(event.payload),
        payload=event.payload,
    )

"""What was acknowledged goes into the log: the one writer beside the actions of people."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from krug.behaviour import companies, idents, names, sessions, shapes, together
from krug.behaviour.data import Moved, Settled
from krug.behaviour.models import Event, Refused, Source, Undated
from krug.behaviour.reading import Read, Said, Unfit
from krug.behaviour.touching import Sender, message_uid, touch_of
from krug.customers.actions import ensure_identities
from krug.site import faults
from krug.site.bulk import insert
from krug.touches.actions import append
from krug.touches.errors import TouchRefused
from krug.touches.touch import Touch

logger = logging.getLogger("krug.mover")
BATCH = 500
EVENT = (
    *("uid", "source_id", "kind", "name", "identity", "at", "stated_at", "sent_at", "received_at"),
    *("message_id", "episode", "agent", "payload"),
)


def take(events: Sequence[tuple[bytes, Read]]) -> Moved:
    """Events with the uid of the request each came in. Taking them again changes nothing.

    What cannot be taken is kept as refused with its reason, and never holds up the rest. Raises
    OperationalError when the database cannot answer now: then nothing was taken.
    """
    try:
        return _take(events)
    except TouchRefused as refused:
        wrong = {one.row: f"touch:{one.field}"[:40] for one in refused.refusals}
        return take([_unfit(pair, wrong.get(number)) for number, pair in enumerate(events)])
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(events) == 1:
            logger.exception("an event could not be taken")
            return take([_unfit(events[0], f"fault:{type(error).__name__}"[:40])])
        # One event that nothing here foresaw must not keep its neighbours out.
        half = len(events) // 2
        moved = take(events[:half])
        moved += take(events[half:])
        return moved


def _unfit(pair: tuple[bytes, Read], reason: str | None) -> tuple[bytes, Read]:
    uid, said = pair
    if reason is None or isinstance(said, Unfit):
        return pair
    kind = said.kind.name.lower()
    return uid, Unfit(said.number, reason, kind, said.name, said.received_at, said.source, said.payload)


@transaction.atomic
def _take(events: Sequence[tuple[bytes, Read]]) -> Moved:
    sources = Source.objects.in_bulk({said.source for _, said in events})
    refused = _refuse([(uid, one) for uid, one in events if isinstance(one, Unfit)])
    said = [(number, one) for number, (_, one) in enumerate(events) if isinstance(one, Said)]
    uids = _uids([one for _, one in said], sources)
    fresh = _unknown(uids)
    new = [(number, uid, one) for (number, one), uid in zip(said, uids, strict=True) if fresh.pop(uid, False)]
    kept = names.sift([one for _, _, one in new], sources)
    new, came = (
        [(number, uid, one) for (number, uid, _), one in zip(new, kept, strict=True) if one is not None],
        len(new),
    )
    settled = _settled([(uid, one) for _, uid, one in new], sources)
    _append(settled, [number for number, _, _ in new], sources)
    _keep(settled)
    together.tell(settled, sources)
    companies.tell(settled, sources)
    shapes.count([one.said for one in settled])
    shapes.count_days(
        [(one.said.source, one.said.received_at) for one in settled],
        [(one.source, one.received_at) for one in refused],
    )
    faults.at("mover.before_commit")
    return Moved(len(settled), len(said) - came, len(refused), came - len(new))


def _refuse(unfit: Sequence[tuple[bytes, Unfit]]) -> list[Unfit]:
    """Keeps them with their reasons; answers those that are new."""
    keyed = {UUID(bytes=_digest(uid, str(one.number))): one for uid, one in unfit}
    held = set(Refused.objects.filter(uid__in=keyed).values_list("uid", flat=True))
    new = {uid: one for uid, one in keyed.items() if uid not in held}
    Refused.objects.bulk_create(
        Refused(
            uid=uid,
            source_id=one.source,
            reason=one.reason,
            kind=one.kind,
            name=one.name,
            received_at=one.received_at,
            payload=one.payload.replace("\x00", ""),
        )
        for uid, one in new.items()
    )
    return list(new.values())


def _uids(said: Sequence[Said], sources: dict[int, Source]) -> list[UUID]:
    first = _first_times([one for one in said if one.stated_at is None and one.own_id])
    return [
        message_uid(
            sources[one.source].uid,
            one.stated_at or first.get((one.source, one.message_id), one.received_at),
            one.message_id,
        )
        for one in said
    ]


def _first_times(undated: Sequence[Said]) -> dict[tuple[int, str], int]:
    """When messages without a time of their own came first: (source, message id) → µs."""
    wanted = {(one.source, _digest(one.message_id.encode())): one for one in reversed(undated)}
    rows = [(source, digest, one.received_at) for (source, digest), one in wanted.items()]
    insert(Undated, ("source_id", "digest", "first_at"), rows)
    held = {
        (source, bytes(digest)): at
        for source, digest, at in Undated.objects.filter(
            source__in={source for source, _ in wanted}, digest__in=[digest for _, digest in wanted]
        ).values_list("source", "digest", "first_at")
    }
    return {(one.source, one.message_id): held[key] for key, one in wanted.items()}


def _digest(*parts: bytes | str) -> bytes:
    return sha256(b"\n".join(one if isinstance(one, bytes) else one.encode() for one in parts)).digest()[:16]


def _unknown(uids: Collection[UUID]) -> dict[UUID, bool]:
    """Those that no event has yet."""
    held = set(Event.objects.filter(uid__in=uids).values_list("uid", flat=True))
    return {uid: True for uid in uids if uid not in held}


def _settled(new: Sequence[tuple[UUID, Said]], sources: dict[int, Source]) -> list[Settled]:
    """Whose each event is and of which session; every identity it names by itself is made on the way."""
    own: list[idents.Pair] = []
    things: list[idents.Pair | None] = []
    for _, said in new:
        source = sources[said.source]
        own.append(idents.main_pair(said, source.unit_id, source.kind))
        things.append(idents.thing_pair(said.anonymous, source.kind) if said.anonymous else None)
    ids = ensure_identities(sorted({*own, *(pair for pair in things if pair)}))
    episodes = sessions.assign(
        [said for _, said in new],
        [_browser(pair, ids, sources[said.source]) for pair, (_, said) in zip(things, new, strict=True)],
        {pk: source.uid for pk, source in sources.items()},
    )
    whole = zip(new, own, episodes, strict=True)
    return [Settled(said, uid, ids[pair], episode) for (uid, said), pair, episode in whole]


def _browser(pair: idents.Pair | None, ids: dict[idents.Pair, int], source: Source) -> int | None:
    """Sites and apps are visited; a till and a sensor have no sessions."""
    return ids[pair] if pair and source.kind in (Source.Kind.SITE, Source.Kind.APP) else None


def _append(settled: Sequence[Settled], numbers: Sequence[int], sources: dict[int, Source]) -> None:
    """Into the log. A refusal names the row of the whole batch, whatever source it is of."""
    by_source: dict[int, list[tuple[int, Touch]]] = {}
    for number, one in zip(numbers, settled, strict=True):
        source = sources[one.said.source]
        sender = Sender(source.uid, source.kind, source.currency)
        touch = touch_of(one.said, sender, one.uid, one.identity, one.episode)
        if touch:
            by_source.setdefault(source.pk, []).append((number, touch))
    for pk, numbered in by_source.items():
        received = max(one.said.received_at for one in settled if one.said.source == pk)
        try:
            append([touch for _, touch in numbered], f"source:{sources[pk].uid}", received)
        except TouchRefused as refused:
            places = [number for number, _ in numbered]
            raise TouchRefused(
                [replace(one, row=places[one.row - 1]) for one in refused.refusals]
            ) from refused


def _keep(settled: Sequence[Settled]) -> None:
    """Plain inserts: objects of Django's would cost more than all the rest of the way."""
    rows = [
        (
            one.uid.hex,
            one.said.source,
            int(one.said.kind),
            one.said.name,
            one.identity,
            one.said.at,
            one.said.stated_at,
            one.said.sent_at,
            one.said.received_at,
            one.said.message_id,
            one.episode.hex if one.episode else None,
            one.said.agent,
            one.said.payload,
        )
        for one in settled
    ]
    insert(Event, EVENT, rows)

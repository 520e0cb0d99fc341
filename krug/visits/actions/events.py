from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from krug.access import audit
from krug.access.models import User
from krug.decks.models import Slide
from krug.site.clock import micros
from krug.touches.rules import BEGINNING
from krug.visits.actions.leave import leave_touches
from krug.visits.actions.listeners import by_uid
from krug.visits.data import EventIn
from krug.visits.errors import EventDiffers, UnknownListener, UnknownSlide, VisitCancelled
from krug.visits.models import Listener, PlayerEvent, Visit
from krug.visits.state import locked, state

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many events were `new`, and how many the visit had already."""

    new: int
    known: int


def record_events(
    author: User, visit: Visit, device: UUID, events: Sequence[EventIn], drift: int = 0
) -> Recorded:
    """Keep raw events of the player as they came. Batches may overlap, come in any order, and after the end.

    `drift`: the device's clock minus the server's, µs. An event taken before must be the same again.
    """
    with transaction.atomic():
        current = locked(visit)
        if state(current) == "cancelled":
            raise VisitCancelled(visit=str(visit.uid))
        drift = _possible(drift, [event.at for event in events], micros(timezone.now()))
        rows = _rows(current, device, {event.uid: event for event in events}.values(), drift)
        known = {row.uid: row for row in PlayerEvent.objects.filter(uid__in=[row.uid for row in rows])}
        for row in rows:
            if row.uid in known and not _same(row, known[row.uid]):
                raise EventDiffers(event=str(row.uid))
        new = [row for row in rows if row.uid not in known]
        PlayerEvent.objects.bulk_create(new, batch_size=BATCH)
        if new:
            audit.record(author, "events_recorded", "visit", visit.pk, after={"events": len(new)})
        if new and state(current) == "finished":
            leave_touches(current)
        return Recorded(len(new), len(rows) - len(new))


def _possible(drift: int, times: Iterable[int], now: int) -> int:
    """The drift, more where it would leave events still to come: the clock has been set right since then."""
    return drift + max(0, max(times, default=0) - drift - now)


def _rows(visit: Visit, device: UUID, events: Iterable[EventIn], drift: int) -> list[PlayerEvent]:
    given = list(events)
    # Of the visit's own unit; a deck withdrawn meanwhile was shown all the same.
    known = Slide.objects.filter(uid__in={event.slide for event in given}, version__deck__unit=visit.unit_id)
    slides = dict(known.values_list("uid", "id"))
    listeners = by_uid(visit, [event.listener for event in given if event.listener])
    for event in given:
        if event.slide not in slides:
            raise UnknownSlide(slide=str(event.slide))
        if event.listener and event.listener not in listeners:
            raise UnknownListener(listener=str(event.listener))
    return [event_row(visit, device, event, drift, slides, listeners) for event in given]


def event_row(
    visit: Visit,
    device: UUID,
    event: EventIn,
    drift: int,
    slides: Mapping[UUID, int],
    listeners: Mapping[UUID, Listener],
) -> PlayerEvent:
    return PlayerEvent(
        uid=event.uid,
        visit=visit,
        device=device,
        number=event.number,
        at=max(event.at - drift, BEGINNING),
        device_at=event.at,
        kind=event.kind,
        slide_id=slides[event.slide],
        listener=listeners[event.listener] if event.listener else None,
        data=event.clean(),
    )


def _same(one: PlayerEvent, other: PlayerEvent) -> bool:
    """All but `at`: the drift may have been measured anew since."""
    names = ("visit_id", "device", "number", "device_at", "kind", "slide_id", "listener_id", "data")
    return all(getattr(one, name) == getattr(other, name) for name in names)

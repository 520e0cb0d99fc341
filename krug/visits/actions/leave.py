"""A finished visit leaves touches. Run again after late events or listeners, it corrects the log and doubles
nothing.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from krug.decks.models import Slide
from krug.site.clock import micros
from krug.touches.actions import append, retract
from krug.touches.queries import by_ids, of_episode
from krug.touches.touch import Touch
from krug.visits.actions.names import nameless_of, people_of, without_names
from krug.visits.data import Facts, Outcome, SlideFacts, Slides
from krug.visits.models import Listener, PlayerEvent, Visit
from krug.visits.rules import Derived, Event, Mark, derive
from krug.visits.traces import DERIVED, named, notes_of, reconcile, touches_of


def leave_touches(visit: Visit) -> None:
    """Make the visit's live touches what its rows say now. The caller holds the visit's lock
    (state.locked).
    """
    facts = facts_of(visit, Listener.objects.filter(visit=visit).values_list("identity_id", flat=True))
    marks: list[Mark] = [*facts.showings, *facts.reactions, *facts.answers]
    wanted = without_names(
        touches_of(facts, slide_facts({mark.slide for mark in marks})),
        people_of([visit.pk]),
        nameless_of(visit),
    )
    live = [touch for touch in of_episode(visit.uid) if touch.verb in DERIVED]
    missing, stale = reconcile(wanted, live)
    append([*_unused(missing), *finish_notes(facts)], author_of(visit))
    retract(stale, author_of(visit), "derived anew")


def facts_of(visit: Visit, listeners: Iterable[int]) -> Facts:
    present = sorted(listeners)
    derived = derive(events_of(visit), present)
    return facts_with(visit, present, derived)


def facts_with(visit: Visit, listeners: Sequence[int], derived: Derived) -> Facts:
    finish = visit.finish
    return Facts(
        uid=visit.uid,
        staff=visit.staff_id,
        organisation=visit.organisation_id or (visit.person.organisation_id if visit.person else None),
        started_at=micros(visit.start.at) if hasattr(visit, "start") else None,
        finished_at=micros(finish.at),
        outcome=Outcome(finish.result, finish.next_step, finish.note),
        listeners=listeners,
        showings=derived.showings,
        reactions=derived.reactions,
        answers=derived.answers,
    )


def events_of(visit: Visit) -> list[Event]:
    columns = (
        "uid",
        "device",
        "number",
        "at",
        "device_at",
        "kind",
        "slide__uid",
        "listener__identity_id",
        "data",
    )
    return [Event(*row) for row in PlayerEvent.objects.filter(visit=visit).values_list(*columns)]


def slide_facts(uids: Iterable[UUID]) -> Slides:
    rows = Slide.objects.filter(uid__in=set(uids)).values_list("uid", "number", "version__uid")
    return {uid: SlideFacts(number, version) for uid, number, version in rows}


def finish_notes(facts: Facts) -> list[Touch]:
    if not facts.outcome.note:
        return []
    at, text = facts.finished_at, facts.outcome.note
    return notes_of(facts.uid, facts.staff, facts.organisation, at, text, facts.listeners, "finish")


def author_of(visit: Visit) -> str:
    """Derived touches speak for the visit's owner, whoever caused the derivation: the log takes an id from
    one author.
    """
    return f"user:{visit.staff_id}"


def _unused(touches: Sequence[Touch]) -> list[Touch]:
    """A touch that was once true, then was not, and is again needs an id of its own: it replaces its dead
    twin.
    """
    settled: list[Touch] = []
    rest = list(touches)
    while rest:
        dead = by_ids([touch.id for touch in rest], live=False)
        settled += [touch for touch in rest if touch.id not in dead]
        rest = [named(touch, touch.id) for touch in rest if touch.id in dead]
    return settled

"""Many finished visits at once, by the same rules as one: for the demo company and for moving from another
system.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import connection, transaction

from krug.access import audit
from krug.access.models import User
from krug.decks.models import Slide
from krug.site import bulk
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.touch import Touch
from krug.visits.actions.events import event_row
from krug.visits.actions.leave import author_of, facts_with, finish_notes, slide_facts
from krug.visits.actions.listeners import card_identities
from krug.visits.actions.names import people_of, without_names
from krug.visits.actions.plan import BATCH, make_visits
from krug.visits.checks import check_outcome
from krug.visits.data import EventIn, FinishedVisit, Slides
from krug.visits.errors import NoCustomer, UnknownSlide
from krug.visits.models import Finish, Listener, PlayerEvent, Start, Visit
from krug.visits.rules import COUNTS_FROM, Derived, Event, Mark, derive, last_answers, last_reactions, number
from krug.visits.traces import NOBODY, named, touches_of

PART = 2000


def load_visits(author: User, visits: Sequence[FinishedVisit]) -> list[Visit]:
    """Plan, hold and finish them, with their touches: all or none. 25,000 visits take some seconds."""
    with transaction.atomic():
        return [
            made
            for start in range(0, len(visits), PART)
            for made in _load(author, visits[start : start + PART])
        ]


def _load(author: User, given: Sequence[FinishedVisit]) -> list[Visit]:
    made = make_visits([one.plan for one in given])
    present = _listeners(made, given)
    _rows(made, given)
    slides = slide_facts({slide for one in given for slide in _slides(one)})
    _events(made, given)
    people = people_of([visit.pk for visit in made])
    by_author: dict[str, list[Touch]] = {}
    for visit, one in zip(made, given, strict=True):
        by_author.setdefault(author_of(visit), []).extend(_touches(visit, one, present[visit.pk], slides))
    for name, touches in by_author.items():
        # A note has its id already.
        made_of = without_names(touches, people)
        append([named(touch) if touch.id == NOBODY else touch for touch in made_of], name)
    audit.record_many(author, "visit_loaded", "visit", [(visit.pk, {}, {}) for visit in made])
    return made


def _rows(made: Sequence[Visit], given: Sequence[FinishedVisit]) -> None:
    starts, finishes = [], []
    for visit, one in zip(made, given, strict=True):
        ended = check_outcome(one.outcome)
        starts.append((visit.pk, one.started_at))
        finishes.append((visit.pk, one.finished_at, ended.result, ended.next_step, ended.note))
        # As if it had been read: the touches are made from it.
        visit.start = Start(visit=visit, at=one.started_at)
        visit.finish = Finish(
            visit=visit, at=one.finished_at, result=ended.result, next_step=ended.next_step, note=ended.note
        )
    bulk.insert(Start, ("visit_id", "at"), starts)
    bulk.insert(Finish, ("visit_id", "at", "result", "next_step", "note"), finishes)


def _listeners(made: Sequence[Visit], given: Sequence[FinishedVisit]) -> dict[int, list[int]]:
    """Visit → identities in the order of `listeners`."""
    cards = card_identities(list({person.pk: person for one in given for person in one.listeners}.values()))
    as_stored = Listener._meta.get_field("uid").get_db_prep_value
    rows = []
    for visit, one in zip(made, given, strict=True):
        if not one.listeners:
            raise NoCustomer(field="listeners")
        for person in one.listeners:
            uid = as_stored(uuid7(), connection)
            rows.append((uid, visit.pk, cards[person.pk], person.pk, person.full_name))
    bulk.insert(Listener, ("uid", "visit_id", "identity_id", "person_id", "name"), rows)
    return {
        visit.pk: [cards[person.pk] for person in one.listeners]
        for visit, one in zip(made, given, strict=True)
    }


def _slides(one: FinishedVisit) -> list[UUID]:
    marks: list[Mark | EventIn] = [*one.showings, *one.reactions, *one.answers, *one.events]
    return [mark.slide for mark in marks]


def _touches(visit: Visit, one: FinishedVisit, listeners: Sequence[int], slides: Slides) -> list[Touch]:
    for slide in _slides(one):
        if slide not in slides:
            raise UnknownSlide(slide=str(slide))
    facts = facts_with(visit, listeners, _derived(one, listeners))
    return [*touches_of(facts, slides), *finish_notes(facts)]


def _derived(one: FinishedVisit, listeners: Sequence[int]) -> Derived:
    identities = dict(zip((person.uid for person in one.listeners), listeners, strict=True))
    if one.events:
        return derive((_event(one, event, identities) for event in one.events), listeners)
    reactions = [replace(mark, listener=_whose(mark.listener, listeners)) for mark in one.reactions]
    answers = [replace(mark, listener=_whose(mark.listener, listeners)) for mark in one.answers]
    marks: list[Mark] = [*reactions, *answers]
    marked = {mark.slide for mark in marks}
    showings = [shown for shown in one.showings if shown.seconds >= COUNTS_FROM or shown.slide in marked]
    return Derived(number(showings), last_reactions(reactions, listeners), last_answers(answers, listeners))


def _whose(place: int | None, listeners: Sequence[int]) -> int | None:
    return None if place is None else listeners[place]


def _event(one: FinishedVisit, event: EventIn, identities: Mapping[UUID, int]) -> Event:
    listener = identities[event.listener] if event.listener else None
    device = one.device or one.plan.staff.uid
    return Event(
        event.uid, device, event.number, event.at, event.at, event.kind, event.slide, listener, event.clean()
    )


def _events(made: Sequence[Visit], given: Sequence[FinishedVisit]) -> None:
    pairs = [(visit, one) for visit, one in zip(made, given, strict=True) if one.events]
    if not pairs:
        return
    uids = {event.slide for _visit, one in pairs for event in one.events}
    slides = dict(Slide.objects.filter(uid__in=uids).values_list("uid", "id"))
    present: dict[int, dict[UUID, Listener]] = defaultdict(dict)
    for listener in Listener.objects.filter(visit__in=[visit for visit, _one in pairs]).select_related(
        "person"
    ):
        if listener.person:
            present[listener.visit_id][listener.person.uid] = listener
    PlayerEvent.objects.bulk_create(
        (
            event_row(visit, one.device or one.plan.staff.uid, event, 0, slides, present[visit.pk])
            for visit, one in pairs
            for event in one.events
        ),
        batch_size=BATCH,
    )

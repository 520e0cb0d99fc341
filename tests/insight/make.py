"""Finished visits for tests of figures: who, when, what was shown for how long and how it was taken."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from krug.access.models import User
from krug.customers.models import Person
from krug.decks.models import Slide
from krug.site.clock import micros
from krug.visits.actions import load_visits
from krug.visits.data import FinishedVisit, Outcome, VisitPlan
from krug.visits.models import Visit
from krug.visits.rules import Answer, Reaction, Showing

Seen = tuple[Slide, float, int]
"""A slide, its active seconds, the first listener's reaction (0: none)."""


def finished(
    staff: User,
    listeners: Sequence[Person],
    at: datetime,
    seen: Sequence[Seen] = (),
    answers: Sequence[tuple[Slide, str, str, str | float | list[str]]] = (),
) -> FinishedVisit:
    """`answers`: (slide, question, kind, value), all given by the first listener."""
    start = micros(at)
    last = len(seen)
    return FinishedVisit(
        plan=VisitPlan(staff=staff, person=listeners[0], planned_at=at),
        started_at=at,
        finished_at=at + timedelta(minutes=15),
        outcome=Outcome("agreed"),
        listeners=listeners,
        showings=[
            Showing(slide, start + order * 10_000_000, seconds, order, order == last)
            for order, (slide, seconds) in enumerate(((it[0].uid, it[1]) for it in seen), 1)
        ],
        reactions=[
            Reaction(slide.uid, start + order * 10_000_000 + 1, emotion, 0)
            for order, (slide, _seconds, emotion) in enumerate(seen, 1)
            if emotion
        ],
        answers=[
            Answer(slide.uid, question, start + 5, kind, value, listener=0)
            for slide, question, kind, value in answers
        ],
    )


def load(author: User, visits: Sequence[FinishedVisit]) -> list[Visit]:
    return load_visits(author, visits)

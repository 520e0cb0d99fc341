"""What the tests of visits and sync need to exist: a doctor, a deck, a visit, what a player sends."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from krug.access.actions.scope import place
from krug.access.models import User
from krug.customers.actions import create_person
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.decks.models import Deck, Publishing, Slide, Version, VersionFile
from krug.site.clock import micros
from krug.site.ids import uuid7
from krug.touches.queries import of_episode
from krug.touches.touch import StoredTouch
from krug.visits.actions import plan_visit
from krug.visits.data import EventIn, VisitPlan
from krug.visits.models import Visit
from tests.cast import Cast

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
START = micros(NOON)
SECOND = 1_000_000


def make_doctor(cast: Cast, name: str = "Doctor", **more: Any) -> Person:
    return create_person(cast.rita, PersonData(last_name=name, **more))


def make_deck(
    cast: Cast, slides: int = 3, title: str = "Cardionorm", number: int = 1, deck: Deck | None = None
) -> list[Slide]:
    """A deck with a version, published to everybody in Pharma. Returns its slides."""
    if deck is None:
        deck = Deck.objects.create(unit=cast.pharma.unit, title=title, author=cast.marketer)
    version = Version.objects.create(deck=deck, number=number, sha256="0" * 64, author=cast.marketer)
    VersionFile.objects.create(
        version=version, path="index.html", sha256=f"{number:064x}", size=10, type="text/html"
    )
    made = [
        Slide.objects.create(
            version=version, number=at, key=f"s{at}", title=f"Slide {at}", address="index.html"
        )
        for at in range(1, slides + 1)
    ]
    Publishing.objects.create(version=version, group=cast.pharma.group, author=cast.marketer)
    place("deck", deck.pk, [("unit", cast.pharma.unit.pk), ("group", cast.pharma.group.pk)], deck.title)
    return made


def make_visit(staff: User, person: Person, at: datetime = NOON, **more: Any) -> Visit:
    return plan_visit(staff, VisitPlan(staff=staff, person=person, planned_at=at, **more))


def minutes(count: float) -> datetime:
    return NOON + timedelta(minutes=count)


class Player:
    """Counts and times events as a device does."""

    def __init__(self) -> None:
        self.number = 0

    def event(
        self, kind: str, slide: Slide, second: float, /, listener: UUID | None = None, **data: Any
    ) -> EventIn:
        self.number += 1
        at = START + round(second * SECOND)
        return EventIn(
            uid=uuid7(), number=self.number, at=at, kind=kind, slide=slide.uid, listener=listener, data=data
        )

    def show(self, slide: Slide, since: float, until: float) -> list[EventIn]:
        return [self.event("visible", slide, since), self.event("hidden", slide, until)]


def said(visit: Visit) -> list[tuple[Any, ...]]:
    """The visit's live touches in words, without ids."""
    return sorted(map(words, of_episode(visit.uid)), key=str)


def words(touch: StoredTouch) -> tuple[Any, ...]:
    data = dict(touch.data)
    return (
        touch.verb.name.lower(),
        touch.identity,
        touch.object_id,
        touch.at,
        touch.seconds,
        touch.emotion,
        data,
    )


def verbs(visit: Visit, identity: int | None = None) -> Sequence[str]:
    return sorted(
        touch.verb.name.lower() for touch in of_episode(visit.uid) if identity in (None, touch.identity)
    )

"""A small company where anything may happen, for tests of what must hold whatever did."""

import random
from collections.abc import Callable
from decimal import Decimal

from krug.customers.actions import create_person, edit_person, link, merge, undo_merge
from krug.customers.actions.link import end_link, ensure_identities, remove_link
from krug.customers.data import PersonData
from krug.customers.models import Decision, Link, Person
from krug.segments.evaluate import members
from krug.segments.keep import keep
from krug.segments.models import Mark, Segment, SegmentMember, SegmentMove
from krug.touches.actions import append, replace, retract
from krug.touches.touch import Touch
from krug.touches.words import Verb
from tests.cast import Cast
from tests.segments.make import DAY, touch
from tests.touches.make import NOW

AMOUNTS = (Decimal(60), Decimal(120))


class World:
    """A small company where anything may happen."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.random, self.now = cast, random.Random(seed), NOW
        land = cast.pharma.north_land.pk
        self.people = [
            create_person(
                cast.nina, PersonData(last_name=f"N{number}", territory=land, klass="AB"[number % 2])
            )
            for number in range(6)
        ]
        cookies = [("cookie", f"c{number}") for number in range(4)]
        self.identities = list(ensure_identities(cookies).values())
        self.touches: list[Touch] = []
        self.start: dict[int, set[int]] = {}

    def any_identity(self) -> int:
        cards = [row.identity_id for row in Link.objects.filter(person=self.random.choice(self.people))]
        return self.random.choice([*cards, *self.identities])

    def append(self) -> None:
        verb = self.random.choice((Verb.CLICKED, Verb.OPENED, Verb.PURCHASED))
        data = {"address": "x"} if verb == Verb.CLICKED else {}
        amount = {"amount": self.random.choice(AMOUNTS), "currency": "RUB"} if verb == Verb.PURCHASED else {}
        made = touch(self.any_identity(), verb, data=data, **amount)
        # Late ones and those from the future too.
        made.at = self.now - round(self.random.uniform(-0.5, 25) * DAY)
        append([made], "user:1")
        self.touches.append(made)

    def retract(self) -> None:
        if self.touches:
            retract([self.random.choice(self.touches).id], "user:1", "")

    def replace(self) -> None:
        if self.touches:
            old = self.random.choice(self.touches)
            made = touch(self.any_identity(), Verb.OPENED, replaces=old.id)
            made.at = old.at
            replace([made], "user:1")
            self.touches.append(made)

    def edit(self) -> None:
        fields = self.random.choice(
            [{"klass": "A"}, {"klass": "B"}, {"phones": ["+79160000001"]}, {"phones": []}, {"last_name": "M"}]
        )
        person = Person.objects.get(pk=self.random.choice(self.people).pk)
        edit_person(self.cast.nina, person, fields)

    def create(self) -> None:
        land = self.random.choice((self.cast.pharma.north_land, self.cast.pharma.south_land)).pk
        self.people.append(
            create_person(self.cast.head, PersonData(last_name="New", territory=land, klass="A"))
        )

    def merge(self) -> None:
        free = list(Person.objects.filter(canonical=None))
        if len(free) > 2:
            merge(self.cast.head, *self.random.sample(free, 2))

    def undo(self) -> None:
        decision = list(Decision.objects.filter(undoing=None).order_by("id"))
        if decision:
            undo_merge(self.cast.head, self.random.choice(decision))

    def link(self) -> None:
        since = self.random.choice((None, self.now - round(self.random.uniform(0, 25) * DAY)))
        person = self.random.choice(self.people)
        link(self.cast.head, self.random.choice(self.identities), person, since=since)

    def unlink(self) -> None:
        rows = list(Link.objects.filter(identity__in=self.identities, until=None).order_by("id"))
        row = self.random.choice(rows) if rows else None
        if row and self.random.random() < 0.5:
            remove_link(self.cast.head, row)
        elif row and (row.since is None or row.since < self.now - DAY):
            end_link(self.cast.head, row, self.now - DAY)

    def wait(self) -> None:
        self.now += round(self.random.uniform(0, 6) * DAY)

    def keep(self) -> None:
        keep(self.now)
        for segment in Segment.objects.all():
            self.start.setdefault(segment.pk, held(segment))

    def happenings(self) -> list[Callable[[], None]]:
        return [
            *(self.append, self.append, self.append, self.retract, self.replace, self.edit, self.create),
            *(self.merge, self.undo, self.link, self.unlink, self.wait, self.wait, self.keep),
        ]

    def step(self) -> None:
        self.random.choice(self.happenings())()


def held(segment: Segment) -> set[int]:
    return set(SegmentMember.objects.filter(segment=segment).values_list(segment.kind, flat=True))


def told(segment: Segment, start: set[int]) -> set[int]:
    """Who is in by its moves, which come and go in turn."""
    now = set(start)
    for move in SegmentMove.objects.filter(segment=segment).order_by("id"):
        row = getattr(move, f"{segment.kind}_id")
        assert (row in now) is not move.entered, move
        (now.add if move.entered else now.remove)(row)
    return now


def checked(world: World) -> None:
    """Members are what counting everybody anew gives, and moves tell how they came to be."""
    world.keep()
    assert not Mark.objects.exists()
    live = list(Segment.objects.filter(freezing=None))
    wanted = members(world.cast.pharma.unit.pk, {one.uid: one.asked for one in live}, world.now)
    for segment in live:
        assert held(segment) == wanted[segment.uid], segment.name
        assert told(segment, world.start[segment.pk]) == held(segment), segment.name
        sorts = SegmentMember.objects.filter(segment=segment).values_list("sort", f"{segment.kind}__sort")
        assert all(own == its for own, its in sorts)

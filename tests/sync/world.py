"""What a random history may do to a company: one action of a domain at a time."""

from collections.abc import Callable
from random import Random

from krug.access.actions.assign_territory import assign_territory, unassign_territory
from krug.access.actions.join_group import join_group, leave_group
from krug.customers.actions import create_organisation, edit_organisation, edit_person, merge, undo_merge
from krug.customers.data import OrganisationData
from krug.customers.models import Decision, Person
from krug.decks.actions.edit_deck import rename_deck
from krug.decks.actions.publish import publish
from krug.decks.actions.withdraw import withdraw
from krug.decks.models import Publishing
from krug.site.ids import uuid7
from krug.sync.actions.refresh import refresh
from krug.visits.actions import cancel_visit, change_visit, finish_visit, record_events, start_visit
from krug.visits.data import Outcome
from krug.visits.models import Visit
from krug.visits.state import state, with_state
from tests.cast import Cast
from tests.visits.made import NOON, Player, make_deck, make_doctor, make_visit, minutes

DEVICE = uuid7()


class World:
    """What a random history may do: actions of the domains. What the moment forbids does nothing."""

    def __init__(self, cast: Cast, random: Random) -> None:
        self.cast, self.random = cast, random
        self.slides = make_deck(cast)
        self.clinic = create_organisation(cast.rita, OrganisationData(name="Clinic", kind="clinic"))
        self.doctors = [
            make_doctor(cast, f"Doctor {number}", organisation=self.clinic.pk) for number in range(3)
        ]
        self.player = Player()
        self.steps: list[Callable[[], object]] = [
            self.edit, self.move, self.rename_clinic, self.plan, self.change, self.cancel, self.start,
            self.show, self.finish, self.merge, self.undo, self.publish, self.withdraw, self.rename_deck,
            self.ground, self.group, self.look,
        ]  # fmt: skip

    def doctor(self) -> Person:
        return Person.objects.get(pk=self.random.choice(self.doctors).pk)

    def visit(self, *states: str) -> Visit | None:
        fitting = [visit for visit in with_state().order_by("id") if state(visit) in states]
        return self.random.choice(fitting) if fitting else None

    def edit(self) -> None:
        edit_person(
            self.cast.head, self.doctor(), {"note": str(self.random.random()), "phones": ["+79991234567"]}
        )

    def move(self) -> None:
        lands = [self.cast.pharma.north_land.pk, self.cast.pharma.south_land.pk, None]
        edit_person(self.cast.head, self.doctor(), {"territory": self.random.choice(lands)})

    def rename_clinic(self) -> None:
        edit_organisation(self.cast.head, self.clinic, {"name": f"Clinic {self.random.random()}"})

    def plan(self) -> None:
        make_visit(self.random.choice([self.cast.rita, self.cast.roma]), self.doctor())

    def change(self) -> None:
        if visit := self.visit("planned", "started"):
            change_visit(visit.staff, visit, {"goal": str(self.random.random())})

    def cancel(self) -> None:
        if visit := self.visit("planned"):
            cancel_visit(visit.staff, visit)

    def start(self) -> None:
        if visit := self.visit("planned"):
            start_visit(visit.staff, visit, NOON)

    def show(self) -> None:
        if visit := self.visit("started", "finished"):
            slide, second = self.random.choice(self.slides), self.random.randrange(600)
            events = self.player.show(slide, second, second + self.random.randrange(9))
            events.append(
                self.player.event("reacted", slide, second, emotion=self.random.choice([100, 0, -100]))
            )
            record_events(visit.staff, visit, DEVICE, events)

    def finish(self) -> None:
        if visit := self.visit("started"):
            finish_visit(visit.staff, visit, minutes(9), Outcome("agreed", note="Note"))

    def merge(self) -> None:
        alone = list(Person.objects.filter(canonical=None).order_by("id"))
        if len(alone) > 1:
            survivor, absorbed = self.random.sample(alone, 2)
            merge(self.cast.head, survivor, absorbed)

    def undo(self) -> None:
        if decisions := list(Decision.objects.filter(undoing=None).order_by("id")):
            undo_merge(self.cast.head, self.random.choice(decisions))

    def publish(self) -> None:
        publish(self.cast.marketer, self.slides[0].version, [self.cast.pharma.group])

    def withdraw(self) -> None:
        for live in Publishing.objects.filter(withdrawal=None):
            withdraw(self.cast.marketer, live)

    def rename_deck(self) -> None:
        rename_deck(self.cast.marketer, self.slides[0].version.deck, f"Deck {self.random.random()}")

    def ground(self) -> None:
        change = self.random.choice([assign_territory, unassign_territory])
        change(None, self.cast.pharma.south_land, self.cast.rita)

    def group(self) -> None:
        change = self.random.choice([join_group, leave_group])
        change(None, self.cast.pharma.group, self.cast.rita)

    def look(self) -> None:
        refresh(seconds=0)

"""After any history of changes, items are what the domain tables say, and so is what a device holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krug.access.actions.assign_territory import assign_territory, unassign_territory
from krug.access.actions.join_group import join_group, leave_group
from krug.access.models import User
from krug.customers.actions import create_organisation, edit_organisation, edit_person, merge, undo_merge
from krug.customers.data import OrganisationData
from krug.customers.models import Decision, Person
from krug.decks.actions.edit_deck import rename_deck
from krug.decks.actions.publish import publish
from krug.decks.actions.withdraw import withdraw
from krug.decks.models import Publishing
from krug.site.ids import uuid7
from krug.sync.actions.refresh import refresh
from krug.sync.desired import Held, desired, root_of
from krug.sync.digests import WHOLE, as_hex
from krug.sync.models import Change, Digest, Item
from krug.sync.queries import scopes_of
from krug.visits.actions import cancel_visit, change_visit, finish_visit, record_events, start_visit
from krug.visits.data import Outcome
from krug.visits.models import Visit
from krug.visits.state import state, with_state
from tests.cast import Cast, make_cast
from tests.sync.device import Device
from tests.visits.made import NOON, Player, make_deck, make_doctor, make_visit, minutes


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


DEVICE = uuid7()


def kept() -> Held:
    rows = Item.objects.values_list("scope_id", "kind", "uid", "digest", "body")
    return {(scope, kind, str(uid)): (as_hex(digest), bytes(body)) for scope, kind, uid, digest, body in rows}


def assert_exact() -> None:
    """Items = desired, digests = recomputation, nothing left to look at."""
    scopes = list(Digest.objects.filter(bucket=WHOLE).values_list("scope", flat=True))
    items = kept()
    assert items == desired(scopes)
    assert not Change.objects.exists()
    roots = {one.scope_id: (as_hex(one.digest), one.count) for one in Digest.objects.filter(bucket=WHOLE)}
    assert roots == {scope: (root_of(items, scope), _count(items, scope)) for scope in scopes}
    buckets = {
        (one.scope_id, one.bucket): (one.digest, one.count) for one in Digest.objects.exclude(bucket=WHOLE)
    }
    again: dict[tuple[int, int], tuple[int, int]] = dict.fromkeys(buckets, (0, 0))
    for scope, bucket, digest in Item.objects.values_list("scope_id", "bucket", "digest"):
        xor, count = again[scope, bucket]
        again[scope, bucket] = (xor ^ digest, count + 1)
    assert again == buckets


def _count(items: Held, scope: int) -> int:
    return sum(1 for of, _kind, _uid in items if of == scope)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Each history begins in an empty company."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), length=st.integers(1, 25))
def test_after_any_history_the_device_holds_what_it_should(db: None, seed: int, length: int) -> None:
    with rolled_back():
        cast = make_cast()
        world = World(cast, Random(seed))
        devices = [(Device(user), user) for user in (cast.rita, cast.nina)]
        devices[0][0].sync()
        for _step in range(length):
            world.random.choice(world.steps)()
            if world.random.random() < 0.2:
                world.random.choice(devices)[0].sync()
        for device, user in devices:
            device.sync()
            assert device.held() == desired(scopes_of(User.objects.get(pk=user.pk)))
        assert_exact()

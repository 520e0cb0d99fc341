"""The same small company with organisations, where its people come, go, decide and are merged."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal

from krug.customers.actions import create_organisation, edit_organisation, merge, undo_merge
from krug.customers.actions.affiliations import add_affiliation, change_affiliation
from krug.customers.actions.erase import erase_person
from krug.customers.data import OrganisationData
from krug.customers.errors import Invalid, MergeRefused
from krug.customers.models import Affiliation, Organisation, OrganisationDecision, Person
from krug.fields.actions import define_field, set_values
from krug.fields.data import FieldData
from krug.touches.actions import append, replace
from krug.touches.words import Verb
from tests.cast import Cast
from tests.segments.make import DAY, touch
from tests.segments.world import World

PLACES = 6


class PlacesWorld(World):
    def __init__(self, cast: Cast, seed: int) -> None:
        super().__init__(cast, seed)
        define_field(
            cast.head, "organisation", FieldData(name="Beds", type="whole", unit=cast.pharma.unit.pk)
        )
        self.places = [
            create_organisation(
                cast.head, OrganisationData(name=f"Clinic {number}", klass="AB"[number % 2], kind="clinic")
            )
            for number in range(PLACES)
        ]
        self.chain = create_organisation(cast.head, OrganisationData(name="Chain"))
        self.places.append(self.chain)

    def any_place(self) -> Organisation:
        return Organisation.objects.get(pk=self.random.choice(self.places).pk)

    def any_person(self) -> Person:
        return Person.objects.get(pk=self.random.choice(self.people).pk)

    def come(self) -> None:
        """A touch somewhere, late ones and those from the future too."""
        verb = self.random.choice((Verb.CLICKED, Verb.OPENED, Verb.PURCHASED))
        bought = {"amount": Decimal(60), "currency": "RUB"} if verb == Verb.PURCHASED else {}
        data = {"address": "x"} if verb == Verb.CLICKED else {}
        made = touch(self.any_identity(), verb, organisation=self.any_place().pk, data=data, **bought)
        made.at = self.now - round(self.random.uniform(-0.5, 25) * DAY)
        append([made], "user:1")
        self.touches.append(made)

    def elsewhere(self) -> None:
        """It was at another place after all."""
        if self.touches:
            old = self.random.choice(self.touches)
            made = touch(old.identity, Verb.OPENED, organisation=self.any_place().pk, replaces=old.id)
            made.at = old.at
            replace([made], "user:1")
            self.touches.append(made)

    def edit_place(self) -> None:
        parent = self.random.choice((None, self.any_place().pk, self.chain.pk))
        fields: list[dict[str, object]] = [
            *({"klass": "A"}, {"klass": "B"}, {"name": "Ёлка"}, {"name": "Other"}, {"parent": parent}),
            {"territory": self.cast.pharma.south_land.pk},
        ]
        with suppress(Invalid):  # it would stand above itself
            edit_organisation(self.cast.head, self.any_place(), self.random.choice(fields))

    def tell_beds(self) -> None:
        beds = self.random.choice((None, 5, 50))
        set_values(self.cast.head, "organisation", self.any_place().pk, {"beds": beds})

    def employ(self) -> None:
        part = self.random.choice(("", "decides", "uses"))
        with suppress(Invalid):  # he works there already
            add_affiliation(self.cast.head, self.any_person(), self.any_place(), {"part": part})

    def work_otherwise(self) -> None:
        rows = list(Affiliation.objects.order_by("id"))
        if rows:
            fields = [{"until": date(2020, 1, 1)}, {"until": None}, {"part": "decides"}, {"part": ""}]
            with suppress(Invalid):  # he works there already, by another row
                change_affiliation(self.cast.head, self.random.choice(rows), self.random.choice(fields))

    def merge_places(self) -> None:
        free = list(Organisation.objects.filter(canonical=None, unit=self.cast.pharma.unit))
        if len(free) > 2:
            with suppress(MergeRefused):  # another one stands between them
                merge(self.cast.head, *self.random.sample(free, 2))

    def undo_places(self) -> None:
        decisions = list(OrganisationDecision.objects.filter(undoing=None).order_by("id"))
        if decisions:
            undo_merge(self.cast.head, self.random.choice(decisions))

    def erase(self) -> None:
        if self.random.random() < 0.3:
            erase_person(self.cast.head, self.any_person(), "request", "1", finish=False)
            self.people = list(Person.objects.filter(pk__in=[one.pk for one in self.people], erased=None))

    def happenings(self) -> list[Callable[[], None]]:
        return [
            *super().happenings(),
            *(self.come, self.come, self.come, self.elsewhere, self.edit_place, self.edit_place),
            *(self.employ, self.employ, self.employ, self.work_otherwise, self.work_otherwise),
            *(self.tell_beds, self.merge_places, self.merge_places, self.undo_places, self.erase),
        ]

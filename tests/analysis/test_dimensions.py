"""Whatever is done to customers, a dimension's file and what changed since say what the database says."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from krug.access.models import User
from krug.analysis import actions, dimension, manifest, watch
from krug.analysis.models import Change, Stamp
from krug.analysis.question import Question, run
from krug.analysis.reading import reading
from krug.analysis.steps import Step
from krug.customers.actions import create_organisation, edit_organisation, edit_person
from krug.customers.actions.affiliations import add_affiliation, change_affiliation
from krug.customers.actions.erase import erase_person
from krug.customers.data import OrganisationData
from krug.customers.errors import Invalid
from krug.customers.models import Affiliation, Organisation, Person
from tests.cast import Cast
from tests.segments.world import World

pytestmark = pytest.mark.django_db(transaction=True)
Rows = list[tuple[Any, ...]]


def plain(name: str, viewer: User) -> Rows:
    return ordered(dimension.read(name, viewer).to_pylist())


def kept(name: str, viewer: User, folder: Path) -> Rows:
    """As a question finds it; twice is once, where a person is in two of the viewer's scopes."""
    columns = ", ".join(f'"{column}"' for column in dimension.named(name).columns)
    distinct = "DISTINCT " if name == "visible_person" else ""
    asked = Question("all", (Step("answer", f"SELECT {distinct}{columns} FROM {name}"),))
    with reading(folder=folder) as state:
        assert state.dimensions.has(name), name
    return ordered(run(asked, viewer))


def ordered(rows: list[dict[str, Any]]) -> Rows:
    return sorted((tuple(row.values()) for row in rows), key=repr)


def checked(world: World, folder: Path) -> None:
    for name in [*dimension.travelling(), "visible_person"]:
        for viewer in (world.cast.rita, world.cast.head):
            assert kept(name, viewer, folder) == plain(name, viewer), name


class Company(World):
    def any_person(self) -> Person:
        return Person.objects.get(pk=self.random.choice(self.people).pk)

    def move(self) -> None:
        lands = (self.cast.pharma.north_land, self.cast.pharma.south_land)
        fields = {
            "territory": self.random.choice(lands).pk,
            "city": self.random.choice(("Omsk", 'a "b", c', "")),
        }
        person = self.any_person()
        if not hasattr(person, "erased"):
            edit_person(self.cast.head, person, fields)

    def erase(self) -> None:
        if self.random.random() < 0.3:
            erase_person(self.cast.head, self.any_person(), "request", "1", finish=False)

    def organisation(self) -> None:
        kind = self.random.choice(("clinic", "pharmacy"))
        there = list(Organisation.objects.all())
        if there and self.random.random() < 0.5:
            fields = self.random.choice(({"kind": kind}, {"klass": "A"}, {"city": "Omsk"}, {"name": "Ё"}))
            edit_organisation(self.cast.head, there[0], fields)
        else:
            create_organisation(self.cast.head, OrganisationData(name="O", kind=kind))

    def work(self) -> None:
        """He begins somewhere, or ends."""
        there = list(Organisation.objects.all())
        rows = list(Affiliation.objects.filter(until=None).order_by("id"))
        if rows and self.random.random() < 0.4:
            change_affiliation(self.cast.head, rows[0], {"until": date(2020, 1, 1), "part": "decides"})
        elif there:
            with suppress(Invalid):
                add_affiliation(self.cast.head, self.any_person(), there[0], {"part": "uses"})

    def behind_its_back(self) -> None:
        """By no action of ours: even then the database has written it down."""
        Person.objects.filter(pk=self.any_person().pk).update(city="Perm")

    def step(self) -> None:
        happenings: list[Callable[[], None]] = [
            *(self.create, self.merge, self.undo, self.link, self.link, self.unlink, self.move, self.move),
            *(self.erase, self.organisation, self.work, self.behind_its_back),
        ]
        self.random.choice(happenings)()


@pytest.mark.parametrize("seed", range(3))
def test_file_and_tail_are_the_database(
    cast: Cast, folder: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = Company(cast, seed)
    monkeypatch.setattr("krug.analysis.actions.dimensions.FEW", 3)
    actions.export()
    for number in range(30):
        world.step()
        if number % 5 == 4:
            checked(world, folder)
        if number % 10 == 6:
            actions.export()
            actions.compact(date(2027, 1, 1))
            actions.sweep(time.time() + 5, keep=0)
            actions.forget_changes(folder, time.time())
    checked(world, folder)


def test_few_changes_leave_the_file_alone_and_are_seen_at_once(cast: Cast, folder: Path) -> None:
    world = Company(cast, 1)
    actions.export()
    before = manifest.current(folder)
    edit_person(cast.nina, world.people[0], {"city": "Tver"})
    actions.export()
    assert manifest.current(folder).dimensions == before.dimensions
    assert "Tver" in repr(kept("person", cast.head, folder))


def test_what_no_version_needs_is_forgotten(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = Company(cast, 1)
    actions.export()
    monkeypatch.setattr("krug.analysis.actions.dimensions.FEW", 0)
    edit_person(cast.nina, world.people[0], {"city": "Tver"})
    assert Change.objects.filter(source="person", key=world.people[0].pk).exists()
    for name in ("erased", "canonical", "reached", "organisation", "membership", "link"):
        assert name in manifest.current(folder).dimensions
    actions.rebuild()
    actions.sweep(time.time() + 5, keep=0)
    assert Stamp.objects.count() == 2
    assert actions.forget_changes(folder, time.time()) > 0
    assert Stamp.objects.count() == 1
    checked(world, folder)


def test_a_file_of_another_database_is_not_read(cast: Cast, folder: Path) -> None:
    """A backup that was made before the files were does not have their stamp."""
    world = Company(cast, 1)
    actions.export()
    Stamp.objects.all().delete()
    with reading(folder=folder) as state:
        assert state.dimensions.standing == {}
    asked = Question("all", (Step("answer", "SELECT city FROM person ORDER BY ALL"),))
    Person.objects.update(city="Omsk")
    assert {row["city"] for row in run(asked, cast.head)} == {"Omsk"}
    actions.export()
    checked(world, folder)


def test_a_lost_trigger_makes_files_worth_nothing(cast: Cast, folder: Path) -> None:
    """As when Django rebuilds a table on SQLite."""
    world = Company(cast, 1)
    actions.export()
    (of_persons,) = [it for it in dimension.watches() if it.source == "person"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {of_persons.name}_changed")
        else:
            cursor.execute(f"DROP TRIGGER {of_persons.name}_changed ON customers_person")
    Person.objects.update(city="Omsk")
    assert watch.ensure(dimension.watches()) == [of_persons.name]
    assert watch.ensure(dimension.watches()) == []
    with reading(folder=folder) as state:
        assert state.dimensions.standing == {}
    actions.export()
    checked(world, folder)


def test_an_erased_customers_old_card_is_destroyed_in_the_files(cast: Cast, folder: Path) -> None:
    world = Company(cast, 1)
    edit_person(cast.nina, world.people[0], {"city": "Krasnogorsk"})
    actions.export()
    old = manifest.current(folder).dimensions["person"].name
    assert b"Krasnogorsk" in (folder / old).read_bytes()
    erase_person(cast.head, world.people[0], "request", "1", finish=False)
    assert old in actions.forget_words([])
    assert not (folder / old).exists()
    new = manifest.current(folder).dimensions["person"].name
    assert b"Krasnogorsk" not in (folder / new).read_bytes()
    checked(world, folder)

"""Random histories: what the engine answers equals a plain computation, with and without exports in
between.
"""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from krug.access.models import User
from krug.access.scopes import visible, visible_staff
from krug.analysis import actions
from krug.analysis.question import run
from krug.customers.actions import create_persons, end_link, ensure_identities, link, merge, undo_merge
from krug.customers.data import PersonData
from krug.customers.models import Decision, Link, Person
from krug.insight.questions.slide_steps import SLIDES
from krug.site.ids import uuid7
from krug.touches.actions import append, retract
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.cast import Cast, make_cast
from tests.insight.plain import PlainLink, World, figures, seen_by
from tests.touches.make import NOW

DAY = 86_400_000_000
SLIDES_SHOWN = ("a", "b")
places = st.integers(0, 10**6)
moments = st.integers(0, 12).map(lambda step: NOW + step * DAY // 3)


rows = st.tuples(
    *(moments, places, places, places, st.integers(0, 1), st.sampled_from(SLIDES_SHOWN)),
    *(st.sampled_from((None, None, -100, 0, 100)), st.integers(1, 60), st.booleans(), st.booleans()),
)
ties = st.tuples(places, places, st.none() | moments, st.integers(1, 8), st.integers(-1, 1), st.booleans())


class Histories(RuleBasedStateMachine):
    """Every history has people, identities and versions of its own; the house and the log are one for all."""

    cast: ClassVar[Cast]

    @initialize(first=st.lists(rows, min_size=12, max_size=24), held=st.lists(ties, min_size=3, max_size=8))
    def begin(self, first: list[tuple[Any, ...]], held: list[tuple[Any, ...]]) -> None:
        self.versions = [str(uuid7()) for _ in range(2)]
        made = [
            create_persons(author, [PersonData(last_name=f"P{number}") for number in range(2)])
            for author in (self.cast.rita, self.cast.roma, self.cast.food_rep)
        ]
        self.people = [person for part in made for person in part]
        self.identities = list(ensure_identities([("device", str(uuid7())) for _ in range(3)]).values())
        self.episodes = [uuid7() for _ in range(4)]
        self.world = World()
        for it in held:
            self.tie(it)
        self.happen(first)

    def _links(self) -> None:
        rows = Link.objects.filter(identity__in=self.identities).order_by("id")
        self.world.links = [
            PlainLink(it.pk, it.identity_id, it.person_id, it.since, it.until, it.priority) for it in rows
        ]

    def _decisions(self) -> None:
        rows = Decision.objects.filter(undoing=None, survivor__in=self.people)
        self.world.survivor = {it.absorbed_id: it.survivor_id for it in rows}

    def _pick(self, choices: list[Any], place: int) -> Any:
        return choices[place % len(choices)]

    @rule(rows=st.lists(rows, min_size=1, max_size=6))
    def happen(self, rows: list[tuple[Any, ...]]) -> None:
        """Touches of any time: late ones too."""
        batch = [self._touch(*row) for row in rows]
        append(batch, "user:1")
        self.world.touches += batch

    def _touch(
        self, at: int, whom: int, staff: int, episode: int, version: int, slide: str, emotion: int | None,
        seconds: int, is_exit: bool, replacing: bool,
    ) -> Touch:  # fmt: skip
        reacted = emotion is not None
        known = [touch.id for touch in self.world.touches]
        data = {} if reacted else {"number": 1, "order": 1, "exit": is_exit, "rule": 1}
        staffs = [self.cast.rita.id, self.cast.roma.id, self.cast.food_rep.id, None]
        return Touch(
            id=uuid7(),
            at=at,
            identity=self._pick(self.identities, whom),
            channel=Channel.VISIT,
            direction=Direction.OUT,
            verb=Verb.REACTED if reacted else Verb.SHOWN,
            episode=self._pick(self.episodes, episode),
            object_kind="slide",
            object_id=slide,
            cause_kind="version",
            cause_id=self.versions[version],
            staff=self._pick(staffs, staff),
            seconds=None if reacted else float(seconds),
            emotion=emotion,
            replaces=self._pick(known, seconds) if replacing and known else None,
            data=data,
        )

    @rule(place=places, before=st.booleans())
    def take_back(self, place: int, before: bool) -> None:
        known = [touch.id for touch in self.world.touches]
        if known:
            gone = self._pick(known, place)
            retract([gone], "user:1", "")
            self.world.retracted.add(gone)

    @rule(it=ties)
    def tie(self, it: tuple[int, int, int | None, int, int, bool]) -> None:
        place, whose, since, length, priority, open_end = it
        until = None if open_end else (since or NOW) + length * DAY // 2
        person = self._pick(self.people, whose)
        link(self.cast.admin, self._pick(self.identities, place), person, since, until, {}, priority)
        self._links()

    @rule(place=places, at=moments)
    def untie(self, place: int, at: int) -> None:
        held = [
            it
            for it in Link.objects.filter(identity__in=self.identities).order_by("id")
            if it.until is None and (it.since is None or it.since < at)
        ]
        if held:
            end_link(self.cast.admin, self._pick(held, place), at)
            self._links()

    @rule(one=places, other=places, pair=st.integers(0, 2))
    def join(self, one: int, other: int, pair: int) -> None:
        """Of one unit: others cannot be merged."""
        free = [it for it in self._free() if it.unit_id == self.people[pair * 2].unit_id]
        survivor, absorbed = self._pick(free, one), self._pick(free, other)
        if survivor != absorbed:
            merge(self.cast.admin, survivor, absorbed, {})
            self._decisions()

    def _free(self) -> list[Person]:
        return list(
            Person.objects.filter(canonical=None, id__in=[it.pk for it in self.people]).order_by("id")
        )

    @rule(place=places)
    def part(self, place: int) -> None:
        standing = list(Decision.objects.filter(undoing=None, survivor__in=self.people).order_by("id"))
        if standing:
            undo_merge(self.cast.admin, self._pick(standing, place))
            self._decisions()

    @rule()
    def export(self) -> None:
        actions.export()

    @rule()
    def rebuild(self) -> None:
        actions.rebuild()

    @rule()
    def compact(self) -> None:
        actions.compact(date(2027, 1, 1))
        actions.sweep(4_000_000_000, keep=0)

    @invariant()
    def figures_are_the_same(self) -> None:
        if not hasattr(self, "world"):
            return
        for viewer in (self.cast.rita, self.cast.boss, self.cast.marketer, self.cast.food_head):
            assert engine(viewer, self.versions) == plain(self.world, viewer, self.versions)


def engine(viewer: User, versions: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    rows = run(SLIDES, viewer, versions=versions)
    return {(row.pop("version"), row.pop("slide")): row for row in rows}


def plain(world: World, viewer: User, versions: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    staff = set(visible_staff(viewer).values_list("id", flat=True))
    if viewer.role == "marketer":
        staff = set(User.objects.filter(unit=viewer.unit).values_list("id", flat=True))
    seen = seen_by(world, set(visible(viewer, "person")), staff)
    return {(version, slide): row for version in versions for slide, row in figures(seen, version).items()}


@pytest.fixture
def copy() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="krug-reading-"))
    with override_settings(READING_DIR=folder):
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_engine_equals_a_plain_computation(copy: Path) -> None:
    Histories.cast = make_cast()
    effort = settings(
        max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Histories, settings=effort)

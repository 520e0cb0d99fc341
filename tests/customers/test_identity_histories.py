"""Random merges, un-merges, links and touches: reads equal a plain recomputation, and undo is exact."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krug.access.models import ScopeMember, User
from krug.customers.actions import create_persons, end_link, ensure_identities, link, merge, undo_merge
from krug.customers.data import PersonData
from krug.customers.errors import Invalid, MergeRefused
from krug.customers.models import ContactPoint, Decision, Identity, Link, Person, SearchRow
from krug.customers.queries import card_identities, identities_of, owner_of
from krug.site.ids import uuid7
from krug.touches.actions import append
from krug.touches.queries import of_identities
from krug.touches.touch import Touch
from krug.touches.words import Channel, Direction, Verb
from tests.cast import Cast

PEOPLE, COOKIES, DAY = 6, 3, 1_000_000_000_000_000
who = st.integers(0, PEOPLE - 1)
moment = st.integers(0, 12)
end = st.none() | moment
step = st.one_of(
    st.tuples(st.just("merge"), who, who),
    st.tuples(st.just("undo"), st.integers(0, 20)),
    st.tuples(st.just("link"), st.integers(0, COOKIES - 1), who, end, end, st.integers(0, 2)),
    st.tuples(st.just("end"), st.integers(0, 20), moment),
    st.tuples(st.just("touch"), st.integers(0, PEOPLE + COOKIES - 1), moment),
)


@dataclass
class World:
    """The real thing, and beside it the plainest model of it: parents, links and touches as lists."""

    author: User
    people: list[Person]
    keys: list[int]
    decisions: list[Decision] = field(default_factory=list)
    links: list[list[Any]] = field(default_factory=list)
    rows: list[Link] = field(default_factory=list)
    touches: list[tuple[int, int, Any]] = field(default_factory=list)

    def root(self, person: int) -> int:
        above = [d.survivor_id for d in self.decisions if d.absorbed_id == person]
        return self.root(above[0]) if above else person

    def owner(self, key: int, at: int) -> int | None:
        best = None
        for number, (its, person, since, until, priority) in enumerate(self.links):
            covers = (since is None or since <= at) and (until is None or at < until)
            if its == key and covers and (best is None or (priority, number) > best[0]):
                best = ((priority, number), person)
        return None if best is None else self.root(best[1])

    def do(self, name: str, *args: Any) -> None:
        getattr(self, name)(*args)

    def merge(self, survivor: int, absorbed: int) -> None:
        one, other = self.people[survivor], self.people[absorbed]
        free = one != other and self.root(one.pk) == one.pk and self.root(other.pk) == other.pk
        if free:
            self.decisions.append(merge(self.author, one, other))
        else:
            with pytest.raises(MergeRefused):
                merge(self.author, one, other)

    def undo(self, number: int) -> None:
        if self.decisions:
            undo_merge(self.author, self.decisions.pop(number % len(self.decisions)))

    def link(self, cookie: int, person: int, since: int | None, until: int | None, priority: int) -> None:
        key, owner = self.keys[PEOPLE + cookie], self.people[person]
        first, last = since and DAY + since, until and DAY + until
        if first is not None and last is not None and first >= last:
            with pytest.raises(Invalid):
                link(self.author, key, owner, first, last)
            return
        self.rows.append(link(self.author, key, owner, first, last, priority=priority))
        self.links.append([key, owner.pk, first, last, priority])

    def end(self, number: int, at: int) -> None:
        if not self.rows:
            return
        row, plain = self.rows[number % len(self.rows)], self.links[PEOPLE + number % len(self.rows)]
        at += DAY
        if (plain[2] is None or plain[2] < at) and (plain[3] is None or at < plain[3]):
            end_link(self.author, row, at)
            plain[3] = at
        else:
            with pytest.raises(Invalid):
                end_link(self.author, row, at)

    def touch(self, key: int, at: int) -> None:
        it = Touch(uuid7(), DAY + at, self.keys[key], Channel.SITE, Direction.IN, Verb.SIGNALLED)
        it.data = {"name": "seen"}
        append([it], "source:test")
        self.touches.append((it.identity, it.at, it.id))

    def check(self) -> None:
        for person in Person.objects.filter(pk__in=[one.pk for one in self.people]):
            root = self.root(person.pk)
            assert (person.canonical_id or person.pk) == root
            seen = {touch.id for touch in of_identities(identities_of(person), limit=1000)}
            assert seen == {id for key, at, id in self.touches if self.owner(key, at) == root}
        for key, at, _ in self.touches:
            assert owner_of(key, at) == self.owner(key, at)

    def state(self) -> list[Any]:
        """Every row and every read that a merge might disturb."""
        tables: list[Any] = [
            list(model.objects.order_by("id").values()) for model in (Person, Identity, Link, ContactPoint)
        ]
        members = ScopeMember.objects.order_by("kind", "row", "scope")
        texts = SearchRow.objects.order_by("kind", "row")
        return [
            *tables,
            list(members.values_list("kind", "row", "scope", "sort")),
            list(texts.values_list("kind", "row", "text")),
            [of_identities(identities_of(person.pk), limit=1000) for person in self.people],
        ]


def make_world(cast: Cast) -> World:
    data = [PersonData(last_name=f"Ким{n}", phones=["+79990000001"][: n % 2]) for n in range(PEOPLE)]
    people = create_persons(cast.rita, data)
    cards = card_identities(people)
    cookies = ensure_identities([("cookie", f"c{n}") for n in range(COOKIES)])
    keys = [*(cards[person.pk] for person in people), *cookies.values()]
    links: list[list[Any]] = [[cards[person.pk], person.pk, None, None, 0] for person in people]
    return World(cast.boss, people, keys, links=links)


# Each example makes its own world and rolls it back; the cast below it is never changed.
QUIET = [HealthCheck.function_scoped_fixture]


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(steps=st.lists(step, max_size=25))
def test_reads_equal_a_plain_recomputation(cast: Cast, steps: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        world = make_world(cast)
        for one in steps:
            world.do(*one)
        world.check()
        transaction.set_rollback(True)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=QUIET)
@given(
    before=st.lists(step, max_size=12),
    merges=st.lists(st.tuples(who, who), min_size=1, max_size=5),
    order=st.randoms(use_true_random=False),
)
def test_undo_gives_back_the_identical_state(
    cast: Cast, before: list[tuple[Any, ...]], merges: list[tuple[int, int]], order: Any
) -> None:
    with transaction.atomic():
        world = make_world(cast)
        for one in before:
            world.do(*one)
        state, held = world.state(), list(world.decisions)
        for pair in merges:
            world.merge(*pair)
        world.check()
        new = [decision for decision in world.decisions if decision not in held]
        order.shuffle(new)
        for decision in new:
            undo_merge(world.author, decision)
        assert world.state() == state
        transaction.set_rollback(True)

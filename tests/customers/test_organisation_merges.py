"""Organisations made one and apart again: nothing is rewritten, reads resolve, undo is exact."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krug.access.errors import NotAllowed
from krug.access.models import ScopeMember, User
from krug.access.scopes import may_see
from krug.accounts.actions import put_balances
from krug.accounts.data import AccountData
from krug.accounts.queries import balance_of, by_tax_number
from krug.customers.actions import (
    create_organisation,
    create_organisations,
    create_person,
    edit_organisation,
    merge,
    undo_merge,
)
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid, MergeRefused
from krug.customers.models import Affiliation, ContactPoint, Organisation, OrganisationDecision, SearchRow
from krug.customers.queries import (
    OrganisationFilters,
    PersonFilters,
    organisation_list,
    person_list,
    search,
)
from krug.customers.queries.affiliations import works_of
from krug.customers.queries.organisations import parents_of
from krug.sync.builders import organisation as document
from tests.accounts.test_balances import MORNING
from tests.cast import Cast, client_of

PLACES = 6


def places(cast: Cast, *names: str) -> list[Organisation]:
    return create_organisations(cast.rita, [OrganisationData(name=name) for name in names])


def fresh(card: Organisation) -> Organisation:
    return Organisation.objects.get(pk=card.pk)


def test_reads_resolve_and_undo_gives_all_back(cast: Cast) -> None:
    one, two, branch = places(cast, "Ромашка", "Romashka LLC", "Ромашка на Лесной")
    edit_organisation(cast.rita, two, {"phones": ["+74950000001"], "tax_number": "7707083893"})
    edit_organisation(cast.rita, branch, {"parent": two.pk})
    kim = create_person(cast.rita, PersonData(last_name="Kim", organisation=two.pk))
    put_balances(cast.head, "erp", MORNING, [AccountData(external_id="c1", organisation=two.pk)])
    state = [list(Organisation.objects.order_by("id").values()), list(Affiliation.objects.values())]
    texts = list(SearchRow.objects.order_by("kind", "row").values("kind", "row", "text"))
    decision = merge(cast.nina, one, two)
    rita = client_of(cast.rita)
    assert [line.uid for line in organisation_list(cast.rita).lines] == [one.uid, branch.uid]
    assert organisation_list(cast.rita).lines[0].people == 1
    for at in (one, two):
        people = person_list(cast.rita, PersonFilters(organisation=at.pk)).lines
        assert [(line.uid, line.organisation) for line in people] == [(kim.uid, "Ромашка")]
        below = organisation_list(cast.rita, OrganisationFilters(parent=at.pk)).lines
        assert [line.uid for line in below] == [branch.uid]
    assert [hit.uid for hit in search(cast.rita, "7707083893")] == [one.uid]
    assert {hit.uid for hit in search(cast.rita, "Romashka")} >= {one.uid, kim.uid}
    assert [(work.place, work.main) for work in works_of([kim.pk], two.pk)] == [("Ромашка", True)]
    assert parents_of(branch) == [one]
    assert document.documents([one.pk, branch.pk])[branch.pk][1]["parent"]["uid"] == str(one.uid)
    assert document.documents([one.pk])[one.pk][1]["phones"] == ["+74950000001"]
    assert balance_of(fresh(one)) is not None
    assert by_tax_number(one.unit_id, "7707083893") == one.pk
    led = rita.get(reverse("organisation", args=[two.uid]))
    assert (led.status_code, led["Location"]) == (302, reverse("organisation", args=[one.uid]))
    assert rita.get(f"/api/v1/organisations/{two.uid}").json()["uid"] == str(one.uid)
    undo_merge(cast.nina, decision)
    assert [list(Organisation.objects.order_by("id").values()), list(Affiliation.objects.values())] == state
    assert list(SearchRow.objects.order_by("kind", "row").values("kind", "row", "text")) == texts
    assert parents_of(branch) == [two]


def test_a_survivor_is_seen_wherever_one_of_them_was(cast: Cast) -> None:
    north, south = (
        create_organisation(cast.rita, OrganisationData(name="Ромашка")),
        create_organisation(cast.roma, OrganisationData(name="Ромашка")),
    )
    decision = merge(cast.boss, north, south)
    assert may_see(cast.roma, "organisation", north.pk)
    assert not may_see(cast.roma, "organisation", south.pk)
    undo_merge(cast.boss, decision)
    assert not may_see(cast.roma, "organisation", north.pk)
    assert may_see(cast.roma, "organisation", south.pk)


def test_refusals(cast: Cast) -> None:
    one, two, three = places(cast, "А", "Б", "В")
    foreign = create_organisation(cast.food_rep, OrganisationData(name="А"))
    decision = merge(cast.nina, one, two)
    for survivor, absorbed in ((two, one), (one, two), (three, two), (one, one), (one, foreign)):
        with pytest.raises(MergeRefused):
            merge(cast.nina, survivor, absorbed)
    with pytest.raises(NotAllowed):
        merge(cast.rita, one, three)
    with pytest.raises(MergeRefused):
        undo_merge(cast.food_manager, decision)
    undo_merge(cast.nina, decision)
    with pytest.raises(MergeRefused):
        undo_merge(cast.nina, decision)


def test_no_circle_comes_of_a_merge(cast: Cast) -> None:
    top, middle, low = places(cast, "А", "Б", "В")
    edit_organisation(cast.rita, low, {"parent": middle.pk})
    edit_organisation(cast.rita, middle, {"parent": top.pk})
    for survivor, absorbed in ((top, low), (low, top)):
        with pytest.raises(MergeRefused):
            merge(cast.nina, survivor, absorbed)
    merge(cast.nina, low, middle)
    assert parents_of(fresh(low)) == [top]
    with pytest.raises(Invalid, match="parent"):
        edit_organisation(cast.rita, top, {"parent": middle.pk})


def test_on_the_page_they_are_merged_and_taken_apart(cast: Cast) -> None:
    one, two = places(cast, "Ромашка", "Romashka")
    nina, door = client_of(cast.nina), reverse("organisation-merge", args=[one.uid])
    found = nina.get(reverse("organisation-merge-find", args=[one.uid]), {"q": "Romashka"})
    assert str(two.uid) in found.content.decode()
    assert "Romashka" in nina.get(door, {"with": str(two.uid)}).content.decode()
    assert nina.post(door, {"with": str(two.uid)}).status_code in (204, 302)
    page = nina.get(reverse("organisation", args=[one.uid])).content.decode()
    undo = reverse("organisation-merge-undo", args=[OrganisationDecision.objects.get().uid])
    assert undo in page
    assert client_of(cast.rita).post(undo).status_code == 403
    assert client_of(cast.food_manager).post(undo).status_code == 404
    assert nina.post(undo).status_code in (204, 302)
    assert fresh(two).canonical_id is None
    assert client_of(cast.sam).get(door).status_code == 404


who = st.integers(0, PLACES - 1)
step = st.one_of(
    st.tuples(st.just("merge"), who, who),
    st.tuples(st.just("undo"), st.integers(0, 20)),
    st.tuples(st.just("under"), who, st.none() | who),
)


@dataclass
class World:
    """The real thing beside the plainest model of it: who is whose survivor, who names which parent."""

    author: User
    cards: list[Organisation]
    decisions: list[OrganisationDecision] = field(default_factory=list)

    def root(self, card: int) -> int:
        above = [one.survivor_id for one in self.decisions if one.absorbed_id == card]
        return self.root(above[0]) if above else card

    def do(self, name: str, *args: Any) -> None:
        getattr(self, name)(*args)

    def merge(self, survivor: int, absorbed: int) -> None:
        try:
            self.decisions.append(merge(self.author, self.cards[survivor], self.cards[absorbed]))
        except MergeRefused:
            one, other = self.cards[survivor].pk, self.cards[absorbed].pk
            free = one != other and self.root(one) == one and self.root(other) == other
            assert not free or self._walk(one, {other}) or self._walk(other, {one})

    def undo(self, number: int) -> None:
        if self.decisions:
            undo_merge(self.author, self.decisions.pop(number % len(self.decisions)))

    def under(self, card: int, parent: int | None) -> None:
        above = None if parent is None else self.cards[parent].pk
        try:
            edit_organisation(self.author, self.cards[card], {"parent": above})
        except Invalid:
            assert above is not None
            assert self._walk(self.root(above), {self.root(self.cards[card].pk)}, True)

    def edges(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for card, parent in Organisation.objects.values_list("id", "parent"):
            if parent and self.root(card) != self.root(parent):
                found.setdefault(self.root(card), set()).add(self.root(parent))
        return found

    def _walk(self, start: int, goal: set[int], at_once: bool = False) -> bool:
        """Whether the goal is above the start; not at once: by way of others."""
        edges = self.edges()
        front = {start} if at_once else edges.get(start, set()) - goal
        seen = set(front)
        while front:
            if front & goal:
                return True
            front = {above for one in front for above in edges.get(one, set())} - seen
            seen |= front
        return False

    def check(self) -> None:
        for card in Organisation.objects.filter(pk__in=[one.pk for one in self.cards]):
            assert (card.canonical_id or card.pk) == self.root(card.pk)
            below = [(key, row) for key, row in self._members() if row == card.pk]
            assert bool(below) == (card.canonical_id is None)
        for start in self.edges():
            assert not any(self._walk(up, {start}, True) for up in self.edges()[start])

    def _members(self) -> list[tuple[int, int]]:
        return list(ScopeMember.objects.filter(kind="organisation").values_list("scope", "row"))

    def state(self) -> list[Any]:
        tables: list[Any] = [
            list(model.objects.order_by("id").values()) for model in (Organisation, Affiliation, ContactPoint)
        ]
        texts = SearchRow.objects.order_by("kind", "row").values_list("kind", "row", "text")
        lists = [OrganisationFilters(), *(OrganisationFilters(parent=one.pk) for one in self.cards)]
        pages = [organisation_list(self.author, one).lines for one in lists]
        shown = [[(line.uid, line.people) for line in lines] for lines in pages]
        return [*tables, sorted(self._members()), list(texts), shown]


def make_world(cast: Cast) -> World:
    cards = create_organisations(
        cast.rita,
        [OrganisationData(name=f"Ромашка{n}", phones=["+74950000001"][: n % 2]) for n in range(PLACES)],
    )
    for n, card in enumerate(cards[:3]):
        create_person(cast.rita, PersonData(last_name=f"Ким{n}", organisation=card.pk))
    return World(cast.boss, cards)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(step, max_size=12),
    merges=st.lists(st.tuples(who, who), min_size=1, max_size=4),
    order=st.randoms(use_true_random=False),
)
def test_any_history_has_no_circle_and_undo_is_exact(
    cast: Cast, before: list[tuple[Any, ...]], merges: list[tuple[int, int]], order: Any
) -> None:
    with transaction.atomic():
        world = make_world(cast)
        for one in before:
            world.do(*one)
            world.check()
        state, held = world.state(), list(world.decisions)
        for pair in merges:
            world.merge(*pair)
        world.check()
        new = [decision for decision in world.decisions if decision not in held]
        order.shuffle(new)
        for decision in new:
            undo_merge(world.author, decision)
            world.decisions.remove(decision)
            world.check()
        assert world.state() == state
        transaction.set_rollback(True)

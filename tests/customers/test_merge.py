"""Two cards made one, and apart again."""

import pytest

from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry
from krug.access.scopes import may_see
from krug.customers.actions import create_person, create_persons, merge, rebuild_canonical, undo_merge
from krug.customers.data import PersonData
from krug.customers.errors import MergeRefused
from krug.customers.models import Person, SearchRow
from krug.customers.queries import canonical_of
from tests.cast import Cast


def people(cast: Cast, *names: str) -> list[Person]:
    return create_persons(cast.rita, [PersonData(last_name=name) for name in names])


def fresh(*rows: Person) -> list[int]:
    return [canonical_of(Person.objects.get(pk=row.pk)) for row in rows]


def test_merge_of_merges_and_undo_in_any_order(cast: Cast) -> None:
    a, b, c, d = people(cast, "А", "Б", "В", "Г")
    first = merge(cast.nina, a, b)
    second = merge(cast.nina, c, a)
    third = merge(cast.nina, c, d)
    assert fresh(a, b, c, d) == [c.pk, c.pk, c.pk, c.pk]
    undo_merge(cast.nina, first)
    assert fresh(a, b, c, d) == [c.pk, b.pk, c.pk, c.pk]
    undo_merge(cast.nina, third)
    undo_merge(cast.nina, second)
    assert fresh(a, b, c, d) == [a.pk, b.pk, c.pk, d.pk]


def test_undoing_the_upper_decision_keeps_the_lower(cast: Cast) -> None:
    a, b, c = people(cast, "А", "Б", "В")
    merge(cast.nina, a, b)
    upper = merge(cast.nina, c, a)
    undo_merge(cast.nina, upper)
    assert fresh(a, b, c) == [a.pk, a.pk, c.pk]


def test_the_survivor_is_seen_and_found_where_the_absorbed_was(cast: Cast) -> None:
    (north,) = people(cast, "Шаповалова")
    south = create_person(cast.roma, PersonData(last_name="Ким", phones=["+79990000001"]))
    decision = merge(cast.boss, north, south)
    assert may_see(cast.roma, "person", north.pk)
    assert not may_see(cast.roma, "person", south.pk)
    text = SearchRow.objects.get(kind="person", row=north.pk).text
    assert "kim" in text
    assert "79990000001" in text
    assert not SearchRow.objects.filter(kind="person", row=south.pk).exists()
    undo_merge(cast.boss, decision)
    assert not may_see(cast.roma, "person", north.pk)
    assert may_see(cast.roma, "person", south.pk)
    assert AuditEntry.objects.filter(verb__in=("merged", "unmerged")).count() == 2


def test_refusals(cast: Cast) -> None:
    a, b, c = people(cast, "А", "Б", "В")
    foreign = create_person(cast.food_rep, PersonData(last_name="Ким"))
    decision = merge(cast.nina, a, b)
    for survivor, absorbed in ((b, a), (a, b), (c, b), (b, c), (a, a), (a, foreign), (foreign, a)):
        with pytest.raises(MergeRefused):
            merge(cast.nina, survivor, absorbed)
    with pytest.raises(NotAllowed):
        merge(cast.rita, a, c)
    with pytest.raises(NotAllowed):
        undo_merge(cast.rita, decision)
    with pytest.raises(MergeRefused):
        undo_merge(cast.food_manager, decision)
    undo_merge(cast.nina, decision)
    with pytest.raises(MergeRefused):
        undo_merge(cast.nina, decision)
    assert fresh(a, b, c) == [a.pk, b.pk, c.pk]


def test_canonical_can_be_rebuilt_from_the_decisions(cast: Cast) -> None:
    a, b, c = people(cast, "А", "Б", "В")
    merge(cast.nina, a, b)
    merge(cast.nina, c, a)
    Person.objects.filter(pk=a.pk).update(canonical=None)
    Person.objects.filter(pk=c.pk).update(canonical=b.pk)
    assert rebuild_canonical() == 2
    assert fresh(a, b, c) == [c.pk, c.pk, c.pk]
    assert rebuild_canonical() == 0

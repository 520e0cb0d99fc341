"""Segments are made, changed, frozen and removed: by whom, and what else changes with it."""

from collections.abc import Callable

import pytest
from django.http import Http404

from krug.access.errors import Conflict, NotAllowed, WrongInput
from krug.access.models import AuditEntry, User
from krug.customers.actions.erase import erase_person
from krug.segments import queries
from krug.segments.actions import create_segment, edit_segment, freeze, remove, restore, thaw
from krug.segments.actions.write import parsed
from krug.segments.conditions import Condition
from krug.segments.errors import SegmentGone, SegmentInUse
from krug.segments.keep import keep
from krug.segments.models import Segment, SegmentMember, SegmentMove
from tests.cast import Cast
from tests.segments.make import NOW, condition, people

CLASS_A = {"kind": "profile", "field": "klass", "values": ["A"]}


def best(cast: Cast, name: str = "Best") -> Segment:
    return create_segment(cast.marketer, name, condition(CLASS_A))


def of(segment: Segment) -> Condition:
    return condition({"kind": "segment", "segment": str(segment.uid)})


def names(viewer: User, segment: Segment) -> list[str]:
    return [line.name for line in queries.members_of(viewer, segment).lines]


def test_create(cast: Cast) -> None:
    made = best(cast, "  The   best ")
    assert (made.name, made.unit_id, made.author) == ("The best", cast.pharma.unit.pk, cast.marketer)
    assert made.meant == condition(CLASS_A)
    assert AuditEntry.objects.filter(object_kind="segment", verb="create").count() == 1
    (line,) = queries.segments_of(cast.marketer)
    assert line.count is None


def test_wrong_input(cast: Cast) -> None:
    best(cast)
    with pytest.raises(Conflict):
        best(cast)
    create_segment(cast.food_marketer, "Best", condition(CLASS_A))
    for name, meant in ((" ", condition(CLASS_A)), ("x" * 81, condition(CLASS_A)), ("Fine", Condition())):
        with pytest.raises(WrongInput):
            create_segment(cast.marketer, name, meant)
    with pytest.raises(SegmentGone):
        create_segment(cast.food_marketer, "Theirs", of(Segment.objects.get(unit=cast.pharma.unit)))
    with pytest.raises(WrongInput) as wrong:
        parsed({"parts": [{"kind": "touched", "days": "many"}]})
    assert wrong.value.where["field"] == "parts/0/touched/days"


def test_outsiders(cast: Cast) -> None:
    segment = best(cast)
    acts: list[Callable[[User], object]] = [
        lambda user: create_segment(user, "Mine", condition(CLASS_A), cast.pharma.unit),
        lambda user: edit_segment(user, segment, "Mine", condition(CLASS_A)),
        lambda user: freeze(user, segment),
        lambda user: thaw(user, segment),
        lambda user: remove(user, segment),
        lambda user: restore(user, segment),
    ]
    for user in (cast.rita, cast.nina, cast.agent, cast.production, cast.food_marketer):
        for act in acts:
            with pytest.raises(NotAllowed):
                act(user)
    with pytest.raises(Http404):
        queries.reach_segment(cast.food_head, segment.uid)


def test_each_viewer_is_shown_whom_he_sees(cast: Cast) -> None:
    segment = best(cast)
    people(cast.rita, {"klass": "A", "last_name": "Ours"})
    people(cast.roma, {"klass": "A", "last_name": "Theirs"}, {"klass": "B", "last_name": "No"})
    people(cast.food_rep, {"klass": "A", "last_name": "Foreign"})
    keep(NOW)
    assert names(cast.marketer, segment) == ["Ours", "Theirs"]
    assert names(cast.nina, segment) == ["Ours"]
    assert names(cast.food_head, segment) == []
    counts = [queries.count_of(user, segment) for user in (cast.marketer, cast.head, cast.nina, cast.sam)]
    assert counts == [2, 2, 1, 1]
    assert queries.segments_of(cast.nina)[0].count == 1


def test_pages(cast: Cast) -> None:
    segment = best(cast)
    people(cast.rita, *({"klass": "A", "last_name": f"N{number}"} for number in range(5)))
    keep(NOW)
    seen: list[str] = []
    after: str | None = None
    while True:
        page = queries.members_of(cast.marketer, segment, after, 2)
        seen += [line.name for line in page.lines]
        if page.next is None:
            break
        after = page.next
    assert seen == ["N0", "N1", "N2", "N3", "N4"]


def test_edit_moves_people_and_those_of_segments_that_speak_of_it(cast: Cast) -> None:
    segment = best(cast)
    other = create_segment(cast.marketer, "Of best", of(segment))
    people(cast.rita, {"klass": "A", "last_name": "A"}, {"klass": "B", "last_name": "B"})
    keep(NOW)
    edit_segment(cast.head, segment, "Second", condition(CLASS_A | {"values": ["B"]}))
    keep(NOW)
    assert [names(cast.marketer, one) for one in (segment, other)] == [["B"], ["B"]]
    moves = queries.moves_of(cast.marketer, other)
    assert [(move.entered, move.who.name) for move in moves] == [(True, "B"), (False, "A")]
    assert {str(move.why) for move in moves} == {str(SegmentMove.Why.RULE.label)}
    edit_segment(cast.head, segment, "Second", condition(CLASS_A | {"values": ["B"]}))
    assert AuditEntry.objects.filter(object_kind="segment", verb="edit").count() == 1


def test_frozen_stays_and_thawed_follows(cast: Cast) -> None:
    segment = best(cast)
    people(cast.rita, {"klass": "A", "last_name": "A"})
    keep(NOW)
    freeze(cast.marketer, segment)
    freeze(cast.marketer, segment)
    people(cast.rita, {"klass": "A", "last_name": "Late"})
    keep(NOW)
    assert names(cast.marketer, segment) == ["A"]
    thaw(cast.marketer, queries.reach_segment(cast.marketer, segment.uid))
    keep(NOW)
    assert names(cast.marketer, segment) == ["A", "Late"]
    assert AuditEntry.objects.filter(object_kind="segment", verb="freeze").count() == 1


def test_remove_and_restore(cast: Cast) -> None:
    segment = best(cast)
    other = create_segment(cast.marketer, "Of best", of(segment))
    with pytest.raises(SegmentInUse, match="Of best"):
        remove(cast.marketer, segment)
    remove(cast.marketer, other)
    remove(cast.marketer, segment)
    with pytest.raises(Http404):
        queries.reach_segment(cast.marketer, segment.uid)
    assert queries.segments_of(cast.marketer) == []
    people(cast.rita, {"klass": "A", "last_name": "A"})
    keep(NOW)
    assert not SegmentMember.objects.exists()
    restore(cast.marketer, queries.reach_segment(cast.marketer, segment.uid, removed=True))
    keep(NOW)
    assert names(cast.marketer, segment) == ["A"]


def test_who_is_erased_is_in_none(cast: Cast) -> None:
    segment = create_segment(cast.marketer, "Not B", condition(CLASS_A | {"values": ["B"], "but_not": True}))
    gone, _stays = people(cast.rita, {"klass": "A", "last_name": "Gone"}, {"last_name": "Stays"})
    keep(NOW)
    assert names(cast.marketer, segment) == ["Gone", "Stays"]
    erase_person(cast.head, gone, "request", "42")
    keep(NOW)
    assert names(cast.marketer, segment) == ["Stays"]
    assert not SegmentMember.objects.filter(person=gone).exists()
    assert not SegmentMove.objects.filter(person=gone).exists()

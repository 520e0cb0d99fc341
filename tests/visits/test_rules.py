"""Showings, reactions and answers from raw events: by example, and whatever the order they came in."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krug.site.ids import uuid7
from krug.visits.actions import finish_visit, record_events
from krug.visits.data import EventIn, Outcome
from krug.visits.rules import Event, derive
from tests.cast import Cast
from tests.visits.made import NOON, START, make_deck, make_doctor, make_visit, minutes, said

A, B, C = (UUID(int=number) for number in (1, 2, 3))
DEVICE, OTHER = UUID(int=10), UUID(int=11)
SECOND = 1_000_000
Told = tuple[str, UUID, float]


def events(*told: Told, device: UUID = DEVICE) -> list[Event]:
    """(kind, slide, second) in the device's own order."""
    return [
        Event(uuid7(), device, number, START + round(at * SECOND), START + round(at * SECOND), kind, slide)
        for number, (kind, slide, at) in enumerate(told)
    ]


def shown(found: list[Event]) -> list[tuple[UUID, float]]:
    return [(one.slide, one.seconds) for one in derive(found, [1]).showings]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param([("visible", A, 0), ("hidden", A, 5)], [(A, 5)], id="plain"),
        pytest.param([("visible", A, 0), ("hidden", A, 1.9)], [], id="a glimpse"),
        pytest.param([("visible", A, 0), ("hidden", A, 2)], [(A, 2)], id="two seconds count"),
        pytest.param(
            [("visible", A, 0), ("idle", A, 30), ("touched", A, 90), ("hidden", A, 100)],
            [(A, 40)],
            id="idle is not active",
        ),
        pytest.param(
            [("visible", A, 0), ("idle", A, 30), ("hidden", A, 100)], [(A, 30)], id="idle to the end"
        ),
        pytest.param(
            [("visible", A, 0), ("idle", A, 30), ("idle", A, 60), ("touched", A, 70), ("hidden", A, 80)],
            [(A, 40)],
            id="idle told twice",
        ),
        pytest.param(
            [("visible", A, 0), ("beat", A, 2), ("beat", A, 4), ("killed", A, 3600)],
            [(A, 4)],
            id="killed ends at the last event",
        ),
        pytest.param(
            [("visible", A, 0), ("beat", A, 4), ("killed", A, 90), ("visible", B, 91), ("hidden", B, 95)],
            [(A, 4), (B, 4)],
            id="after a kill it goes on",
        ),
        pytest.param([("visible", A, 0), ("beat", A, 6)], [(A, 6)], id="never hidden"),
        pytest.param(
            [("visible", A, 0), ("beat", A, 6), ("visible", B, 9), ("hidden", B, 12)],
            [(A, 6), (B, 3)],
            id="hidden lost",
        ),
        pytest.param([("beat", A, 0), ("hidden", A, 9)], [], id="visible not here yet"),
        pytest.param([("visible", A, 5), ("hidden", A, 1)], [], id="the clock went back"),
    ],
)
def test_active_seconds(told: list[Told], expected: list[tuple[UUID, float]]) -> None:
    assert shown(events(*told)) == expected


def test_a_reaction_or_an_answer_makes_a_glimpse_count() -> None:
    visible, hidden = events(("visible", A, 0), ("hidden", A, 1))
    reacted = replace(visible, uid=uuid7(), kind="reacted", data={"emotion": 100})
    assert shown([visible, replace(hidden, number=2)]) == []
    assert shown([visible, replace(reacted, number=1), replace(hidden, number=2)]) == [(A, 1.0)]
    taken_back = replace(reacted, number=1, data={"emotion": 0})
    assert shown([visible, taken_back, replace(hidden, number=2)]) == []


def test_order_and_exit_over_two_devices() -> None:
    first = events(("visible", A, 0), ("hidden", A, 5), ("visible", C, 20), ("hidden", C, 25))
    second = events(("visible", B, 10), ("hidden", B, 15), device=OTHER)
    found = derive([*second, *first], [1]).showings
    assert [(one.slide, one.order, one.exit) for one in found] == [(A, 1, False), (B, 2, False), (C, 3, True)]


def mark(kind: str, number: int, listener: int | None = None, /, **data: object) -> Event:
    return Event(uuid7(), DEVICE, number, START + number, START + number, kind, A, listener, data)


def test_the_last_reaction_stands_and_nought_takes_it_back() -> None:
    marks = [
        mark("reacted", 1, emotion=100),
        mark("reacted", 2, 7, emotion=-100),
        mark("reacted", 3, 8, emotion=0),
    ]
    found = derive(marks, [7, 8, 9]).reactions
    assert {(one.listener, one.emotion) for one in found} == {(7, -100), (9, 100)}


def test_a_later_answer_replaces_for_each_listener() -> None:
    asked = {"question": "share", "kind": "slider"}
    marks = [mark("answered", 1, value=10, **asked), mark("answered", 2, 7, value=60, **asked)]
    marks.append(mark("answered", 3, question="other", kind="text", value="x"))
    found = derive(marks, [7, 8]).answers
    told = {(one.listener, one.question, one.value) for one in found}
    assert told == {(7, "share", 60), (8, "share", 10), (7, "other", "x"), (8, "other", "x")}


KINDS = ["visible", "hidden", "touched", "idle", "beat", "killed", "reacted", "answered"]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int, int, int]]:
    """(kind, slide, seconds since the one before, value)"""
    row = st.tuples(
        st.sampled_from(KINDS), st.integers(0, 2), st.integers(0, 40), st.sampled_from([0, 100, -100])
    )
    return draw(st.lists(row, min_size=1, max_size=14))


def as_events(history: list[tuple[str, int, int, int]], slides: list[UUID]) -> list[EventIn]:
    made, at = [], START
    for number, (kind, slide, pause, value) in enumerate(history):
        at += pause * SECOND
        answer = {"question": "q", "kind": "slider", "value": value}
        data = {"reacted": {"emotion": value}, "answered": answer}.get(kind, {})
        made.append(EventIn(uid=uuid7(), number=number, at=at, kind=kind, slide=slides[slide], data=data))
    return made


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_repeats_do_not_matter(  # type: ignore[no-untyped-def]
    history, random
) -> None:
    raw = [
        Event(one.uid, DEVICE, one.number, one.at, one.at, one.kind, one.slide, None, one.clean())
        for one in as_events(history, [A, B, C])
    ]
    mixed = raw + random.choices(raw, k=3)
    random.shuffle(mixed)
    assert derive(mixed, [1, 2]) == derive(raw, [1, 2])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), random=st.randoms(use_true_random=False))
def test_any_splitting_of_batches_leaves_the_same_touches(  # type: ignore[no-untyped-def]
    cast: Cast, history, random
) -> None:
    """Events before and after the end, in overlapping batches of any order: the live touches are as if
    all came at once.
    """
    slides = [slide.uid for slide in make_deck(cast, title=str(uuid7()))]
    doctor = make_doctor(cast)
    whole, parts = make_visit(cast.rita, doctor, NOON), make_visit(cast.rita, doctor, NOON)
    record_events(cast.rita, whole, DEVICE, as_events(history, slides))
    finish_visit(cast.rita, whole, minutes(9), Outcome("agreed"))
    sent = as_events(history, slides)
    batches = [random.sample(sent, random.randint(1, len(sent))) for _ in range(3)] + [sent]
    end = random.randrange(len(batches))
    for number, batch in enumerate(batches):
        if number == end:
            finish_visit(cast.rita, parts, minutes(9), Outcome("agreed"))
        record_events(cast.rita, parts, DEVICE, batch)
    visits = {str(whole.uid): "visit", str(parts.uid): "visit"}
    assert [_named(row, visits) for row in said(parts)] == [_named(row, visits) for row in said(whole)]


def _named(row: tuple[object, ...], visits: dict[str, str]) -> tuple[object, ...]:
    return (*(visits.get(str(part), part) for part in row[:-1]), row[-1])

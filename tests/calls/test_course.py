"""What became of a call, whatever was said of it and in whatever order."""

from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from krug.calls.course import LOST_RING, LOST_TALK, Said, course, due_at
from krug.calls.words import Outcome, State, Way, What

T = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LATER = T + timedelta(days=1)


def at(after: float, what: What, extension: str = "", **more: object) -> Said:
    return Said(T + timedelta(seconds=after), what, extension, **more)  # type: ignore[arg-type]


RING = at(0, What.RINGING, "101", way="in", other="79161234567", ours="74951234567")
ANSWER = at(4, What.ANSWERED, "101")
END = at(64, What.ENDED)


def test_a_call_rings_is_talked_in_and_is_over() -> None:
    ringing = course([RING], T)
    talking = course([RING, ANSWER], T + timedelta(seconds=5))
    over = course([RING, ANSWER, END], LATER)
    assert ringing
    assert talking
    assert over
    assert (ringing.state, ringing.ringing, ringing.other) == (State.RINGING, ("101",), "79161234567")
    assert (talking.state, talking.ringing, talking.answered_by) == (State.TALKING, (), "101")
    assert (over.outcome, over.seconds, over.answered_by) == (Outcome.ANSWERED, 60.0, "101")
    assert due_at(over) is None


def test_at_several_it_rings_until_one_takes_it() -> None:
    others = [RING, at(0, What.RINGING, "102"), at(2, What.LEFT, "102")]
    still = course(others, T)
    taken = course([*others, at(3, What.ANSWERED, "102")], T)
    assert still
    assert taken
    assert (still.ringing, still.rang) == (("101",), ("101", "102"))
    assert (taken.state, taken.answered_by) == (State.TALKING, "102")


def test_nobody_answers() -> None:
    assert course([RING, at(20, What.MISSED)], LATER).outcome == Outcome.MISSED  # type: ignore[union-attr]
    busy = course([RING, at(20, What.ENDED, result="busy")], LATER)
    assert busy
    assert (busy.outcome, busy.seconds) == (Outcome.BUSY, None)


def test_a_lost_answer_is_told_by_the_end() -> None:
    found = course([RING, at(64, What.ENDED, seconds=50)], LATER)
    assert found
    assert (found.outcome, found.answered_at, found.seconds) == (
        Outcome.ANSWERED,
        T + timedelta(seconds=14),
        50,
    )


def test_a_lost_end_ends_by_time_and_a_late_one_puts_it_right() -> None:
    ringing, talking = course([RING], T), course([RING, ANSWER], T)
    assert ringing
    assert talking
    assert due_at(ringing) == T + LOST_RING
    assert due_at(talking) == ANSWER.at + LOST_TALK
    assert course([RING], T + LOST_RING).outcome == Outcome.MISSED  # type: ignore[union-attr]
    lost = course([RING, ANSWER], ANSWER.at + LOST_TALK)
    assert lost
    assert (lost.state, lost.outcome, lost.ended_at, lost.seconds) == (
        State.ENDED,
        Outcome.ANSWERED,
        None,
        None,
    )
    assert course([RING, ANSWER, END], LATER).seconds == 60  # type: ignore[union-attr]


def test_out_of_a_queue_it_rings_however_long_he_waited() -> None:
    waits = at(0, What.RINGING, way="in", other="79161234567")
    offered = [waits, at(240, What.RINGING, "101")]
    found = course(offered, T + timedelta(seconds=245))
    assert found
    assert (found.state, found.ringing, found.started_at) == (State.RINGING, ("101",), T)
    assert due_at(found) == T + timedelta(seconds=240) + LOST_RING
    turned = course(
        [*offered, at(260, What.LEFT, "101"), at(425, What.RINGING, "102")], T + timedelta(seconds=430)
    )
    assert turned
    assert turned.ringing == ("102",)
    assert course(offered, T + timedelta(seconds=240) + LOST_RING).outcome == Outcome.MISSED  # type: ignore[union-attr]


def test_a_recording_alone_is_no_call() -> None:
    told = at(70, What.RECORDED, recording="https://records.example.com/1.mp3")
    assert course([told], LATER) is None
    assert course([RING, ANSWER, END, told], LATER).recording == told.recording  # type: ignore[union-attr]


CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SAID = st.builds(
    Said,
    at=st.integers(0, 600).map(lambda seconds: T + timedelta(seconds=seconds)),
    what=st.sampled_from(What),
    extension=st.sampled_from(["", "101", "102"]),
    way=st.sampled_from(["", *Way]),
    other=st.sampled_from(["", "79161234567", "79161234568"]),
    result=st.sampled_from(["", *Outcome]),
    seconds=st.sampled_from([None, 0.0, 30.0]),
)


@CALM
@given(st.lists(SAID, max_size=8), st.randoms(), st.integers(0, 20_000))
def test_order_and_repetition_change_nothing(said: list[Said], random: object, seconds: int) -> None:
    now = T + timedelta(seconds=seconds)
    mixed = [*said, *said[::2]]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert course(mixed, now) == course(said, now)


@CALM
@given(st.lists(SAID, min_size=1, max_size=8), st.integers(0, 20_000))
def test_what_is_over_rings_nowhere_and_hangs_together(said: list[Said], seconds: int) -> None:
    found = course(said, T + timedelta(seconds=seconds))
    if found is None:
        return
    assert (found.state == State.ENDED) == (found.outcome != Outcome.NONE)
    assert found.state == State.RINGING or not found.ringing
    assert set(found.ringing) <= set(found.rang)
    assert found.answered_at is None or found.answered_at >= found.started_at
    assert (found.outcome == Outcome.ANSWERED) <= (found.answered_at is not None)
    due = due_at(found)
    assert (due is None) == (found.state == State.ENDED)
    assert due is None or due > T + timedelta(seconds=seconds)

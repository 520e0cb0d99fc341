import pytest

from krug.site.ids import uuid7
from krug.touches import queries
from krug.touches.actions import append, replace, retract
from krug.touches.errors import TouchRefused
from tests.touches.make import HOUR, NOW, noted

pytestmark = pytest.mark.django_db


def texts(touches: list[queries.StoredTouch]) -> list[str]:
    return [touch.data["text"] for touch in touches]


def test_newest_first_within_the_spans() -> None:
    mine = [noted(str(hour), 1, NOW + hour * HOUR) for hour in range(6)]
    other = [noted(f"other {hour}", 2, NOW + hour * HOUR) for hour in range(6)]
    append([*other, *mine, noted("stranger", 3)], "user:1", now=NOW + 9 * HOUR)
    assert texts(queries.of_identities([(1, None, None)])) == ["5", "4", "3", "2", "1", "0"]
    spans = [(1, NOW + 2 * HOUR, None), (2, None, NOW + 2 * HOUR)]
    assert texts(queries.of_identities(spans)) == ["5", "4", "3", "2", "other 1", "other 0"]
    assert queries.of_identities([]) == []


def test_pages_follow_one_another_without_a_gap() -> None:
    append([noted(str(number), 1 + number % 2, NOW) for number in range(7)], "user:1")
    spans, before, seen = [(1, None, None), (2, None, None)], None, []
    while page := queries.of_identities(spans, before, limit=3):
        seen += texts(page)
        before = (page[-1].at, page[-1].seq)
    assert sorted(seen) == [str(number) for number in range(7)]


def test_more_spans_than_one_statement_takes() -> None:
    append([noted(str(number), number, NOW + number) for number in range(1, 251)], "user:1")
    spans = [(number, None, None) for number in range(1, 251)]
    assert texts(queries.of_identities(spans, limit=2)) == ["250", "249"]
    assert [texts(it) for it in queries.newest_of_each(spans, 2)] == [
        [str(number)] for number in range(1, 251)
    ]


def test_the_newest_of_each_span() -> None:
    append([noted(str(hour), 1, NOW + hour * HOUR) for hour in range(4)], "user:1", now=NOW + 9 * HOUR)
    spans = [(1, None, None), (9, None, None), (1, None, NOW + HOUR)]
    assert [texts(it) for it in queries.newest_of_each(spans, 2)] == [["3", "2"], [], ["0"]]


def test_retracted_and_replaced_touches_do_not_count() -> None:
    gone, old, kept = noted("gone"), noted("old"), noted("kept")
    append([gone, old, kept], "user:1")
    retract([gone.id], "user:2", "wrong person")
    replace([noted("new", replaces=old.id)], "user:1")
    assert sorted(texts(queries.of_identities([(1, None, None)]))) == ["kept", "new"]
    assert set(queries.by_ids([gone.id, old.id, kept.id])) == {kept.id}
    assert set(queries.by_ids([gone.id, old.id, kept.id], live=False)) == {gone.id, old.id, kept.id}


def test_a_retraction_or_replacement_may_come_first() -> None:
    gone, old = noted("gone"), noted("old")
    retract([gone.id], "user:1", "known before")
    replace([noted("new", replaces=old.id)], "user:1")
    append([gone, old], "user:1")
    assert texts(queries.of_identities([(1, None, None)])) == ["new"]


def test_retracting_twice_is_harmless_and_a_retracted_correction_restores_nothing() -> None:
    old = noted("old")
    new = noted("new", replaces=old.id)
    append([old, new], "user:1")
    for _ in range(2):
        retract([new.id], "user:1", "no visit at all")
    assert queries.of_identities([(1, None, None)]) == []


def test_a_replacement_must_name_what_it_replaces() -> None:
    with pytest.raises(TouchRefused):
        replace([noted("new")], "user:1")


def test_an_episode_in_order_of_time() -> None:
    visit = uuid7()
    append(
        [noted("later", 2, NOW + 5, episode=visit), noted("sooner", 1, NOW, episode=visit), noted("x")],
        "user:1",
    )
    assert texts(queries.of_episode(visit)) == ["sooner", "later"]

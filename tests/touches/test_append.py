from dataclasses import fields, replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from krug.site.ids import uuid7
from krug.touches import queries
from krug.touches.actions import append
from krug.touches.errors import TouchRefused
from krug.touches.signals import appended
from krug.touches.touch import Touch, stable_id
from krug.touches.words import Channel, Direction, Verb
from tests.touches.make import NOW, noted, shown

pytestmark = pytest.mark.django_db


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM touch")
        return int(cursor.fetchone()[0])


def test_a_touch_comes_back_as_it_was_given() -> None:
    touch = Touch(
        id=uuid7(),
        at=NOW + 1,
        identity=7,
        channel=Channel.SHOP,
        direction=Direction.IN,
        verb=Verb.PURCHASED,
        organisation=3,
        episode=uuid7(),
        object_kind="order",
        object_id="Заказ № 5",
        cause_kind="campaign",
        cause_id="spring",
        staff=9,
        seconds=0.25,
        amount=Decimal("1499.90"),
        currency="RUB",
        cost=Decimal("12.00"),
        emotion=-40,
        replaces=uuid7(),
        data={"number": "5", "items": 3},
    )
    append([touch], "source:till", now=NOW + 5)
    stored = queries.by_ids([touch.id])[touch.id]
    assert all(getattr(stored, field.name) == getattr(touch, field.name) for field in fields(Touch))
    assert (stored.author, stored.received_at) == ("source:till", NOW + 5)
    assert stored.seq > 0


def test_the_same_batch_again_changes_nothing() -> None:
    batch = [shown(), noted("a"), shown(2)]
    assert append(batch, "user:1").new == 3
    assert append(batch, "user:1").known == 3
    more = append([*batch, noted("b")], "user:1")
    assert (more.new, more.known, count()) == (1, 3, 4)


def test_the_same_touch_twice_in_a_batch_is_taken_once() -> None:
    touch = shown()
    result = append([touch, touch], "user:1")
    assert (result.new, result.known, count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "change",
    [{"seconds": 12.6}, {"identity": 2}, {"at": NOW + 1}, {"data": {"number": 2, "order": 1, "rule": 1}}],
)
def test_the_same_id_with_other_content_is_refused(change: dict[str, Any]) -> None:
    touch = shown()
    append([touch], "user:1")
    with pytest.raises(TouchRefused) as refused:
        append([noted("fine"), replace(touch, **change)], "user:1")
    assert [(it.row, it.field, it.code) for it in refused.value.refusals] == [(2, "id", "touch_differs")]
    assert count() == 1


def test_the_same_id_by_another_author_is_refused() -> None:
    touch = shown()
    append([touch], "user:1")
    with pytest.raises(TouchRefused):
        append([touch], "device:abc")


def test_two_contents_under_one_id_in_a_batch_are_refused() -> None:
    touch = shown()
    with pytest.raises(TouchRefused):
        append([touch, replace(touch, seconds=1.0)], "user:1")
    assert count() == 0


def test_what_data_leaves_out_is_the_same_as_its_default() -> None:
    touch = shown(data={"number": 1, "order": 1, "rule": 1})
    append([touch], "user:1")
    assert (
        append([replace(touch, data={"rule": 1, "exit": False, "order": 1, "number": 1})], "user:1").known
        == 1
    )


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"id": uuid4()}, "id", "id_not_uuid7"),
        ({"at": 5}, "at", "at_out_of_range"),
        ({"at": float(NOW)}, "at", "at_out_of_range"),
        ({"at": NOW + 10 * 86_400_000_000}, "at", "at_out_of_range"),
        ({"identity": 0}, "identity", "bad_identity"),
        ({"identity": None}, "identity", "bad_identity"),
        ({"staff": "me"}, "staff", "bad_staff"),
        ({"organisation": 2**63}, "organisation", "bad_organisation"),
        ({"episode": "x"}, "episode", "bad_episode"),
        ({"verb": 99}, "verb", "unknown_verb"),
        ({"channel": 1}, "channel", "unknown_channel"),
        ({"direction": "out"}, "direction", "unknown_direction"),
        ({"object_kind": "deck"}, "object_kind", "wrong_object"),
        ({"object_id": ""}, "object", "bad_object"),
        ({"cause_kind": "Version!"}, "cause", "bad_cause"),
        ({"cause_id": "x" * 161}, "cause", "bad_cause"),
        ({"seconds": -1}, "seconds", "seconds_out_of_range"),
        ({"seconds": float("nan")}, "seconds", "seconds_out_of_range"),
        ({"emotion": 101}, "emotion", "emotion_out_of_range"),
        ({"emotion": 1.5}, "emotion", "emotion_out_of_range"),
        ({"amount": Decimal(5)}, "currency", "bad_currency"),
        ({"amount": 5.0, "currency": "RUB"}, "amount", "bad_amount"),
        ({"cost": Decimal("NaN"), "currency": "RUB"}, "cost", "bad_cost"),
        ({"data": {"number": 1, "order": 1, "rule": 1, "nubmer": 2}}, "data.nubmer", "extra_forbidden"),
        ({"data": {"number": 0, "order": 1, "rule": 1}}, "data.number", "greater_than_equal"),
        ({"data": {}}, "data.number", "missing"),
        ({"data": "text"}, "data", "model_type"),
    ],
)
def test_a_wrong_row_is_named_with_field_and_value(change: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(TouchRefused) as refused:
        append([shown(), shown(**change)], "user:1", now=NOW)
    assert [(it.row, it.field, it.code) for it in refused.value.refusals] == [(2, field, code)]
    assert "(row 2, " in str(refused.value)
    assert count() == 0


def test_every_wrong_row_is_named() -> None:
    with pytest.raises(TouchRefused) as refused:
        append([shown(emotion=500), shown(), shown(at=1)], "user:1")
    assert [it.row for it in refused.value.refusals] == [1, 3]
    assert [it["row"] for it in refused.value.each()] == [1, 3]


@pytest.mark.parametrize(
    "touch", [noted("half \ud800"), shown(object_id="a\ud800"), shown(object_id="a\0b"), shown(cause_id="\n")]
)
def test_text_that_a_database_cannot_hold_is_refused(touch: Touch) -> None:
    with pytest.raises(TouchRefused):
        append([touch], "user:1")


def test_a_nul_in_free_text_is_kept() -> None:
    touch = noted("a\0b")
    append([touch], "user:1")
    assert queries.by_ids([touch.id])[touch.id].data == {"text": "a\0b"}


def test_an_author_without_a_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="author"):
        append([shown()], "rita")


def test_a_batch_of_any_size_is_one_transaction() -> None:
    batch = [shown(number) for number in range(1, 2502)]
    stranger = replace(batch[-1], seconds=1.0)
    append([stranger], "user:1")
    with pytest.raises(TouchRefused) as refused:
        append(batch, "user:1")
    assert refused.value.refusals[0].row == 2501
    assert count() == 1


def test_listeners_hear_the_identities_inside_the_transaction() -> None:
    heard: list[tuple[set[int], bool]] = []

    def hear(identities: set[int], **_: Any) -> None:
        heard.append((identities, connection.in_atomic_block))

    appended.connect(hear)
    try:
        append([shown(4), shown(5), shown(4)], "user:1")
    finally:
        appended.disconnect(hear)
    assert heard == [({4, 5}, True)]


def test_whose_touch_is_replaced_hears_of_it_too() -> None:
    heard: list[set[int]] = []

    def hear(identities: set[int], **_: Any) -> None:
        heard.append(identities)

    wrong = shown(4)
    append([wrong], "user:1")
    appended.connect(hear)
    try:
        append([replace(shown(5), replaces=wrong.id)], "user:1")
    finally:
        appended.disconnect(hear)
    assert heard == [{4, 5}]


def test_what_a_failed_transaction_took_is_gone() -> None:
    with transaction.atomic():
        append([shown()], "user:1")
        transaction.set_rollback(True)
    assert count() == 0


def test_ids_far_from_today_are_taken_too() -> None:
    old = shown(id=stable_id(NOW - 5 * 10**14, "old"), at=NOW - 5 * 10**14)
    far = shown(id=stable_id(NOW + 10**15, "far"))
    assert append([old, far], "user:1").new == 2
    assert append([old, far], "user:1").known == 2


def test_a_stable_id_is_the_same_for_the_same_parts() -> None:
    assert stable_id(NOW, "visit", 1) == stable_id(NOW, "visit", 1) != stable_id(NOW, "visit", 2)
    assert stable_id(NOW, "a").version == 7
    assert stable_id(NOW, "b").int >> 80 == NOW // 1000

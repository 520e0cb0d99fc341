"""What figures ask of a touch's data stands in columns; odd old rows stop nothing."""

import json
from typing import Any

import pytest

from krug.analysis.reading import reading
from krug.analysis.typed import NOTHING, typed
from krug.touches.actions import append
from krug.touches.words import Verb
from tests.touches.make import noted, shown


def of(verb: Verb, about: str, id: str, **data: Any) -> tuple[Any, ...]:
    return typed(verb, about, id, json.dumps(data))


def test_a_showing_an_answer_and_a_reaction() -> None:
    assert of(Verb.SHOWN, "slide", "s", number=2, order=7, exit=True, rule=1) == (
        "s",
        True,
        7,
        None,
        None,
        None,
    )
    assert of(Verb.REACTED, "slide", "s") == ("s", None, None, None, None, None)
    assert of(Verb.REACTED, "visit", "v") == NOTHING
    given = {"slide": "s", "question": "q", "kind": "choice", "value": ["да", "b"]}
    assert of(Verb.ANSWERED, "question", "x", **given) == ("s", None, None, "q", "choice", '["да", "b"]')
    assert of(Verb.NOTED, "", "", text="hello") == NOTHING


def test_free_text_stays_in_data_alone() -> None:
    given = {"slide": "s", "question": "q", "kind": "text", "value": "my words"}
    assert of(Verb.ANSWERED, "question", "x", **given) == ("s", None, None, "q", "text", None)


@pytest.mark.parametrize("order", [2**70, "first", None, 1.5, True])
def test_an_order_that_is_none_is_null(order: Any) -> None:
    assert of(Verb.SHOWN, "slide", "s", order=order)[2] is None


def test_the_tail_has_them_too(db: None) -> None:
    append([shown(object_id="s1"), noted("hello")], "user:1")
    with reading() as state:
        rows = state.rows(f"SELECT verb, slide, place FROM ({state.sources['touch']}) ORDER BY verb", {})
    assert rows == [
        {"verb": "noted", "slide": None, "place": None},
        {"verb": "shown", "slide": "s1", "place": 1},
    ]

"""docs/glossary.md says what the code does, in both languages."""

import re

import pytest
from django.utils import translation

from krug.site import messages
from krug.touches import glossary
from krug.touches.rules import COLUMNS
from krug.touches.verbs import DATA, FIELD_NAMES, personal_fields
from krug.touches.words import CHANNELS, DIRECTIONS, KINDS, VERBS, Verb


@pytest.fixture(autouse=True, scope="module")
def _russian() -> None:
    messages.compile_all()
    translation.trans_real._translations.clear()  # type: ignore[attr-defined]


def test_the_tables_are_those_of_the_code() -> None:
    assert glossary.DOC.read_text(encoding="utf-8") == glossary.rendered()


def test_every_column_is_named() -> None:
    text = glossary.DOC.read_text(encoding="utf-8")
    part = text[text.index("## Columns of a touch") : text.index(glossary.BEGIN)]
    assert set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)) == {"seq", *COLUMNS}


def test_every_word_and_field_has_a_russian_name() -> None:
    for listed in (CHANNELS, DIRECTIONS, VERBS):
        for it in listed.values():
            english, russian = glossary.names(it.label)
            assert re.search("[а-я]", russian), english
    for label in [*KINDS.values(), *FIELD_NAMES.values()]:
        assert re.search("[а-я]", glossary.names(label)[1]), label
    assert set(FIELD_NAMES) == {name for model in DATA.values() for name in model.model_fields}


def test_what_is_personal_is_marked() -> None:
    assert personal_fields(Verb.NOTED) == {"text"}
    assert personal_fields(Verb.ANSWERED) == {"value", "text"}
    assert personal_fields(Verb.SHOWN) == frozenset()


def test_numbers_are_for_ever() -> None:
    """These are in every log there is: a change here is a migration of all of them."""
    assert {name: it.value for name, it in DIRECTIONS.items()} == {"in": 1, "out": 2, "both": 3}
    assert " ".join(VERBS) == (
        "visited shown reacted answered noted called written delivered opened clicked viewed purchased "
        "refunded booked complained signalled acted"
    )
    assert [it.value for it in VERBS.values()] == list(range(1, 18))
    assert " ".join(CHANNELS) == "visit call letter message site app shop event device import other"
    assert [it.value for it in CHANNELS.values()] == list(range(1, 12))

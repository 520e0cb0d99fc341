"""How far two answers are apart."""

from hypothesis import given
from hypothesis import strategies as st

from krug.access.models import Role
from krug.teamwork import rules
from krug.teamwork.rules import State
from krug.teamwork.words import Question, Side

TEXT = st.text(alphabet="аб вг,\n", max_size=60)


@given(TEXT, TEXT)
def test_nothing_of_either_text_is_lost(one: str, two: str) -> None:
    ones, twos = rules.apart(one, two)
    assert "".join(text for text, _own in ones) == one
    assert "".join(text for text, _own in twos) == two


def test_what_only_one_says_is_marked() -> None:
    ones, twos = rules.apart("Personally, with a buyer.", "Personally, with the director.")
    assert [text for text, own in ones if own] == ["a", "buyer"]
    assert [text for text, own in twos if own] == ["the", "director"]


def test_of_wholly_other_texts_nothing_is() -> None:
    ones, twos = rules.apart("Price", "Whom the doctor asks and believes")
    assert not any(own for _text, own in [*ones, *twos])


def test_states() -> None:
    assert rules.state("", "") == State.NONE
    assert rules.state("a", "") == State.MINE
    assert rules.state("", "a") == State.THEIRS
    assert rules.state("Price, mostly.", "price mostly") == State.SAME
    assert rules.state("Price", "Trust") == State.APART


def test_who_answers_for_whom() -> None:
    assert rules.side_of(Role.MANAGER) == rules.side_of(Role.HEAD) == Side.SALES
    assert rules.side_of(Role.MARKETER) == Side.MARKETING
    for role in (Role.REP, Role.SELLER, Role.AGENT, Role.ADMIN, Role.PRODUCTION, Role.INTEGRATOR):
        assert rules.side_of(role) is None


def test_an_agreement_answers_all_six() -> None:
    assert rules.missing({one.value: "x" for one in Question}) == []
    assert rules.missing({"way": "x", "guide": " "}) == list(Question)[1:]

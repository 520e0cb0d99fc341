"""Who answers for which department, and how far two answers are apart. Pure."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from enum import StrEnum

from krug.access.models import Role
from krug.teamwork.words import Question, Side

LONGEST = 2000
"""Characters of an answer."""
ALIKE = 0.4
"""Less alike than that, all of both texts would be marked: then nothing is."""
ROLES: Mapping[Side, tuple[str, ...]] = {
    Side.SALES: (Role.MANAGER, Role.HEAD),
    Side.MARKETING: (Role.MARKETER,),
}


def side_of(role: str) -> Side | None:
    """For whom somebody of that role answers; None: he reads what was agreed."""
    return next((side for side, roles in ROLES.items() if role in roles), None)


def other(side: Side) -> Side:
    return Side.MARKETING if side == Side.SALES else Side.SALES


class State(StrEnum):
    """Of one question."""

    NONE = "none"
    MINE = "mine"
    THEIRS = "theirs"
    SAME = "same"
    APART = "apart"


def state(mine: str, theirs: str) -> State:
    """`mine`, `theirs`: what the two departments say, "" nothing yet."""
    if not mine or not theirs:
        return State.MINE if mine else State.THEIRS if theirs else State.NONE
    return State.SAME if _plain(mine) == _plain(theirs) else State.APART


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


Part = tuple[str, bool]
"""A piece of a text, and whether the other text does not have it."""


def apart(one: str, two: str) -> tuple[list[Part], list[Part]]:
    """Both texts in pieces: what only one of them says is marked, word by word."""
    first, second = (re.findall(r"\s+|\w+|[^\w\s]+", text) for text in (one, two))
    folded = [word.casefold() for word in first], [word.casefold() for word in second]
    matcher = SequenceMatcher(None, *folded, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [(one, False)], [(two, False)]
    ones, twos = list[Part](), list[Part]()
    for tag, start, end, begin, stop in matcher.get_opcodes():
        ones.append(("".join(first[start:end]), tag != "equal"))
        twos.append(("".join(second[begin:stop]), tag != "equal"))
    return [part for part in ones if part[0]], [part for part in twos if part[0]]


def missing(texts: Mapping[str, str]) -> list[Question]:
    """Questions that an agreement must still say something to."""
    return [one for one in Question if not texts.get(one.value, "").strip()]

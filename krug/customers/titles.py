"""Names of what touches are about (slides, questions, visits): domains above register how to find them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """`text`: of the thing itself; `of`: of what it is part of (a slide's deck)."""

    text: str
    of: str = ""


Finder = Callable[[Collection[str]], Mapping[str, Title]]
_finders: dict[str, Finder] = {}


def register(object_kind: str, finder: Finder) -> None:
    """`finder` takes object ids as touches hold them and answers those it knows. Call in ready()."""
    _finders[object_kind] = finder


def titles(object_kind: str, ids: Collection[str]) -> Mapping[str, Title]:
    finder = _finders.get(object_kind)
    return finder(ids) if finder and ids else {}

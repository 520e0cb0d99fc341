"""Names of what touches are about (slides, questions), and where its page is: domains above register how to
find them.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from krug.access.models import User


@dataclass(frozen=True, slots=True)
class Title:
    """`text`: of the thing itself; `of`: of what it is part of (a slide's deck)."""

    text: str
    of: str = ""


Finder = Callable[[Collection[str]], Mapping[str, Title]]
Addresses = Callable[[User, Collection[str]], Mapping[str, str]]
_finders: dict[str, Finder] = {}
_pages: dict[str, Addresses] = {}


def register(object_kind: str, finder: Finder) -> None:
    """`finder` takes object ids as touches hold them and answers those it knows. Call in ready().

    Raises ValueError for a kind that has one: whoever came second would silently rename all of it.
    """
    if object_kind in _finders:
        raise ValueError(f"{object_kind} has a finder of titles already")
    _finders[object_kind] = finder


def titles(object_kind: str, ids: Collection[str]) -> Mapping[str, Title]:
    finder = _finders.get(object_kind)
    return finder(ids) if finder and ids else {}


def register_pages(object_kind: str, finder: Addresses) -> None:
    """`finder` answers object id → address of its page, of those the viewer may open. Call in ready()."""
    _pages[object_kind] = finder


def pages(viewer: User, object_kind: str, ids: Collection[str]) -> Mapping[str, str]:
    finder = _pages.get(object_kind)
    return finder(viewer, ids) if finder and ids else {}

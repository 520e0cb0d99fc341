"""Filters that domains above bring to lists of customers and organisations: `register` in AppConfig.ready."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from krug.access.models import User
from krug.access.rules import Permission, may

if TYPE_CHECKING:
    from krug.customers.queries.conditions import Condition


class Asked(StrEnum):
    """How a value is asked for: chosen, or (also) typed."""

    CHOICE = "choice"
    NUMBERS = "numbers"
    DAYS = "days"
    TEXT = "text"


def every(_role: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Filter:
    """`choices`: (value, words) that the viewer may choose from; `words`: of one value, for the chip.

    `condition`: which rows a value lets through; raises Http404 for a value that is not his to use.
    `permission`, `for_role`: who may use it at all.
    """

    name: str
    label: Promise | str
    choices: Callable[[User], Sequence[tuple[str, str]]]
    words: Callable[[User, str], str]
    condition: "Callable[[User, str], Condition]"
    permission: Permission = Permission.SEE_CUSTOMERS
    asked: Asked = Asked.CHOICE
    for_role: Callable[[str], bool] = every


@dataclass(frozen=True, slots=True)
class Source:
    """Filters that differ from viewer to viewer, under one chip. `any`: whether he has some, cheaply."""

    label: Promise | str
    filters: Callable[[User], Iterable[Filter]]
    any: Callable[[User], bool]


_filters: dict[str, dict[str, Filter]] = defaultdict(dict)
_sources: dict[str, dict[str, Source]] = defaultdict(dict)


def register(kind: str, filter: Filter) -> None:
    """`kind`: person or organisation. The name stands in addresses and saved views: it stays."""
    _filters[kind][filter.name] = filter


def register_source(kind: str, prefix: str, source: Source) -> None:
    """`prefix`: how the names of all its filters begin; without the dot it is the name of its chip."""
    _sources[kind][prefix] = source


def sources_of(kind: str) -> dict[str, Source]:
    return _sources[kind]


def named_in(kind: str, names: Iterable[str]) -> list[str]:
    """Those of the names that are, or by their beginning may be, filters."""
    return [
        name
        for name in names
        if name in _filters[kind] or any(name.startswith(prefix) for prefix in _sources[kind])
    ]


def filters_for(viewer: User, kind: str, names: Collection[str] = ()) -> dict[str, Filter]:
    """Those that he may use; of sources those named alone."""
    found = {name: one for name, one in _filters[kind].items() if may(viewer, one.permission)}
    for prefix, source in _sources[kind].items():
        if any(name.startswith(prefix) for name in names):
            found |= {one.name: one for one in source.filters(viewer) if one.name in names}
    return found

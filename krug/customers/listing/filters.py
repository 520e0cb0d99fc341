"""Filters that domains above bring to lists of customers and organisations: `register` in AppConfig.ready."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from krug.access.models import User
from krug.access.rules import Permission, may

if TYPE_CHECKING:
    from krug.customers.queries.conditions import Condition


@dataclass(frozen=True, slots=True)
class Filter:
    """`choices`: (value, words) that the viewer may choose from; `words`: of one value, for the chip.

    `condition`: which rows a value lets through; raises Http404 for a value that is not his to use.
    `permission`: who may use it at all.
    """

    name: str
    label: Promise | str
    choices: Callable[[User], Sequence[tuple[str, str]]]
    words: Callable[[User, str], str]
    condition: "Callable[[User, str], Condition]"
    permission: Permission = Permission.SEE_CUSTOMERS


_filters: dict[str, dict[str, Filter]] = defaultdict(dict)


def register(kind: str, filter: Filter) -> None:
    """`kind`: person or organisation. The name stands in addresses and saved views: it stays."""
    _filters[kind][filter.name] = filter


def filters_of(kind: str) -> dict[str, Filter]:
    return _filters[kind]


def filters_for(viewer: User, kind: str) -> dict[str, Filter]:
    """Those that he may use."""
    return {name: one for name, one in _filters[kind].items() if may(viewer, one.permission)}

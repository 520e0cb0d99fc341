"""Which columns a list can have. Domains above bring theirs: `register` in AppConfig.ready."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from krug.access.models import User

Load = Callable[[User, Sequence[Any]], Mapping[int, Any]]
"""(viewer, lines of one page, each with `id` and `uid`) → the value of each row that has one.

A page has fifty lines and a file a thousand at a time: asked in a query or two, never line by line.
"""


def everybody(_viewer: User) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Column:
    """`text`: the value in files; `show`: on the page, where that is more than text; `order`: the sort of
    krug.customers.queries.orders that its heading offers; `look`: classes of its cells.
    """

    name: str
    title: Promise | str
    load: Load
    text: Callable[[Any], str] = str
    show: Callable[[Any], Any] | None = None
    order: str = ""
    look: str = "soft wide"
    usual: bool = False
    may_see: Callable[[User], bool] = everybody


Source = Callable[[User], Iterable[Column]]
_sources: dict[str, dict[str, Source]] = defaultdict(dict)


def register(kind: str, source: Source, prefix: str = "") -> None:
    """Columns of lists of `kind` (person, organisation).

    `prefix`: how all their names begin («field:»); such a source is asked only when one of them is shown.
    """
    _sources[kind][prefix] = source


def columns_of(viewer: User, kind: str) -> dict[str, Column]:
    """All that he may choose from, in their usual order; the first is always shown."""
    return _seen(viewer, _sources[kind].values())


def chosen(viewer: User, kind: str, names: Sequence[str]) -> list[Column]:
    """Those named, in that order, the first one before all; the usual ones where nothing is named.

    What is gone, or not his to see, is left out.
    """
    sources = _sources[kind]
    asked = [
        source
        for prefix, source in sources.items()
        if not prefix or any(name.startswith(prefix) for name in names)
    ]
    known = _seen(viewer, asked)
    first = next(iter(known))
    found = [known[name] for name in dict.fromkeys([first, *names]) if name in known]
    return found if len(found) > 1 or names else [one for one in known.values() if one.usual]


def _seen(viewer: User, sources: Iterable[Source]) -> dict[str, Column]:
    return {one.name: one for source in sources for one in source(viewer) if one.may_see(viewer)}


def table(viewer: User, columns: Sequence[Column], lines: Sequence[Any]) -> list[list[Any]]:
    """The value of each column (None: none) for each line."""
    loaded = [one.load(viewer, lines) if lines else {} for one in columns]
    return [[values.get(line.id) for values in loaded] for line in lines]


def texts(columns: Sequence[Column], row: Sequence[Any]) -> list[str]:
    """A row of `table` as a file has it."""
    return ["" if value in (None, "") else one.text(value) for one, value in zip(columns, row, strict=True)]

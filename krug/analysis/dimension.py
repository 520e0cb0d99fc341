"""What domains bring to questions besides touches: registered when the app is ready, read in the snapshot."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from krug.access.models import User
from krug.analysis.steps import tables_in
from krug.analysis.watch import Watch

Keys = Collection[int] | None
"""Which rows are asked for; None: all of them."""


@dataclass(frozen=True)
class Dimension:
    """A table that steps may name. `arrow` reads it; its columns are `columns`, in this order.

    `keys`: a SELECT of the ids that a question can need of it, over `touched` and the dimensions
    that are read before it. What it leaves out must make no difference: of a million customers a question
    about five thousand reads five thousand. Without `keys` the table is read whole.

    `watches`: what it is made of. With them it travels in the reading copy, and `arrow` is asked for what
    changed since. `key`: the column by which it is written down as changed and `arrow` takes keys.
    `version`: grows when its rows mean something else, so that files of before are not read.
    """

    name: str
    columns: Sequence[str]
    arrow: Callable[[Keys], pa.Table]
    keys: str = ""
    key: str = ""
    watches: tuple[Watch, ...] = ()
    version: int = 1

    @property
    def shape(self) -> str:
        return f"{self.version}:{','.join(self.columns)}"


@dataclass(frozen=True)
class ViewerDimension:
    """A table that differs from viewer to viewer.

    `over`: a dimension that travels, of which this one is the viewer's part, as `sql` says over `{over}` and
    `{mine}`, a table that `mine` gives. A row may come twice.
    """

    name: str
    columns: Sequence[str]
    arrow: Callable[[User, Keys], pa.Table]
    keys: str = ""
    over: str = ""
    sql: str = ""
    mine: Callable[[User], pa.Table] | None = None


_registered: dict[str, Dimension | ViewerDimension] = {}


def register(dimension: Dimension | ViewerDimension) -> None:
    """Makes the table known. A name can be given once."""
    known = _registered.setdefault(dimension.name, dimension)
    if known != dimension:
        raise ValueError(f"Dimension {dimension.name} is registered twice.")


def names() -> frozenset[str]:
    return frozenset(_registered)


def named(name: str) -> Dimension | ViewerDimension:
    return _registered[name]


def travelling() -> dict[str, Dimension]:
    """Those that are kept in the reading copy."""
    return {it.name: it for it in _registered.values() if isinstance(it, Dimension) and it.watches}


def watches() -> list[Watch]:
    return list(dict.fromkeys(watch for it in travelling().values() for watch in it.watches))


def ordered(wanted: Iterable[str]) -> list[str]:
    """The wanted tables that are dimensions, each behind those its keys are found in, which come with it."""
    found: list[str] = []

    def take(name: str) -> None:
        if name in _registered and name not in found:
            for other in sorted(tables_in(_registered[name].keys)):
                take(other)
            found.append(name)

    for name in sorted(wanted):
        take(name)
    return found


def keys_of(name: str) -> str:
    return _registered[name].keys


def read(name: str, viewer: User, keys: Keys = None) -> pa.Table:
    dimension = _registered[name]
    table = dimension.arrow(keys) if isinstance(dimension, Dimension) else dimension.arrow(viewer, keys)
    if table.column_names != list(dimension.columns):
        raise ValueError(f"Dimension {name} has columns {table.column_names}, promised {dimension.columns}.")
    return table

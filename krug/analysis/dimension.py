"""What domains bring to questions besides touches: registered when the app is ready, read in the snapshot."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import pyarrow as pa

from krug.access.models import User


@dataclass(frozen=True)
class Dimension:
    """A table that steps may name. `arrow` reads it whole; its columns are `columns`, in this order."""

    name: str
    columns: Sequence[str]
    arrow: Callable[[], pa.Table]


@dataclass(frozen=True)
class ViewerDimension:
    """A table that differs from viewer to viewer."""

    name: str
    columns: Sequence[str]
    arrow: Callable[[User], pa.Table]


_registered: dict[str, Dimension | ViewerDimension] = {}


def register(dimension: Dimension | ViewerDimension) -> None:
    """Makes the table known. A name can be given once."""
    known = _registered.setdefault(dimension.name, dimension)
    if known != dimension:
        raise ValueError(f"Dimension {dimension.name} is registered twice.")


def names() -> frozenset[str]:
    return frozenset(_registered)


def readers(wanted: Iterable[str], viewer: User) -> dict[str, Callable[[], pa.Table]]:
    """How to read each of the wanted tables that is registered."""
    return {name: partial(read, name, viewer) for name in wanted if name in _registered}


def read(name: str, viewer: User) -> pa.Table:
    dimension = _registered[name]
    table = dimension.arrow(viewer) if isinstance(dimension, ViewerDimension) else dimension.arrow()
    if table.column_names != list(dimension.columns):
        raise ValueError(f"Dimension {name} has columns {table.column_names}, promised {dimension.columns}.")
    return table

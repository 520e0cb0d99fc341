"""Whose identities are whose, and who is the survivor of whom, for the step `owned`."""

import pyarrow as pa

from krug.analysis.dimension import Dimension, names, register
from krug.customers.models import Link, Person

LINK = ("id", "identity", "person", "since", "until", "priority")
CANONICAL = ("person", "canonical")


def links() -> pa.Table:
    rows = Link.objects.values_list("id", "identity_id", "person_id", "since", "until", "priority")
    return numbers(LINK, list(rows))


def canonical() -> pa.Table:
    rows = Person.objects.filter(canonical__isnull=False).values_list("id", "canonical_id")
    return numbers(CANONICAL, list(rows))


def numbers(columns: tuple[str, ...], rows: list[tuple[int | None, ...]]) -> pa.Table:
    """Rows of whole numbers as an Arrow table."""
    by_column = zip(*rows, strict=True) if rows else iter([()] * len(columns))
    arrays = [pa.array(values, pa.int64()) for values in by_column]
    return pa.Table.from_arrays(arrays, names=list(columns))


def register_all() -> None:
    for dimension in (Dimension("link", LINK, links), Dimension("canonical", CANONICAL, canonical)):
        if dimension.name not in names():
            register(dimension)

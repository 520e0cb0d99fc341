"""What questions need to know of customers: links, survivors, and by what persons are told apart."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from django.db.models import QuerySet

from krug.analysis.dimension import Dimension, register
from krug.customers.models import Link, Person

LINK = ("id", "identity", "person", "since", "until", "priority")
CANONICAL = ("person", "canonical")
PERSON = ("person", "unit", "territory", "klass", "specialty", "organisation", "city")
TEXT = {"klass", "specialty", "city"}
CHUNK = 50_000


def links() -> pa.Table:
    """Times are µs UTC or null; of equal priority the greater id wins."""
    return _table(Link.objects.order_by("id").values_list(*LINK), LINK)


def canonical() -> pa.Table:
    """person, canonical: those who were merged away, and who stands for them."""
    merged = Person.objects.exclude(canonical=None).order_by("id")
    return _table(merged.values_list("id", "canonical"), CANONICAL)


def persons() -> pa.Table:
    """person, unit, territory, klass, specialty, organisation, city: everybody, the merged ones too."""
    return _table(Person.objects.order_by("id").values_list("id", *PERSON[1:]), PERSON)


def register_all() -> None:
    register(Dimension("link", LINK, links))
    register(Dimension("canonical", CANONICAL, canonical))
    register(Dimension("person", PERSON, persons))


def _table(rows: QuerySet[Any, Any], columns: Sequence[str]) -> pa.Table:
    types = [pa.string() if name in TEXT else pa.int64() for name in columns]
    schema = pa.schema(list(zip(columns, types, strict=True)))
    batches, some = [], []
    for row in rows.iterator(chunk_size=CHUNK):
        some.append(row)
        if len(some) == CHUNK:
            batches.append(_batch(some, schema))
            some = []
    return pa.Table.from_batches([*batches, _batch(some, schema)], schema)


def _batch(rows: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)

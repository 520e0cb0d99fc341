"""What questions need to know of customers: links, survivors, and by what persons are told apart."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from django.db.models import QuerySet

from krug.analysis.dimension import Dimension, Keys, register
from krug.analysis.scopes import PERSONS_HEARD
from krug.analysis.source import among
from krug.customers.models import Link, Person

LINK = ("id", "identity", "person", "since", "until", "priority")
CANONICAL = ("person", "canonical")
PERSON = ("person", "unit", "territory", "klass", "specialty", "organisation", "city")
TEXT = {"klass", "specialty", "city"}
CHUNK = 50_000


def links(keys: Keys) -> pa.Table:
    """Of these identities. Times are µs UTC or null; of equal priority the greater id wins."""
    rows = Link.objects.order_by("id").values_list(*LINK)
    return _table(rows if keys is None else rows.filter(identity__in=among(keys)), LINK)


def canonical(keys: Keys) -> pa.Table:
    """person, canonical: those of the persons who were merged away, and who stands for them."""
    merged = Person.objects.exclude(canonical=None).order_by("id").values_list("id", "canonical")
    return _table(merged if keys is None else merged.filter(id__in=among(keys)), CANONICAL)


def persons(keys: Keys) -> pa.Table:
    """person, unit, territory, klass, specialty, organisation, city: of these persons, merged ones too."""
    rows = Person.objects.order_by("id").values_list("id", *PERSON[1:])
    return _table(rows if keys is None else rows.filter(id__in=among(keys)), PERSON)


def register_all() -> None:
    register(Dimension("link", LINK, links, "SELECT identity FROM touched"))
    register(Dimension("canonical", CANONICAL, canonical, "SELECT DISTINCT person FROM link"))
    register(Dimension("person", PERSON, persons, PERSONS_HEARD))


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

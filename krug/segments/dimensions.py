"""What conditions need to know of customers beside what questions know already."""

import pyarrow as pa

from krug.analysis.dimension import Dimension, Keys, register
from krug.analysis.source import among
from krug.customers.models import ContactPoint, Erased, Organisation

REACHED = ("person", "by")
KIND = ("organisation", "kind")


def reached(keys: Keys) -> pa.Table:
    """person, by: whoever has a phone or an e-mail on his own card."""
    rows = ContactPoint.objects.filter(person__isnull=False)
    if keys is not None:
        rows = rows.filter(person__in=among(keys))
    return _table(list(rows.order_by("person", "kind").values_list("person", "kind").distinct()), REACHED)


def kinds(_keys: Keys) -> pa.Table:
    """organisation, kind."""
    return _table(list(Organisation.objects.order_by("id").values_list("id", "kind")), KIND)


def erased(_keys: Keys) -> pa.Table:
    """person: whose data were destroyed. No condition means him."""
    ids = list(Erased.objects.order_by("person").values_list("person", flat=True))
    return pa.table({"person": pa.array(ids, pa.int64())})


def register_all() -> None:
    register(Dimension("erased", ("person",), erased))
    register(Dimension("reached", REACHED, reached))
    register(Dimension("organisation_kind", KIND, kinds))


def _table(rows: list[tuple[int, str]], names: tuple[str, str]) -> pa.Table:
    ids, words = zip(*rows, strict=True) if rows else ((), ())
    return pa.table({names[0]: pa.array(ids, pa.int64()), names[1]: pa.array(words, pa.string())})

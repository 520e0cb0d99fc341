"""What conditions need to know of customers beside what questions know already."""

import pyarrow as pa
from django.db.models.functions import Coalesce

from krug.analysis.dimension import Dimension, Keys, register
from krug.analysis.source import among, columns
from krug.customers.models import ContactPoint, Erased, Organisation

REACHED = ("person", "by")
KIND = ("organisation", "kind")


def reached(keys: Keys) -> pa.Table:
    """person, by: whoever has a phone or an e-mail on his own card; with two of them he comes twice."""
    rows = ContactPoint.objects.filter(person__isnull=False)
    if keys is not None:
        rows = rows.filter(person__in=among(keys))
    return columns(rows.values_list("person", "kind"), _schema(REACHED))


def kinds(_keys: Keys) -> pa.Table:
    """organisation, kind; who was merged away is of the kind of who stands for it."""
    kind = Coalesce("canonical__kind", "kind")
    return columns(Organisation.objects.values_list("id", kind), _schema(KIND))


def erased(_keys: Keys) -> pa.Table:
    """person: whose data were destroyed. No condition means him."""
    return columns(Erased.objects.values_list("person"), _schema(("person",)))


def register_all() -> None:
    register(Dimension("erased", ("person",), erased))
    register(Dimension("reached", REACHED, reached))
    register(Dimension("organisation_kind", KIND, kinds))


def _schema(names: tuple[str, ...]) -> pa.Schema:
    return pa.schema([(name, pa.string() if name in ("by", "kind") else pa.int64()) for name in names])

"""What conditions need to know of customers beside what questions know already."""

import pyarrow as pa

from krug.analysis.dimension import Dimension, Keys, register
from krug.analysis.source import among, columns
from krug.analysis.watch import Watch
from krug.customers.models import ContactPoint, Erased, Organisation

REACHED = ("person", "by")
KIND = ("organisation", "kind")

WRITTEN = Watch("contact", "customers_contactpoint", "person_id", ("person_id", "kind"))
CHANGED = Watch("organisation", "customers_organisation", "id", ("kind",))
DESTROYED = Watch("erased", "customers_erased", "person_id", ("person_id",))


def reached(keys: Keys) -> pa.Table:
    """person, by: whoever has a phone or an e-mail on his own card; with two of them he comes twice."""
    rows = ContactPoint.objects.filter(person__isnull=False)
    if keys is not None:
        rows = rows.filter(person__in=among(keys))
    return columns(rows.values_list("person", "kind"), _schema(REACHED))


def kinds(keys: Keys) -> pa.Table:
    """organisation, kind: its own, also of who was merged away."""
    rows = Organisation.objects.values_list("id", "kind")
    return columns(rows if keys is None else rows.filter(id__in=among(keys)), _schema(KIND))


def erased(keys: Keys) -> pa.Table:
    """person: whose data were destroyed. No condition means him."""
    rows = Erased.objects.values_list("person")
    return columns(rows if keys is None else rows.filter(person__in=among(keys)), _schema(("person",)))


def register_all() -> None:
    register(Dimension("erased", ("person",), erased, key="person", watches=(DESTROYED,)))
    register(Dimension("reached", REACHED, reached, key="person", watches=(WRITTEN,)))
    register(Dimension("organisation_kind", KIND, kinds, key="organisation", watches=(CHANGED,)))


def _schema(names: tuple[str, ...]) -> pa.Schema:
    return pa.schema([(name, pa.string() if name in ("by", "kind") else pa.int64()) for name in names])

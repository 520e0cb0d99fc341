"""What questions need to know of customers: links, survivors, and by what persons are told apart."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from krug.analysis.dimension import Dimension, Keys, register
from krug.analysis.scopes import PERSONS_HEARD
from krug.analysis.source import among, columns
from krug.analysis.watch import Watch
from krug.customers.models import Link, Organisation, Person

LINK = ("id", "identity", "person", "since", "until", "priority", "sure")
CANONICAL = ("person", "canonical")
CANONICAL_ORGANISATION = ("organisation", "canonical")
PERSON = ("person", "unit", "territory", "klass", "specialty", "organisation", "city")
TEXT = {"klass", "specialty", "city"}

LINKED = Watch(
    "link", "customers_link", "identity_id", ("identity_id", "person_id", "since", "until", "priority")
)
CARD = Watch(
    "person",
    "customers_person",
    "id",
    ("unit_id", "territory_id", "klass", "specialty", "organisation_id", "city"),
)
MERGED = Watch("canonical", "customers_person", "id", ("canonical_id",), "{row}.canonical_id IS NOT NULL")


def links(keys: Keys) -> pa.Table:
    """Of these identities. Times are µs UTC or null; of equal priority the greater id wins.

    `sure` (1 or 0): the identity's only link, without an end on either side: nothing needs to be weighed.
    """
    others = Link.objects.filter(identity=OuterRef("identity")).exclude(pk=OuterRef("pk"))
    sure = Case(
        When(Exists(others), then=Value(0)), When(since=None, until=None, then=Value(1)), default=Value(0)
    )
    rows = Link.objects.annotate(sure=sure).values_list(*LINK)
    return _table(rows if keys is None else rows.filter(identity__in=among(keys)), LINK)


def canonical(keys: Keys) -> pa.Table:
    """person, canonical: those of the persons who were merged away, and who stands for them."""
    merged = Person.objects.exclude(canonical=None).order_by("id").values_list("id", "canonical")
    return _table(merged if keys is None else merged.filter(id__in=among(keys)), CANONICAL)


def persons(keys: Keys) -> pa.Table:
    """person, unit, territory, klass, specialty, organisation, city: of these persons, merged ones too.

    `organisation`: that which the card names; `canonical_organisation` says who stands for it.
    """
    rows = Person.objects.values_list("id", *PERSON[1:])
    return _table(rows if keys is None else rows.filter(id__in=among(keys)), PERSON)


def canonical_organisations(_keys: Keys) -> pa.Table:
    """organisation, canonical: those that were merged away, and who stands for them. They are few."""
    merged = Organisation.objects.exclude(canonical=None).order_by("id")
    return _table(merged.values_list("id", "canonical"), CANONICAL_ORGANISATION)


def register_all() -> None:
    register(
        Dimension("link", LINK, links, "SELECT identity FROM touched", key="identity", watches=(LINKED,))
    )
    register(
        Dimension(
            "canonical",
            CANONICAL,
            canonical,
            "SELECT DISTINCT person FROM link",
            key="person",
            watches=(MERGED,),
        )
    )
    register(Dimension("canonical_organisation", CANONICAL_ORGANISATION, canonical_organisations))
    register(Dimension("person", PERSON, persons, PERSONS_HEARD, key="person", watches=(CARD,)))


def _table(rows: QuerySet[Any, Any], names: Sequence[str]) -> pa.Table:
    types = [pa.string() if name in TEXT else pa.int64() for name in names]
    return columns(rows, pa.schema(list(zip(names, types, strict=True))))

"""What questions need to know of customers: links, survivors, and by what persons are told apart."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from krug.analysis.dimension import Dimension, Keys, register
from krug.analysis.scopes import PERSONS_HEARD
from krug.analysis.source import among, columns
from krug.customers.models import Link, Organisation, Person

LINK = ("id", "identity", "person", "since", "until", "priority")
CANONICAL = ("person", "canonical")
CANONICAL_ORGANISATION = ("organisation", "canonical")
PERSON = ("person", "unit", "territory", "klass", "specialty", "organisation", "city")
TEXT = {"klass", "specialty", "city"}


def links(keys: Keys) -> pa.Table:
    """Of these identities. Times are µs UTC or null; of equal priority the greater id wins."""
    rows = Link.objects.order_by("id").values_list(*LINK)
    return _table(rows if keys is None else rows.filter(identity__in=among(keys)), LINK)


def canonical(keys: Keys) -> pa.Table:
    """person, canonical: those of the persons who were merged away, and who stands for them."""
    merged = Person.objects.exclude(canonical=None).order_by("id").values_list("id", "canonical")
    return _table(merged if keys is None else merged.filter(id__in=among(keys)), CANONICAL)


def persons(keys: Keys) -> pa.Table:
    """person, unit, territory, klass, specialty, organisation, city: of these persons, merged ones too.

    `organisation`: who stands for the one that the card names.
    """
    standing = Coalesce("organisation__canonical", "organisation")
    named = [standing if name == "organisation" else name for name in PERSON[1:]]
    rows = Person.objects.order_by("id").values_list("id", *named)
    return _table(rows if keys is None else rows.filter(id__in=among(keys)), PERSON)


def canonical_organisations(_keys: Keys) -> pa.Table:
    """organisation, canonical: those that were merged away, and who stands for them. They are few."""
    merged = Organisation.objects.exclude(canonical=None).order_by("id")
    return _table(merged.values_list("id", "canonical"), CANONICAL_ORGANISATION)


def register_all() -> None:
    register(Dimension("link", LINK, links, "SELECT identity FROM touched"))
    register(Dimension("canonical", CANONICAL, canonical, "SELECT DISTINCT person FROM link"))
    register(Dimension("canonical_organisation", CANONICAL_ORGANISATION, canonical_organisations))
    register(Dimension("person", PERSON, persons, PERSONS_HEARD))


def _table(rows: QuerySet[Any, Any], names: Sequence[str]) -> pa.Table:
    types = [pa.string() if name in TEXT else pa.int64() for name in names]
    return columns(rows, pa.schema(list(zip(names, types, strict=True))))

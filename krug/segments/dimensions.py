"""What conditions need to know of persons and organisations beside what questions know already."""

from typing import Any

import pyarrow as pa
from django.db.models import Case, CharField, QuerySet, When
from django.db.models.functions import Cast

from krug.access.models import User
from krug.access.scopes import memberships
from krug.analysis.dimension import Dimension, Keys, ViewerDimension, register
from krug.analysis.source import among, columns
from krug.analysis.watch import Watch
from krug.customers.models import Affiliation, ConsentCover, ContactPoint, Erased, Organisation, Worth
from krug.fields.models import Choice, Value
from krug.segments.kinds import KINDS, ORGANISATION

REACHED = ("person", "by")
PLACE = ("organisation", "unit", "territory", "kind", "klass", "name", "city", "parent")
WORKS = ("person", "organisation", "part")
WORTH = ("person", "worth")
OWN_VALUE = ("row", "field", "text", "number")
OWN_CHOICE = ("row", "option")
CONSENT = ("person", "consent", "card", "purpose", "given", "at")
TEXT = {"by", "kind", "klass", "name", "city", "part", "worth", "text", "at"}

WRITTEN = Watch("contact", "customers_contactpoint", "person_id", ("person_id", "kind"))
CHANGED = Watch(
    "place",
    "customers_organisation",
    "id",
    ("unit_id", "territory_id", "kind", "klass", "name", "city", "parent_id"),
)
EMPLOYED = Watch(
    "affiliation", "customers_affiliation", "person_id", ("person_id", "organisation_id", "until", "part")
)
COUNTED = Watch("worth", "customers_worth", "person_id", ("group",))
# Of every kind of rows: a person's value makes an organisation of the same number be read anew, no more.
VALUED = Watch("own_value", "fields_value", "row", ("text", "number"))
CHOSEN = Watch("own_choice", "fields_choice", "row", ("option_id",))
COVERED = Watch("consent_cover", "customers_consentcover", "consent_id", ("person_id",))
UNDONE = Watch("consent_undoing", "customers_consentundoing", "consent_id", ("consent_id",))
DESTROYED = Watch("erased", "customers_erased", "person_id", ("person_id",))


def reached(keys: Keys) -> pa.Table:
    """person, by: whoever has a phone or an e-mail on his own card; with two of them he comes twice."""
    rows = ContactPoint.objects.filter(person__isnull=False)
    if keys is not None:
        rows = rows.filter(person__in=among(keys))
    return columns(rows.values_list("person", "kind"), _schema(REACHED))


def places(keys: Keys) -> pa.Table:
    """organisation and its own fields, also of what was merged away; `parent`: what it is a part of."""
    rows = Organisation.objects.values_list("id", *PLACE[1:])
    return columns(rows if keys is None else rows.filter(id__in=among(keys)), _schema(PLACE))


def working(keys: Keys) -> pa.Table:
    """person, organisation, part in its decisions: where these persons' cards say that they work now."""
    rows = Affiliation.objects.filter(until=None).values_list(*WORKS)
    return columns(rows if keys is None else rows.filter(person__in=among(keys)), _schema(WORKS))


def seen_places(viewer: User, _keys: Keys) -> pa.Table:
    rows = memberships(viewer, ORGANISATION.code).values_list("row").distinct()
    return columns(rows, _schema((ORGANISATION.code,)))


def erased(keys: Keys) -> pa.Table:
    """person: whose data were destroyed. No condition means him."""
    rows = Erased.objects.values_list("person")
    return columns(rows if keys is None else rows.filter(person__in=among(keys)), _schema(("person",)))


def worths(keys: Keys) -> pa.Table:
    """person, worth: his group among the buyers of his unit; empty: too few to compare."""
    rows = Worth.objects.values_list("person", "group")
    return columns(rows if keys is None else rows.filter(person__in=among(keys)), _schema(WORTH))


def own_values(keys: Keys) -> pa.Table:
    """row, field, text, number: as krug.fields keeps it, of persons and organisations (the field says which);
    an emptied one has neither.
    """
    rows = Value.objects.filter(field__kind__in=KINDS).values_list("row", "field", "text", "number")
    return columns(rows if keys is None else rows.filter(row__in=among(keys)), _schema(OWN_VALUE))


def own_choices(keys: Keys) -> pa.Table:
    """row, option: what was chosen, also where it was merged into another since."""
    rows = Choice.objects.filter(option__field__kind__in=KINDS).values_list("row", "option")
    return columns(rows if keys is None else rows.filter(row__in=among(keys)), _schema(OWN_CHOICE))


def consents(keys: Keys) -> pa.Table:
    """person, consent, card, purpose, given (1, 0), at: each word, for everybody whom it was said for.

    `at` is text that sorts as its moment does.
    """
    rows = _consents()
    return columns(rows if keys is None else rows.filter(consent__in=among(keys)), _schema(CONSENT))


def consents_of(persons: Keys) -> pa.Table:
    """The same of these persons."""
    rows = _consents()
    return columns(rows if persons is None else rows.filter(person__in=among(persons)), _schema(CONSENT))


def _consents() -> QuerySet[ConsentCover, Any]:
    given = Case(When(consent__given=True, then=1), default=0)
    at = Cast("consent__at", CharField())
    rows = ConsentCover.objects.filter(consent__undoing=None).annotate(yes=given, moment=at)
    return rows.values_list("person", "consent", "consent__person", "consent__purpose", "yes", "moment")


def register_all() -> None:
    register(Dimension("worth", WORTH, worths, key="person", watches=(COUNTED,)))
    register(Dimension("own_value", OWN_VALUE, own_values, key="row", watches=(VALUED,)))
    register(Dimension("own_choice", OWN_CHOICE, own_choices, key="row", watches=(CHOSEN,)))
    register(Dimension("consented", CONSENT, consents, key="consent", watches=(COVERED, UNDONE)))
    register(Dimension("erased", ("person",), erased, key="person", watches=(DESTROYED,)))
    register(Dimension("reached", REACHED, reached, key="person", watches=(WRITTEN,)))
    register(Dimension("organisation", PLACE, places, key="organisation", watches=(CHANGED,)))
    register(Dimension("affiliation", WORKS, working, key="person", watches=(EMPLOYED,)))
    register(ViewerDimension(ORGANISATION.visible, (ORGANISATION.code,), seen_places))


def _schema(names: tuple[str, ...]) -> pa.Schema:
    return pa.schema([(name, pa.string() if name in TEXT else pa.int64()) for name in names])

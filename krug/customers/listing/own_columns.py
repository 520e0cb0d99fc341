"""The columns that lists of customers and organisations have of their own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from krug.access.models import User
from krug.access.rules import hidden
from krug.customers.listing.columns import Column, Load, register
from krug.customers.models import ContactPoint, Worth
from krug.customers.queries.lists import chains_of, first_points, people_of
from krug.customers.templatetags.card import phone
from krug.site.templatetags.kit import klass
from krug.site.templatetags.words import day

PHONE, EMAIL = ContactPoint.Kind.PHONE, ContactPoint.Kind.EMAIL


def _of(name: str) -> Load:
    """What stands in the line itself."""
    return lambda _viewer, lines: {line.id: getattr(line, name) for line in lines}


def _points(kind: str, of: str) -> Load:
    def load(viewer: User, lines: Sequence[Any]) -> Mapping[int, Any]:
        return {} if _hides(viewer, of) else first_points(kind, [line.id for line in lines], of)

    return load


def _hides(viewer: User, of: str) -> bool:
    return {PHONE: "phones", EMAIL: "emails"}[ContactPoint.Kind(of)] in hidden(viewer)


def _counted(_viewer: User, lines: Sequence[Any]) -> Mapping[int, Any]:
    ids = [line.id for line in lines]
    return dict.fromkeys(ids, 0) | people_of(ids)


def _chains(_viewer: User, lines: Sequence[Any]) -> Mapping[int, Any]:
    return chains_of([line.id for line in lines])


def _worths(_viewer: User, lines: Sequence[Any]) -> Mapping[int, Any]:
    rows = Worth.objects.filter(person__in=[line.id for line in lines]).exclude(group=Worth.Group.NONE)
    return {person: Worth.Group(group).label for person, group in rows.values_list("person", "group")}


def _date(at: datetime) -> str:
    return timezone.localtime(at).date().isoformat()


def _person(_viewer: User) -> Iterable[Column]:
    return PERSON


def _organisation(_viewer: User) -> Iterable[Column]:
    return ORGANISATION


KLASS = Column("klass", _("Class"), _of("klass"), str, klass, "klass", look="", usual=True)
TERRITORY = Column("territory", _("Territory"), _of("territory"))
ADDRESS = Column("address", _("Address"), _of("address"))
CREATED = Column("created", pgettext_lazy("a column", "Added"), _of("created_at"), _date, day, "created")
CHANGED = Column("changed", pgettext_lazy("a column", "Changed"), _of("changed_at"), _date, day, "changed")
PERSON = (
    Column("name", _("Name"), _of("name"), order="name", usual=True),
    KLASS,
    Column("specialty", _("Specialty"), _of("specialty"), usual=True),
    Column("organisation", _("Works at"), _of("organisation"), look="wide", usual=True),
    Column("city", _("City"), _of("city"), order="city", usual=True),
    Column(
        "phone",
        _("Phone"),
        _points("person", PHONE),
        show=phone,
        look="number soft wide",
        usual=True,
        may_see=lambda viewer: not _hides(viewer, PHONE),
    ),
    Column(
        "email",
        _("E-mail"),
        _points("person", EMAIL),
        may_see=lambda viewer: not _hides(viewer, EMAIL),
    ),
    Column("worth", _("Worth"), _worths),
    TERRITORY,
    ADDRESS,
    CREATED,
    CHANGED,
)
ORGANISATION = (
    Column("name", pgettext_lazy("an organisation", "Name"), _of("name"), order="name", usual=True),
    KLASS,
    Column("kind", _("Kind"), _of("kind"), look="soft wide", usual=True),
    Column("city", _("City"), _of("city"), order="city", look="wide", usual=True),
    Column("address", _("Address"), _of("address"), usual=True),
    Column("people", _("People"), _counted, look="end number", usual=True),
    Column("phone", _("Phone"), _points("organisation", PHONE), show=phone, look="number soft wide"),
    Column("parent", _("Chain"), _chains),
    Column("tax_number", _("INN"), _of("tax_number"), look="number soft wide"),
    TERRITORY,
    CREATED,
    CHANGED,
)


def register_all() -> None:
    register("person", _person)
    register("organisation", _organisation)

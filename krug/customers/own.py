"""Persons and organisations have own fields: how krug.fields reaches them."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from krug.access.decorators import SignedInRequest
from krug.access.models import User
from krug.access.rules import Permission
from krug.customers.blocks import Block
from krug.customers.blocks import register as register_block
from krug.customers.listing import own_field_columns, own_field_filters
from krug.customers.models import Organisation, Person
from krug.customers.privacy.places import Place, Rows
from krug.customers.privacy.places import register as register_place
from krug.customers.privacy.subject import Subject
from krug.customers.queries.card import opened, reach_person
from krug.customers.queries.identity import canonicals_of, group_of
from krug.customers.queries.organisations import cards_of, reach_organisation, standing_for
from krug.fields.actions import forget_values
from krug.fields.card import block
from krug.fields.kinds import Kind, Row, register
from krug.fields.queries.values import everything


def person_row(person: Person) -> Row:
    """Loaded with GROUP it asks nothing."""
    return Row(person.pk, person.uid, person.unit_id, group_of(person))


def organisation_row(card: Organisation) -> Row:
    return Row(card.pk, card.uid, card.unit_id, cards_of(card.pk))


def _person(viewer: User, uid: UUID) -> Row:
    return person_row(reach_person(viewer, uid))


def _opened(viewer: User, row: Row) -> None:
    """Own fields of a person are personal data, by whatever door they are read."""
    opened(viewer, row.id)


def _organisation(viewer: User, uid: UUID) -> Row:
    return organisation_row(reach_organisation(viewer, uid))


def _units_of_people(rows: Collection[int]) -> dict[int, int]:
    return dict(Person.objects.filter(pk__in=rows).values_list("id", "unit"))


def _units(rows: Collection[int]) -> dict[int, int]:
    return dict(Organisation.objects.filter(pk__in=rows).values_list("id", "unit"))


def _edited_people(rows: Collection[int]) -> None:
    """Somebody works with the card: taking an import back leaves it."""
    Person.objects.filter(pk__in=rows).update(version=F("version") + 1)


def _edited(rows: Collection[int]) -> None:
    Organisation.objects.filter(pk__in=rows).update(version=F("version") + 1)


def _block(request: SignedInRequest, person: Person) -> str:
    return block(request, "person", person_row(person))


def _said(subject: Subject) -> Rows:
    return everything("person", subject.ids)


def _forget(subject: Subject) -> int:
    return forget_values("person", subject.ids)


def register_all() -> None:
    see, edit = Permission.SEE_CUSTOMERS, Permission.EDIT_CUSTOMERS
    register_block(Block("own-fields", None, 35, _block))
    register(
        Kind(
            *("person", _("People"), see, edit, _person, _units_of_people, _edited_people),
            roots=canonicals_of,
            opened=_opened,
        )
    )
    own_field_columns.register_all()
    own_field_filters.register_all()
    register_place(Place("own_fields", _("Own fields"), _said, _forget))
    register(
        Kind("organisation", _("Organisations"), see, edit, _organisation, _units, _edited, standing_for)
    )

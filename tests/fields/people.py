"""A doctor, a field, and what he has in it."""

from typing import Any

from krug.access.models import User
from krug.customers.actions import create_person
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.customers.own import person_row
from krug.fields.actions import define_field
from krug.fields.data import FieldData
from krug.fields.models import Field
from krug.fields.queries.values import plain_values
from tests.cast import Cast


def doctor_of(cast: Cast, name: str = "Petrova", **more: Any) -> Person:
    return create_person(cast.rita, PersonData(last_name=name, **more))


def field(cast: Cast, name: str, type: str, kind: str = "person", **more: Any) -> Field:
    """Of Pharma."""
    return define_field(cast.head, kind, FieldData(name=name, type=type, unit=cast.pharma.unit.pk, **more))


def held(viewer: User, person: Person) -> dict[str, Any]:
    return plain_values(viewer, "person", person_row(Person.objects.get(pk=person.pk)))

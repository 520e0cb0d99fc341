"""Rows written past Django's own way are as its own way would have written them."""

from krug.access.models import Unit
from krug.customers.models import Identity, Organisation, Person
from krug.site import bulk
from tests.cast import Cast

COLUMNS = [field.attname for field in Person._meta.concrete_fields if field.attname not in ("id", "uid")]


def as_read(person: Person) -> dict[str, object]:
    held = Person.objects.get(pk=person.pk)
    return {name: getattr(held, name) for name in COLUMNS if name not in ("created_at", "changed_at")}


def make(unit: Unit) -> Person:
    return Person(unit=unit, last_name="Ким", sort="ким", latitude=55.5, note="«a»\nb")


def test_new_objects_are_as_saved_ones(cast: Cast) -> None:
    saved = make(cast.pharma.unit)
    saved.save()
    made = [make(cast.pharma.unit) for _ in range(bulk.AT_ONCE + 3)]
    bulk.create(Person, made)
    assert [as_read(made[0]), as_read(made[-1])] == [as_read(saved)] * 2
    assert Person.objects.get(pk=made[-1].pk).uid == made[-1].uid
    held = made[-1]
    held.city = "Омск"
    held.save()
    assert Person.objects.filter(city="Омск").count() == 1


def test_nothing_is_written_for_nothing(cast: Cast) -> None:
    bulk.create(Organisation, [])
    bulk.insert(Identity, ("kind", "value"), [])
    assert bulk.add(Identity, ("kind", "value"), []) == []


def test_of_rows_added_only_the_new_come_back(cast: Cast) -> None:
    bulk.insert(Identity, ("kind", "value"), [("phone", "+79990000001")])
    rows = [("phone", "+79990000001"), ("email", "«ё»@example.org")]
    assert [row[1:] for row in bulk.add(Identity, ("kind", "value"), rows)] == [rows[1]]


def test_any_number_of_values_is_asked_for_at_once(cast: Cast) -> None:
    values = [f"+7999{number:07}" for number in range(40_000)]
    bulk.insert(Identity, ("kind", "value"), [("phone", value) for value in values[:3]])
    where, params = bulk.among("value", values[1:])
    found = bulk.select(f"SELECT value FROM customers_identity WHERE {where} ORDER BY value", params)
    assert found == [(values[1],), (values[2],)]

import pyarrow as pa
import pytest

from krug.analysis.source import columns
from krug.customers.actions import create_person
from krug.customers.data import PersonData
from krug.customers.models import Person
from tests.cast import Cast


@pytest.mark.parametrize("city", ["", "Omsk", 'O"m,sk', "Om\nsk", "NULL", "Омск", "100%"])
def test_texts_and_nulls_come_as_they_are(cast: Cast, city: str) -> None:
    person = create_person(cast.head, PersonData(last_name="N"))
    Person.objects.filter(pk=person.pk).update(city=city)
    schema = pa.schema([("id", pa.int64()), ("city", pa.string()), ("canonical", pa.int64())])
    rows = Person.objects.filter(city=city).values_list("id", "city", "canonical")
    assert columns(rows, schema).to_pylist() == [{"id": person.pk, "city": city, "canonical": None}]


def test_of_nothing_it_is_empty(cast: Cast) -> None:
    schema = pa.schema([("id", pa.int64())])
    for rows in (Person.objects.none(), Person.objects.filter(city="Nowhere")):
        assert columns(rows.values_list("id"), schema).to_pylist() == []

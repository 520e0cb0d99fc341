"""What questions are told of customers, and that their figures follow links and merges."""

from krug.analysis import dimension
from krug.customers.actions import create_persons, merge
from krug.customers.data import PersonData
from tests.cast import Cast


def test_tables(cast: Cast) -> None:
    one, other = create_persons(
        cast.rita,
        [PersonData(last_name="Ким", klass="A", phones=["+79990000001"]), PersonData(last_name="Цой")],
    )
    merge(cast.nina, one, other)
    links = dimension.read("link", cast.head).to_pylist()
    assert [link["person"] for link in links] == [one.pk, other.pk, one.pk]
    assert {(link["since"], link["until"], link["priority"]) for link in links} == {(None, None, 0)}
    assert dimension.read("canonical", cast.head).to_pylist() == [{"person": other.pk, "canonical": one.pk}]
    people = dimension.read("person", cast.head).to_pylist()
    assert people[0] == {
        "person": one.pk,
        "unit": cast.pharma.unit.pk,
        "territory": cast.pharma.north_land.pk,
        "klass": "A",
        "specialty": "",
        "organisation": None,
        "city": "",
    }


def test_no_rows(cast: Cast) -> None:
    assert dimension.read("person", cast.head).num_rows == 0

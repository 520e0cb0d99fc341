"""Lists in other orders than by name: the same rows, page by page, and always as the cards are now."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model

from krug.access.errors import WrongInput
from krug.access.models import Scope, ScopeMember, User
from krug.customers import derived, normal
from krug.customers.actions import (
    create_organisations,
    create_person,
    edit_person,
    erase_person,
    merge,
    undo_merge,
)
from krug.customers.actions.export import export_list
from krug.customers.actions.traits import tell_trait
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Erasure, ListPlace, Organisation, Person
from krug.customers.queries import OrganisationFilters, PersonFilters, organisation_list, person_list, ways
from krug.customers.queries.orders import OF, Order, order_of
from tests.cast import Cast, client_of
from tests.customers.test_lists import crowd

Key = Callable[[Any], Any]
KEYS: dict[str, Key] = {
    "name": lambda row: (row.sort, row.pk),
    "klass": lambda row: (row.klass or "z", row.sort, row.pk),
    "city": lambda row: (not row.city, normal.sort_key(row.city), row.sort, row.pk),
    "created": lambda row: row.pk,
    "changed": lambda row: (row.changed_at, row.pk),
}
EVERY = [f"{way}{name}" for name in OF["person"] for way in ("", "-")]


def plain(rows: list[Model], said: str) -> list[int]:
    return [row.pk for row in sorted(rows, key=KEYS[said.removeprefix("-")], reverse=said.startswith("-"))]


def walked(viewer: User, said: str, filters: PersonFilters | None = None) -> list[int]:
    ids: list[int] = []
    after = None
    while True:
        page = person_list(viewer, filters, after, 13, order=order_of("person", said))
        ids += [line.id for line in page.lines]
        if page.next is None:
            return ids
        after = page.next


@pytest.mark.parametrize("weighed", [0, 50_000])
@pytest.mark.parametrize("said", EVERY)
def test_pages_equal_a_plain_list(
    cast: Cast, said: str, weighed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "WEIGHED", weighed)
    people = crowd(cast, 60)
    edit_person(cast.head, people[7], {"city": "", "klass": ""})
    edit_person(cast.head, people[2], {"city": "ёлкино"})
    rows = list(Person.objects.all())
    mine = [row for row in rows if row.territory_id == cast.pharma.north_land.pk]
    assert walked(cast.head, said) == plain(rows, said)
    assert walked(cast.rita, said) == plain(mine, said)
    assert walked(cast.food_head, said) == []
    filters = PersonFilters(klass="A")
    assert walked(cast.head, said, filters) == plain([row for row in rows if row.klass == "A"], said)
    export = export_list(cast.head, filters, "csv", ["created"], order_of("person", said))
    assert len(list(export.lines)) == export.rows


@pytest.mark.parametrize("said", [f"{way}{name}" for name in OF["organisation"] for way in ("", "-")])
def test_organisations(cast: Cast, said: str) -> None:
    cities = ("Омск", "", "Казань", "Омск")
    create_organisations(
        cast.head, [OrganisationData(name=f"Дом {n}", city=city) for n, city in enumerate(cities)]
    )
    order = order_of("organisation", said)
    page = organisation_list(cast.head, OrganisationFilters(), order=order)
    assert [line.id for line in page.lines] == plain(list(Organisation.objects.all()), said)


def at(viewer: User, said: str) -> list[str]:
    return [line.name for line in person_list(viewer, order=order_of("person", said)).lines]


def test_it_follows_edits_moves_and_what_is_told(cast: Cast) -> None:
    one, two = (create_person(cast.head, PersonData(last_name=name, city="Омск")) for name in ("Ким", "Цой"))
    assert at(cast.head, "-changed") == ["Цой", "Ким"]
    tell_trait(cast.head, one, "likes", "кофе")
    assert at(cast.head, "-changed") == ["Ким", "Цой"]
    edit_person(cast.head, two, {"city": "Абакан", "klass": "A"})
    assert at(cast.head, "-changed") == ["Цой", "Ким"]
    assert (at(cast.head, "city"), at(cast.head, "klass")) == (["Цой", "Ким"], ["Цой", "Ким"])
    edit_person(cast.head, two, {"territory": cast.pharma.north_land.pk})
    assert (at(cast.rita, "city"), at(cast.roma, "city")) == (["Цой"], [])
    erase_person(cast.head, two, Erasure.Reason.values[0])
    assert at(cast.head, "city") == ["Ким"]


def test_the_merged_are_listed_once_and_come_back(cast: Cast) -> None:
    one = create_person(cast.rita, PersonData(last_name="Ким", city="Омск"))
    two = create_person(cast.roma, PersonData(last_name="Цой", city="Абакан"))
    before = sorted(ListPlace.objects.values_list("row", "scope", "city"))
    decision = merge(cast.head, one, two)
    assert at(cast.head, "city") == ["Ким"]
    assert at(cast.roma, "-city") == ["Ким"]
    undo_merge(cast.head, decision)
    assert sorted(ListPlace.objects.values_list("row", "scope", "city")) == before


def test_places_are_where_the_scopes_are_and_can_be_made_again(cast: Cast) -> None:
    crowd(cast, 30)
    members = set(ScopeMember.objects.filter(kind="person").values_list("row", "scope", "sort"))
    kept = set(ListPlace.objects.values_list("row", "scope", "sort"))
    assert kept == members
    ids = set(ListPlace.objects.values_list("id", flat=True))
    derived.refresh_persons(list(Person.objects.values_list("id", flat=True)))
    assert set(ListPlace.objects.values_list("id", flat=True)) == ids
    assert Scope.objects.filter(id__in={scope for _row, scope, _sort in kept}).count() == 3


def test_a_place_in_one_order_is_none_in_another(cast: Cast) -> None:
    crowd(cast, 20)
    page = person_list(cast.head, limit=5, order=order_of("person", "city"))
    with pytest.raises(WrongInput):
        person_list(cast.head, after=page.next, limit=5, order=order_of("person", "-city"))


def test_what_cannot_be_sorted_by_is_by_name(cast: Cast) -> None:
    assert (
        order_of("person", "phone")
        == order_of("person", "")
        == Order("name", "access_scopemember", ("sort", "row"))
    )
    assert order_of("organisation", "specialty").name == "name"


def test_on_the_page(cast: Cast) -> None:
    crowd(cast, 60)
    client = client_of(cast.head)
    html = client.get("/customers/?sort=-city&klass=A").content.decode()
    assert 'aria-sort="descending"' in html
    assert 'href="/customers/?klass=A&amp;sort=city"' in html
    assert 'href="/customers/?klass=A&amp;sort=-created"' in html
    assert "after=" in client.get("/customers/?sort=city").content.decode()
    assert client.get("/customers/?sort=nothing").status_code == 200

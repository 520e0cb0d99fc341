"""A segment as a filter of the list of customers, alone and with others."""

import time
from uuid import uuid4

import pytest
from django.http import Http404

from krug.access.models import Role
from krug.customers.actions import create_persons
from krug.customers.actions import views as actions
from krug.customers.actions.export import export_list
from krug.customers.data import PersonData
from krug.customers.errors import Invalid
from krug.customers.listing.meant import meant
from krug.customers.queries import PersonFilters, person_list
from krug.customers.queries.orders import order_of
from krug.customers.queries.views import views_of
from krug.segments.actions import create_segment, remove
from krug.segments.conditions import Condition, Profile
from krug.segments.keep import keep
from krug.segments.models import Segment
from tests.cast import Cast, client_of


@pytest.fixture
def omsk(cast: Cast) -> Segment:
    rows = [("Ким", "Омск", "A"), ("Лев", "Омск", "B"), ("Цой", "Казань", "A"), ("Юн", "Омск", "A")]
    create_persons(
        cast.rita, [PersonData(last_name=name, city=city, klass=klass) for name, city, klass in rows]
    )
    create_persons(cast.roma, [PersonData(last_name="Ян", city="Омск")])
    made = create_segment(cast.marketer, "Омичи", Condition(parts=(Profile(field="city", values=("Омск",)),)))
    keep(time.time_ns() // 1000)
    return made


def names(cast: Cast, who: str, filters: PersonFilters, sort: str = "name") -> list[str]:
    page = person_list(getattr(cast, who), filters, order=order_of("person", sort))
    return [line.name for line in page.lines]


def of(segment: Segment, **more: str) -> PersonFilters:
    return PersonFilters(more=(("segment", str(segment.uid)),), **more)  # type: ignore[arg-type]


def test_its_members_that_he_sees(cast: Cast, omsk: Segment) -> None:
    assert names(cast, "marketer", of(omsk)) == ["Ким", "Лев", "Юн", "Ян"]
    assert names(cast, "nina", of(omsk)) == ["Ким", "Лев", "Юн"]
    assert names(cast, "nina", of(omsk, klass="A"), "-created") == ["Юн", "Ким"]
    export = export_list(cast.nina, of(omsk), "csv", ["city"])
    assert [line[0] for line in export.lines] == ["Ким", "Лев", "Юн"]


def test_on_the_page(cast: Cast, omsk: Segment) -> None:
    html = client_of(cast.nina).get(f"/customers/?segment={omsk.uid}").content.decode()
    assert ("Омичи" in html, "Цой" in html) == (True, False)
    assert str(omsk.uid) in client_of(cast.nina).get("/filters/person/segment").content.decode()
    page = client_of(cast.nina).get(f"/segments/{omsk.uid}").content.decode()
    assert f"/customers/?segment={omsk.uid}" in page


def test_nobody_else_filters_by_it(cast: Cast, omsk: Segment) -> None:
    for who in ("rita", "food_marketer", "agent"):
        with pytest.raises(Http404):
            names(cast, who, of(omsk))
        assert client_of(getattr(cast, who)).get(f"/customers/?segment={omsk.uid}").status_code == 404
    assert client_of(cast.rita).get("/filters/person/segment").status_code == 404
    assert "Segment" not in client_of(cast.rita).get("/customers/").content.decode()
    for wrong in (uuid4(), "made-up"):
        assert client_of(cast.nina).get(f"/customers/?segment={wrong}").status_code == 404
    remove(cast.marketer, omsk)
    assert client_of(cast.nina).get(f"/customers/?segment={omsk.uid}").status_code == 404


def test_in_a_view_it_is_for_those_who_may(cast: Cast, omsk: Segment) -> None:
    what = meant(of(omsk), (), "name")
    view = actions.save_view(cast.marketer, "Омичи", what, "unit")
    assert views_of(cast.nina, "person") == [view]
    assert views_of(cast.rita, "person") == []
    assert client_of(cast.rita).get(f"/customers/?view={view.uid}").status_code == 404
    with pytest.raises(Invalid):
        actions.save_view(cast.rita, "Омичи", what)
    actions.give_view_to_roles(cast.head, view, [Role.MANAGER])
    with pytest.raises(Invalid):
        actions.give_view_to_roles(cast.head, view, [Role.REP])
    assert client_of(cast.rita).get("/customers/").status_code == 200

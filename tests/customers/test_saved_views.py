"""Saved views: kept, sent, shared, changed, copied, removed, brought back, given to a role."""

from uuid import uuid4

import pytest
from django.http import Http404
from pydantic import ValidationError

from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry, Role, User
from krug.customers.actions import create_organisation, create_persons
from krug.customers.actions import views as actions
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.listing.meant import Meant, meant, query_of
from krug.customers.models import RoleView, SavedView
from krug.customers.queries import OrganisationFilters, PersonFilters
from krug.customers.queries.views import reach_view, view_of_role, views_of
from tests.cast import Cast, client_of
from tests.customers.test_columns import headings

OMSK = meant(PersonFilters(city="Омск", klass="A"), ("name", "address", "city"), "-city")
UNIT, TEAM, OWN = "unit", "team", "own"


def people(cast: Cast) -> None:
    rows = [("Ким", "Омск", "A"), ("Лев", "Омск", "B"), ("Цой", "Казань", "A")]
    create_persons(
        cast.rita, [PersonData(last_name=name, city=city, klass=klass) for name, city, klass in rows]
    )


def names(viewer: User) -> list[str]:
    return [view.name for view in views_of(viewer, "person")]


def shown(user: User, path: str) -> list[str]:
    html = client_of(user).get(path).content.decode()
    return [part.split("</a>")[0].split(">")[-1] for part in html.split('class="row-link"')[1:]]


def test_from_the_list_into_a_view_and_back(cast: Cast) -> None:
    people(cast)
    client = client_of(cast.rita)
    query = "city=Омск&klass=A&columns=name,address&sort=-city"
    assert client.get(f"/lists/person/views/new?{query}").status_code == 200
    answer = client.post(f"/lists/person/views/new?{query}", {"name": " Омск,  A "})
    view = SavedView.objects.get()
    assert (answer.headers["Location"], view.name) == (f"/customers/?view={view.uid}", "Омск, A")
    address = answer.headers["Location"]
    assert (shown(cast.rita, address), headings(cast.rita, address)) == (["Ким"], ["Name", "Address"])
    html = client.get(address).content.decode()
    # Every link of the page says all of it, so one filter less is one filter less.
    assert "Save the view" not in html
    assert f"view={view.uid}" in html
    assert "columns=name%2Caddress" in html
    less = f"{address}&klass=A&sort=name"
    assert shown(cast.rita, less) == ["Ким", "Цой"]
    assert "Save the view" in client.get(less).content.decode()
    client.post(f"/lists/views/{view.uid}/save?{less.partition('?')[2]}")
    assert shown(cast.rita, address) == ["Ким", "Цой"]


def test_columns_of_a_view_are_not_his_usual_ones(cast: Cast) -> None:
    people(cast)
    view = actions.save_view(cast.rita, "Омск", OMSK)
    answer = client_of(cast.rita).post(
        f"/lists/person/columns?view={view.uid}&sort=name", {"column": ["city"]}
    )
    assert "columns=city" in answer.headers["Location"]
    assert headings(cast.rita, answer.headers["Location"]) == ["Name", "City"]
    assert len(headings(cast.rita)) == 6


def test_who_sees_it(cast: Cast) -> None:
    own = actions.save_view(cast.nina, "Мой", OMSK)
    team = actions.save_view(cast.nina, "Команды", OMSK, TEAM)
    unit = actions.save_view(cast.marketer, "Всех", OMSK, UNIT)
    assert names(cast.nina) == ["Команды", "Мой", "Всех"]
    assert names(cast.rita) == ["Всех", "Команды"]
    assert names(cast.roma) == names(cast.sam) == ["Всех"]
    # Above the team one sees it; another unit sees nothing.
    assert names(cast.boss) == names(cast.head) == ["Всех", "Команды"]
    assert names(cast.food_head) == names(cast.food_rep) == []
    for view in (own, team, unit):
        with pytest.raises(Http404):
            reach_view(cast.food_marketer, view.uid)
        assert client_of(cast.food_manager).get(f"/customers/?view={view.uid}").status_code == 404
        assert client_of(cast.food_manager).post(f"/lists/views/{view.uid}/remove").status_code == 404
    assert client_of(cast.rita).get(f"/customers/?view={own.uid}").status_code == 404
    assert client_of(cast.rita).get(f"/customers/?view={team.uid}").status_code == 200
    for wrong in (uuid4(), "made-up"):
        assert client_of(cast.rita).get(f"/customers/?view={wrong}").status_code == 404
    assert client_of(cast.rita).get(f"/organisations/?view={unit.uid}").status_code == 404


def test_whoever_sees_it_sees_his_own_customers_in_it(cast: Cast) -> None:
    people(cast)
    view = actions.save_view(cast.marketer, "Всех", OMSK, UNIT)
    assert shown(cast.rita, f"/customers/?view={view.uid}") == ["Ким"]
    assert shown(cast.roma, f"/customers/?view={view.uid}") == []


def test_who_may_share_and_change(cast: Cast) -> None:
    for share in (TEAM, UNIT):
        with pytest.raises(NotAllowed):
            actions.save_view(cast.rita, "Всем", OMSK, share)
    with pytest.raises(NotAllowed):
        actions.save_view(cast.marketer, "В какой команде?", OMSK, TEAM)
    view = actions.save_view(cast.nina, "Всех", OMSK, UNIT)
    for teammate in (cast.rita, cast.marketer):
        for change in (
            lambda who: actions.change_view(who, view, name="Моё"),
            lambda who: actions.remove_view(who, view),
            lambda who: actions.give_view_to_roles(who, view, [Role.REP]),
        ):
            with pytest.raises(NotAllowed):
                change(teammate)
    assert actions.change_view(cast.head, view, name="Наше").name == "Наше"
    assert AuditEntry.objects.filter(object_kind="view").count() == 2
    actions.change_view(cast.head, view, name="Наше")
    assert AuditEntry.objects.filter(object_kind="view").count() == 2


def test_copied_it_is_his_own(cast: Cast) -> None:
    view = actions.save_view(cast.nina, "Всех", OMSK, UNIT)
    client_of(cast.rita).post(f"/lists/views/{view.uid}/copy")
    copy = SavedView.objects.get(author=cast.rita)
    assert (copy.share, copy.meant, copy.uid != view.uid) == (OWN, view.meant, True)
    actions.remove_view(cast.nina, view)
    with pytest.raises(Http404):
        actions.copy_view(cast.rita, view)


def test_removed_and_brought_back(cast: Cast) -> None:
    view = actions.save_view(cast.nina, "Всех", OMSK, UNIT)
    client = client_of(cast.nina)
    for _again in range(2):
        actions.remove_view(cast.nina, view)
    assert client.get(f"/customers/?view={view.uid}").status_code == 404
    assert names(cast.rita) == []
    assert client_of(cast.rita).post(f"/lists/views/{view.uid}/restore").status_code == 403
    assert client.post(f"/lists/views/{view.uid}/restore").status_code == 302
    assert names(cast.rita) == ["Всех"]
    assert "restore" in client.post(f"/lists/views/{view.uid}/remove", follow=True).content.decode()


def test_a_role_begins_with_it(cast: Cast) -> None:
    people(cast)
    view = actions.save_view(cast.head, "Омск", OMSK, UNIT)
    actions.give_view_to_roles(cast.head, view, [Role.REP, Role.MANAGER])
    assert shown(cast.rita, "/customers/") == ["Ким"]
    assert shown(cast.rita, "/customers/?sort=name") == ["Ким", "Лев", "Цой"]
    assert shown(cast.marketer, "/customers/") == ["Ким", "Лев", "Цой"]
    assert view_of_role(cast.food_rep, "person") is None
    other = actions.save_view(cast.head, "Иначе", OMSK, UNIT)
    actions.give_view_to_roles(cast.head, other, [Role.REP])
    assert {(row.role, row.view_id) for row in RoleView.objects.all()} == {
        ("rep", other.pk),
        ("manager", view.pk),
    }
    actions.remove_view(cast.head, other)
    assert view_of_role(cast.rita, "person") is None
    actions.change_view(cast.head, view, share=OWN)
    assert not RoleView.objects.filter(view=view).exists()
    with pytest.raises(Invalid):
        actions.give_view_to_roles(cast.head, view, [Role.REP])


@pytest.mark.parametrize(
    "wrong",
    [
        {"filters": {"kind": "person", "mood": "good"}},
        {"filters": {"kind": "person", "klass": "D"}},
        {"filters": {"kind": "visit"}},
        {"filters": {"kind": "person"}, "sort": "phone"},
        {"filters": {"kind": "organisation"}, "sort": "specialty"},
        {"filters": {"kind": "person"}, "columns": ["x"] * 99},
        {"filters": {"kind": "person"}, "sql": "1=1"},
    ],
)
def test_what_is_not_typed_is_not_kept(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Meant.model_validate(wrong)


def test_wrong_input(cast: Cast) -> None:
    columns = meant(PersonFilters(), ("password",), "name")
    foreign = meant(PersonFilters(more=(("unheard", "of"),)), (), "name")
    for name, what in (("", OMSK), ("x" * 81, OMSK), ("Имя", columns), ("Имя", foreign)):
        with pytest.raises(Invalid):
            actions.save_view(cast.rita, name, what)
    answer = client_of(cast.rita).post("/lists/person/views/new", {"name": ""})
    assert answer.status_code == 422
    assert not SavedView.objects.exists()
    view = actions.save_view(cast.rita, "Омск", OMSK)
    with pytest.raises(Invalid):
        actions.change_view(cast.rita, view, meant=meant(OrganisationFilters(), (), "name"))
    assert client_of(cast.rita).get(f"/lists/views/{view.uid}/save").status_code == 405
    assert client_of(cast.rita).post(f"/lists/views/{view.uid}/burn").status_code == 404


def test_of_organisations(cast: Cast) -> None:
    for name, kind in (("Аптека", "pharmacy"), ("Клиника", "clinic")):
        create_organisation(cast.rita, OrganisationData(name=name, kind=kind, city="Омск"))
    view = actions.save_view(cast.rita, "Аптеки", meant(OrganisationFilters(kind="pharmacy"), (), "-created"))
    assert query_of(Meant.model_validate(view.meant)) == {"kind": "pharmacy", "sort": "-created"}
    assert shown(cast.rita, f"/organisations/?view={view.uid}") == ["Аптека"]
    assert views_of(cast.rita, "person") == []


def test_the_menu_names_them(cast: Cast) -> None:
    view = actions.save_view(cast.nina, "Наш вид", OMSK, TEAM)
    html = client_of(cast.rita).get("/lists/person/views/").content.decode()
    assert ("Наш вид" in html, "Nina" in html, "Remove the view" in html) == (True, True, False)
    mine = client_of(cast.nina).get(f"/lists/person/views/?view={view.uid}").content.decode()
    assert ("Remove the view" in mine, "Name and sharing" in mine) == (True, True)
    form = client_of(cast.nina).get(f"/lists/views/{view.uid}/").content.decode()
    assert "Begins with it" not in form

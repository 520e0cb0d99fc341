"""Columns of lists: chosen and ordered by each for himself, brought by other domains, the same in files."""

import csv
import io
import re
from collections.abc import Iterator

import pytest

from krug.access.errors import NotAllowed
from krug.access.models import User
from krug.customers.actions import create_organisation, create_person
from krug.customers.actions.export import export_list
from krug.customers.actions.look import choose_columns
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.listing import columns as registry
from krug.customers.listing.columns import Column, chosen, columns_of
from krug.customers.models import ListChoice
from krug.customers.queries import PersonFilters
from tests.cast import Cast, client_of

USUAL = ["name", "klass", "specialty", "organisation", "city", "phone"]


def names(viewer: User, kind: str = "person", wanted: list[str] | None = None) -> list[str]:
    return [one.name for one in chosen(viewer, kind, wanted or [])]


def headings(user: User, path: str = "/customers/") -> list[str]:
    html = client_of(user).get(path).content.decode()
    cells = html.split("<thead>")[1].split("</thead>")[0].split("<th ")[1:]
    return [re.sub("<[^>]+>", "", cell.split(">", 1)[1]) for cell in cells if 'class="tick"' not in cell]


def made(cast: Cast) -> None:
    data = PersonData(last_name="Ким", city="Омск", address="Мира, 1", emails=["kim@example.org"])
    create_person(cast.rita, data)


def test_chosen_in_that_order_by_each_for_himself(cast: Cast) -> None:
    made(cast)
    answer = client_of(cast.rita).post("/lists/person/columns?city=Омск", {"column": ["city", "address"]})
    assert (answer.status_code, "city=" in answer.headers["Location"]) == (302, True)
    assert headings(cast.rita) == ["Name", "City", "Address"]
    assert headings(cast.nina) == ["Name", "Class", "Specialty", "Works at", "City", "Phone"]
    html = client_of(cast.rita).get("/customers/").content.decode()
    assert html.index("Омск</td>") < html.index("Мира, 1</td>")
    client_of(cast.rita).post("/lists/person/columns", {"column": ["name", "email"]})
    assert (headings(cast.rita), ListChoice.objects.count()) == (["Name", "E-mail"], 1)
    # Back to the usual ones, and once more.
    for _again in range(2):
        client_of(cast.rita).post("/lists/person/columns", {"column": ["name"], "usual": "1"})
        assert len(headings(cast.rita)) == len(USUAL)


def test_the_name_is_always_there_and_the_address_may_say_columns(cast: Cast) -> None:
    made(cast)
    assert names(cast.rita) == USUAL
    assert names(cast.rita, wanted=["city", "name", "gone", "city"]) == ["name", "city"]
    assert names(cast.rita, wanted=["gone"]) == ["name"]
    assert headings(cast.rita, "/customers/?columns=created,city") == ["Name", "Added", "City"]


def test_wrong_ones_are_refused(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        choose_columns(cast.rita, "person", ["name", "password"])
    assert refused.value.errors[0].value == "password"
    assert client_of(cast.rita).post("/lists/person/columns", {"column": ["people"]}).status_code == 422
    assert client_of(cast.rita).get("/lists/visit/columns").status_code == 404
    assert client_of(None).get("/lists/person/columns").status_code == 302
    assert not ListChoice.objects.exists()


def test_what_a_role_must_not_see_is_no_column_of_his(cast: Cast) -> None:
    made(cast)
    assert {"phone", "email"}.isdisjoint(columns_of(cast.production, "person"))
    assert names(cast.production, wanted=["email", "city"]) == ["name", "city"]
    html = client_of(cast.production).get("/customers/?columns=email,phone").content.decode()
    assert "kim@example.org" not in html
    with pytest.raises(NotAllowed):
        export_list(cast.production, PersonFilters(), "csv", ["email"])


def test_of_organisations(cast: Cast) -> None:
    chain = create_organisation(cast.rita, OrganisationData(name="Сеть"))
    create_organisation(
        cast.rita, OrganisationData(name="Аптека", kind="pharmacy", parent=chain.pk, phones=["+74950000000"])
    )
    assert names(cast.rita, "organisation") == ["name", "klass", "kind", "city", "address", "people"]
    choose_columns(cast.rita, "organisation", ["parent", "phone"])
    html = client_of(cast.rita).get("/organisations/").content.decode()
    assert html.count("Сеть") == 3, "its name, the box that chooses it, the chain of another"
    assert "495" in html
    assert headings(cast.rita, "/organisations/") == ["Name", "Chain", "Phone"]


def test_a_file_has_the_columns_seen(cast: Cast) -> None:
    made(cast)
    choose_columns(cast.nina, "person", ["email", "city"])

    def rows(path: str) -> list[list[str]]:
        data = b"".join(client_of(cast.nina).get(path)).decode("utf-8-sig")  # type: ignore[arg-type]
        return list(csv.reader(io.StringIO(data), delimiter=";"))

    assert rows("/customers/export.csv") == [["Name", "E-mail", "City"], ["Ким", "kim@example.org", "Омск"]]
    assert rows("/customers/export.csv?columns=address") == [["Name", "Address"], ["Ким", "Мира, 1"]]


@pytest.fixture
def brought() -> Iterator[list[int]]:
    """A column of another domain, and how many lines it was asked for at a time."""
    asked: list[int] = []

    def load(_viewer: User, lines: object) -> dict[int, int]:
        asked.append(len(lines))  # type: ignore[arg-type]
        return {line.id: 7 for line in lines}  # type: ignore[attr-defined]

    registry.register("person", lambda _viewer: [Column("test:luck", "Luck", load)], "test:")
    yield asked
    del registry._sources["person"]["test:"]


def test_another_domain_brings_one(cast: Cast, brought: list[int]) -> None:
    made(cast)
    assert "test:luck" in columns_of(cast.rita, "person")
    assert headings(cast.rita) == ["Name", "Class", "Specialty", "Works at", "City", "Phone"]
    assert brought == []
    choose_columns(cast.rita, "person", ["test:luck"])
    assert headings(cast.rita) == ["Name", "Luck"]
    assert brought == [1]

"""The class of an organisation, at every door that a person's has."""

import pytest
from django.urls import reverse

from krug.access.models import User
from krug.customers.actions import (
    create_organisation,
    create_organisations,
    edit_organisation,
    run_import,
    start_import,
)
from krug.customers.actions.bulk_change import run_bulk_change, start_bulk_change, undo_bulk_change
from krug.customers.contact_csv import run
from krug.customers.data import OrganisationData
from krug.customers.errors import Invalid
from krug.customers.models import Organisation
from krug.customers.queries import OrganisationFilters, organisation_list, rejected_csv
from krug.customers.queries.orders import order_of
from tests.cast import Cast, client_of

NAMES = ("Alpha", "Beta", "Gamma", "Delta")


def three(author: User) -> list[Organisation]:
    rows = [
        OrganisationData(name=name, klass=klass)
        for name, klass in zip(NAMES, ("C", "", "A", "B"), strict=True)
    ]
    return create_organisations(author, rows)


def listed(author: User, klass: str = "", said: str = "name") -> list[str]:
    order = order_of("organisation", said)
    return [
        line.name for line in organisation_list(author, OrganisationFilters(klass=klass), order=order).lines
    ]


def test_filtered_and_sorted_by_it(cast: Cast) -> None:
    three(cast.rita)
    assert listed(cast.rita, "A") == ["Gamma"]
    assert listed(cast.rita, said="klass") == ["Gamma", "Delta", "Alpha", "Beta"]
    page = (
        client_of(cast.rita).get(reverse("organisations"), {"klass": "A", "sort": "klass"}).content.decode()
    )
    assert "Gamma" in page
    assert "Alpha" not in page


def test_set_on_the_card_and_refused_where_it_is_none(cast: Cast) -> None:
    card = create_organisation(cast.rita, OrganisationData(name="Alpha"))
    client = client_of(cast.rita)
    address = reverse("organisation-field", args=[card.uid, "klass"])
    assert client.post(address, {"klass": "B", "based_on": card.version}).status_code == 200
    card.refresh_from_db()
    assert card.klass == "B"
    assert client.post(address, {"klass": "X"}).status_code == 422
    with pytest.raises(Invalid):
        edit_organisation(cast.rita, card, {"klass": "Ж"})
    assert listed(cast.rita, "B") == ["Alpha"]


def test_of_many_at_once_and_back(cast: Cast) -> None:
    made = three(cast.rita)
    held = start_bulk_change(cast.rita, "organisation", "klass", "B", [one.pk for one in made])
    run_bulk_change(held.pk)
    assert set(Organisation.objects.values_list("klass", flat=True)) == {"B"}
    undo_bulk_change(cast.rita, held)
    run_bulk_change(held.pk)
    assert list(Organisation.objects.order_by("id").values_list("klass", flat=True)) == ["C", "", "A", "B"]


def test_through_the_api(cast: Cast) -> None:
    client = client_of(cast.rita)
    body = {"name": "Alpha", "klass": "A"}
    made = client.post("/api/v1/organisations", body, content_type="application/json").json()
    assert made["klass"] == "A"
    client.patch(f"/api/v1/organisations/{made['uid']}", {"klass": "C"}, content_type="application/json")
    (line,) = client.get("/api/v1/organisations", {"klass": "C"}).json()["items"]
    assert (line["name"], line["klass"]) == ("Alpha", "C")


def test_out_of_a_file_in_either_alphabet(cast: Cast) -> None:
    text = "Название;Класс\nАптека 1;А\nАптека 2;b\nАптека 3;Ж\n".encode()
    held = start_import(cast.nina, "a.csv", [text], cast.pharma.north_land, "organisation")
    run_import(cast.nina, held)
    run.run(held.pk)
    assert dict(Organisation.objects.values_list("name", "klass")) == {"Аптека 1": "A", "Аптека 2": "B"}
    assert "Class «Ж»" in b"".join(rejected_csv(held)).decode()

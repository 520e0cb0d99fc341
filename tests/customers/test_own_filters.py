"""Own fields as filters of lists: the rows whose cards say so, on the page, in views, files and the API."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from krug.access.models import Role
from krug.customers.actions import create_organisation, create_person, merge, undo_merge
from krug.customers.actions import views as actions
from krug.customers.actions.export import export_list
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.listing.meant import meant
from krug.customers.models import Decision, Organisation, Person, Worth
from krug.customers.queries import OrganisationFilters, PersonFilters, organisation_list, person_list, ways
from krug.customers.queries.orders import order_of
from krug.customers.queries.views import views_of
from krug.fields.actions import define_field, merge_options, retire_field, set_values
from krug.fields.data import FieldData
from krug.fields.models import Field, Option
from tests.cast import Cast, client_of
from tests.fields.people import field, held


def day(offset: int) -> str:
    return (timezone.localdate() + timedelta(offset)).isoformat()


VALUES: dict[str, list[Any]] = {
    "text": ["Ёлка", "елка", "50% off_x", ""],
    "note": ["line", ""],
    "whole": [0, 5, -5, 600, ""],
    "money": ["1000", "1000.50", ""],
    "date": [day(0), day(-7), day(-8), day(7), day(8), ""],
    "yes": ["yes", "no", ""],
    "one": ["small", "large", ""],
    "several": [["golf"], ["golf", "golfer"], ["golfer"], []],
}
ASKED: list[tuple[str, str, Callable[[Any], bool]]] = [
    *((key, ":filled", lambda it: it not in (None, [])) for key in VALUES),
    *((key, ":empty", lambda it: it in (None, [])) for key in VALUES),
    ("text", "is:ЕЛКА", lambda it: it in ("Ёлка", "елка")),
    ("text", "has:0% OFF_", lambda it: it == "50% off_x"),
    ("text", "has:лк", lambda it: it in ("Ёлка", "елка")),
    ("whole", "5..", lambda it: it is not None and it >= 5),
    ("whole", "..0", lambda it: it is not None and it <= 0),
    ("whole", "0..5", lambda it: it in (0, 5)),
    ("money", "1 000,01..2000", lambda it: it is not None and it > 1000),
    ("date", "last:7", lambda it: it in (as_day(day(0)), as_day(day(-7)))),
    ("date", "next:7", lambda it: it in (as_day(day(0)), as_day(day(7)))),
    ("date", f"{day(-8)}..{day(-7)}", lambda it: it in (as_day(day(-8)), as_day(day(-7)))),
    ("yes", "yes", lambda it: it is True),
    ("yes", "no", lambda it: it is False),
    ("one", "large", lambda it: it == "large"),
    ("several", "golf", lambda it: bool({"golf", "golfer"} & set(it))),
    ("several", "golfer", lambda it: bool({"golf", "golfer"} & set(it))),
]


def as_day(text: str) -> date:
    return date.fromisoformat(text)


def of(key: str, value: str, **more: Any) -> PersonFilters:
    return PersonFilters(more=((f"own.{key}", value),), **more)


def names(cast: Cast, who: str, filters: PersonFilters) -> list[str]:
    return [line.name for line in person_list(getattr(cast, who), filters).lines]


def fields(cast: Cast) -> None:
    for type in ("text", "note", "whole", "money", "date", "yes"):
        field(cast, type.title(), type)
    field(cast, "One", "one", options=["Small", "Large"])
    field(cast, "Several", "several", options=["Golf", "Golfer"])


@pytest.mark.parametrize("seed", range(2))
def test_a_list_has_those_whose_cards_say_so(cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was written, emptied, merged and taken apart."""
    chance = random.Random(seed)
    persons = [create_person(cast.rita, PersonData(last_name=f"N{number}")) for number in range(9)]
    fields(cast)
    for round in range(2):
        for _number in range(50):
            key = chance.choice(list(VALUES))
            value = chance.choice(VALUES[key])
            set_values(cast.rita, "person", chance.choice(persons).pk, {key: value})
        if not round:
            golf, golfer = Option.objects.filter(field__key="several").order_by("place")
            merge_options(cast.head, golfer, golf)
        for _pair in range(2):
            merge(cast.head, *chance.sample(list(Person.objects.filter(canonical=None)), 2))
        if round:
            undo_merge(cast.head, Decision.objects.filter(undoing=None).order_by("id")[0])
        cards = {one.last_name: held(cast.head, one) for one in Person.objects.filter(canonical=None)}
        for key, value, says in ASKED:
            wanted = {name for name, card in cards.items() if says(plain(card[key]))}
            for sorted_by, most in (("name", 50_000), ("name", 0), ("-created", 50_000)):
                # Every way to walk: what is filtered by leads, or is checked row by row.
                monkeypatch.setattr(ways, "SORTED", most)
                page = person_list(cast.head, of(key, value), order=order_of("person", sorted_by))
                assert {line.name for line in page.lines} == wanted, (key, value, sorted_by, most)


def plain(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) and value[:2] == "20" else value


def test_organisations_likewise(cast: Cast) -> None:
    one, other = (create_organisation(cast.head, OrganisationData(name=name)) for name in ("One", "Other"))
    field(cast, "Beds", "whole", kind="organisation")
    set_values(cast.head, "organisation", one.pk, {"beds": 120})
    wanted = OrganisationFilters(more=(("own.beds", "100.."),))
    assert [line.name for line in organisation_list(cast.head, wanted).lines] == ["One"]
    empty = OrganisationFilters(more=(("own.beds", ":empty"),))
    assert [line.name for line in organisation_list(cast.head, empty).lines] == ["Other"]
    html = client_of(cast.head).get("/organisations/?own.beds=100..").content.decode()
    assert ("One" in html, ">Other<" in html) == (True, False)
    items = client_of(cast.head).get("/api/v1/organisations", {"own": "beds=100.."}).json()["items"]
    assert [item["name"] for item in items] == ["One"]
    assert Organisation.objects.count() == 2
    assert other.pk


def test_together_with_other_filters_in_orders_and_files(cast: Cast) -> None:
    rows = [("Ким", "A", 12), ("Лев", "B", 12), ("Цой", "A", 3)]
    persons = [
        create_person(cast.rita, PersonData(last_name=name, klass=klass)) for name, klass, _beds in rows
    ]
    field(cast, "Beds", "whole")
    for person, (_name, _klass, beds) in zip(persons, rows, strict=True):
        set_values(cast.rita, "person", person.pk, {"beds": beds})
    many = of("beds", "10..", klass="A")
    assert names(cast, "rita", many) == ["Ким"]
    assert names(cast, "roma", of("beds", "10..")) == []
    page = client_of(cast.rita).get("/customers/?own.beds=10..&sort=-created").content.decode()
    assert page.index("Лев") < page.index("Ким")
    assert "Beds: 10 – …" in page
    export = export_list(cast.nina, of("beds", "10.."), "csv", ["own.beds"])
    assert [line[:2] for line in export.lines] == [["Ким", "12"], ["Лев", "12"]]


def test_on_the_page(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    browser = client_of(cast.rita)
    assert "/filters/person/own?" not in browser.get("/customers/").content.decode()
    field(cast, "Beds", "whole")
    field(cast, "Size", "one", options=["Small"])
    field(cast, "Brand", "text")
    set_values(cast.rita, "person", person.pk, {"beds": 12, "size": "small"})
    assert "/filters/person/own?" in browser.get("/customers/").content.decode()
    offered = browser.get("/filters/person/own?city=Omsk").content.decode()
    assert 'hx-get="/filters/person/own.beds?city=Omsk"' in offered
    assert "own.size=small" in browser.get("/filters/person/own.size").content.decode()
    typed = browser.get("/filters/person/own.beds?city=Omsk&from=5&to=")
    assert (typed.status_code, typed["Location"]) == (302, "/customers/?city=Omsk&own.beds=5..")
    typed = browser.get("/filters/person/own.brand?has=Acme+%26+Co")
    assert typed["Location"] == "/customers/?own.brand=has%3AAcme+%26+Co"
    wrong = browser.get("/filters/person/own.beds?from=many&to=")
    assert wrong.status_code == 422
    assert "cannot be looked for" in wrong.content.decode()
    assert "Ким" in browser.get("/customers/?own.size=small").content.decode()


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("when", "01.02.2026..", "When: 02/01/2026 – …"),
        ("when", "2026-1-5..2026-01-31T10:00", "When: 01/05/2026 – 01/31/2026"),
        ("when", "0001-01-01..31.12.9999", "– 12/31/9999"),
        ("brand", "has:a..b", "Brand: …a..b…"),
        ("brand", "is:..", "Brand: = .."),
    ],
)
def test_the_chip_says_whatever_the_list_takes(cast: Cast, key: str, value: str, words: str) -> None:
    create_person(cast.rita, PersonData(last_name="Ким"))
    field(cast, "When", "date")
    field(cast, "Brand", "text")
    page = client_of(cast.rita).get("/customers/", {f"own.{key}": value})
    assert page.status_code == 200
    assert words in page.content.decode()
    typed = {"has": value} if key == "brand" else dict(zip(("from", "to"), value.split(".."), strict=True))
    assert client_of(cast.rita).get(f"/filters/person/own.{key}", typed).status_code == 302


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("beds", "many"), ("beds", ".."), ("beds", "5"), ("beds", "is:5"), ("beds", "last:7"),
        ("size", "tiny"), ("size", "1..2"), ("when", "last:x"), ("when", "31..32"), ("brand", "has:"),
        ("brand", "Acme"), ("theirs", ":filled"), ("unheard", ":filled"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_nobodys(cast: Cast, key: str, value: str) -> None:
    field(cast, "Beds", "whole")
    field(cast, "Size", "one", options=["Small"])
    field(cast, "When", "date")
    field(cast, "Brand", "text")
    define_field(cast.food_head, "person", FieldData(name="Theirs", type="text", unit=cast.food.unit.pk))
    with pytest.raises(Http404):
        names(cast, "rita", of(key, value))
    assert client_of(cast.rita).get("/customers/", {f"own.{key}": value}).status_code == 404
    answer = client_of(cast.rita).get("/api/v1/persons", {"own": f"{key}={value}"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == f"own.{key}"


def test_nobody_filters_by_what_he_does_not_see(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    field(cast, "Debts", "money", roles={"rep": "none"})
    set_values(cast.head, "person", person.pk, {"debts": 5})
    assert names(cast, "nina", of("debts", "1..")) == ["Ким"]
    browser = client_of(cast.rita)
    assert browser.get("/customers/?own.debts=1..").status_code == 404
    assert browser.get("/filters/person/own.debts").status_code == 404
    assert "Debts" not in browser.get("/filters/person/own").content.decode()
    assert browser.get("/api/v1/persons", {"own": "debts=1.."}).status_code == 422
    assert browser.get("/api/v1/exports/persons", {"own": "debts=1..", "format": "csv"}).status_code in (
        403,
        422,
    )
    view = actions.save_view(cast.head, "Owing", meant(of("debts", "1.."), (), "name"), "unit")
    assert views_of(cast.nina, "person") == [view]
    assert views_of(cast.rita, "person") == []
    assert browser.get(f"/customers/?view={view.uid}").status_code == 404
    with pytest.raises(Invalid):
        actions.give_view_to_roles(cast.head, view, [Role.REP])
    actions.give_view_to_roles(cast.head, view, [Role.MANAGER])


def test_a_view_waits_until_its_field_is_restored(cast: Cast) -> None:
    beds = field(cast, "Beds", "whole")
    view = actions.save_view(cast.rita, "Large", meant(of("beds", "100.."), (), "name"))
    assert views_of(cast.rita, "person") == [view]
    retire_field(cast.head, Field.objects.get(pk=beds.pk))
    assert views_of(cast.rita, "person") == []
    assert client_of(cast.rita).get("/customers/").status_code == 200
    with pytest.raises(Invalid):
        actions.save_view(cast.rita, "Again", meant(of("beds", "100.."), (), "name"))


def test_worth_as_a_column(cast: Cast) -> None:
    person = create_person(cast.rita, PersonData(last_name="Ким"))
    Worth.objects.create(
        person=person, unit=cast.pharma.unit, last_at=0, times=1, amount=1, currency="RUB",
        recency=5, frequency=1, monetary=1, group="new",
    )  # fmt: skip
    assert "Lately, not often yet" in client_of(cast.rita).get("/customers/?columns=worth").content.decode()

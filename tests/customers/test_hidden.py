"""What a role must not see it sees at no door: roles by doors."""

import json
from collections.abc import Callable

import pytest
from django.urls import reverse

from krug.access.models import Role, User
from krug.access.rules import HIDDEN, Permission, hidden, may
from krug.customers.actions import create_person, merge
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.sync.builders.person import documents
from tests.cast import Cast, client_of

PHONE, EMAIL = "+79161230987", "kim.anna@example.org"
DOORS: dict[str, Callable[[Person], str]] = {
    "list": lambda _person: reverse("people"),
    "card": lambda person: reverse("person", args=[person.uid]),
    "search": lambda _person: reverse("search") + "?q=Kim",
    "search by phone": lambda _person: reverse("search") + "?q=79161230987",
    "search by its end": lambda _person: reverse("search") + "?q=0987",
    "search by e-mail": lambda _person: reverse("search") + "?q=kim.anna@example.org",
    "doubles": lambda _person: reverse("person-doubles") + "?phone=79161230987",
    "api list": lambda _person: "/api/v1/persons",
    "api card": lambda person: f"/api/v1/persons/{person.uid}",
    "api search": lambda _person: "/api/v1/persons/search?q=79161230987",
    "api consents": lambda person: f"/api/v1/persons/{person.uid}/consents",
    "api touches": lambda person: f"/api/v1/touches?person={person.uid}",
    "merge": lambda person: reverse("person-merge", args=[person.uid]),
    "edit": lambda person: reverse("person-field", args=[person.uid, "phones"]),
    "copy": lambda person: reverse("subject", args=[person.uid]),
}
BY_KEY = ("search by phone", "search by its end", "search by e-mail", "doubles", "api search")


def kim(cast: Cast) -> Person:
    data = PersonData(last_name="Kimova", phones=[PHONE], emails=[EMAIL])
    person = create_person(cast.rita, data)
    merge(
        cast.nina, person, create_person(cast.rita, PersonData(last_name="Kimova", phones=["+79161230986"]))
    )
    return person


def told(user: User, path: str) -> str:
    """What came, also out of JSON's escapes. Of a form what was typed into it comes back: that is no news."""
    answer = client_of(user).get(path)
    if answer.status_code != 200:
        return ""
    text = answer.content.decode()
    return json.dumps(json.loads(text), ensure_ascii=False) if text[:1] in "[{" else text


@pytest.mark.parametrize("door", DOORS)
def test_no_door_tells_production_a_phone(cast: Cast, door: str) -> None:
    person = kim(cast)
    text = told(cast.production, DOORS[door](person))
    for secret in (PHONE, "916 123", "123-09-87", "123‑09‑87", EMAIL, "79161230986"):
        assert door in BY_KEY or secret not in text, secret
    if door in BY_KEY:
        assert "Kimova" not in text
        assert str(person.uid) not in text


@pytest.mark.parametrize("door", ["list", "card", "api list", "api card"])
def test_the_others_see_it_at_the_same_doors(cast: Cast, door: str) -> None:
    person = kim(cast)
    for user in (cast.rita, cast.nina, cast.marketer, cast.agent, cast.head, cast.admin, cast.integrator):
        text = told(user, DOORS[door](person)).replace("\u00a0", " ").replace("‑", "-")
        assert any(form in text for form in (PHONE, "+7 916 123-09-87")), (user.name, door)


@pytest.mark.parametrize("door", BY_KEY)
def test_the_others_find_by_it(cast: Cast, door: str) -> None:
    person = kim(cast)
    assert "Kimova" in told(cast.head, DOORS[door](person))


def test_a_card_leaves_hidden_lines_out(cast: Cast) -> None:
    person = kim(cast)
    path = reverse("person", args=[person.uid])
    assert 'id="fact-phones"' in told(cast.rita, path)
    assert 'id="fact-phones"' not in told(cast.production, path)


def test_tablets_hold_phones_so_no_such_role_may_have_one(cast: Cast) -> None:
    """A person's document is one for all who see him: it cannot leave out fields for one role."""
    person = kim(cast)
    assert PHONE in str(documents([person.pk])[person.pk])
    for role in HIDDEN:
        user = User(role=role, is_active=True)
        assert not may(user, Permission.SYNC)
        assert not may(user, Permission.EDIT_CUSTOMERS)
        assert not may(user, Permission.MERGE)
        assert not may(user, Permission.IMPORT)


def test_every_role_is_asked() -> None:
    assert {role for role in Role.values if hidden(User(role=role))} == {"production"}

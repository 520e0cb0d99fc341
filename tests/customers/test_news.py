"""What an open card says of what happened since: touches and edits by others, nothing of other cards."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from krug.access.errors import WrongInput
from krug.access.models import User
from krug.customers.actions import create_organisation, create_person, edit_organisation, edit_person, merge
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Person
from krug.customers.queries import card_identity
from krug.customers.queries.news import MOST, News, news_of, news_of_organisation, standing
from krug.touches.actions import append, retract
from tests.cast import Cast, client_of
from tests.customers.test_card import START, visit


def doctor(cast: Cast, name: str = "Ким") -> Person:
    return create_person(cast.rita, PersonData(last_name=name))


def called(person: Person, author: str = "source:test") -> None:
    append(visit(card_identity(person), START, person.pk, slides=0)[:1], author)


def of_user(user: User) -> str:
    return f"user:{user.pk}"


# Within one transaction PostgreSQL may call its own rows seen: whatever else committed meanwhile decides it.
pytestmark = pytest.mark.django_db(transaction=True)


def test_only_what_came_since_and_to_this_customer(cast: Cast) -> None:
    person, other = doctor(cast), doctor(cast, "Цой")
    called(person)
    since = standing()
    assert news_of(cast.rita, person, since) == News()
    called(other)
    assert not news_of(cast.rita, person, since).any
    called(person)
    called(person)
    assert news_of(cast.rita, person, since) == News(2)
    assert not news_of(cast.rita, person, standing()).any


def test_what_is_retracted_is_no_news(cast: Cast) -> None:
    person, since = doctor(cast), standing()
    (touch,) = visit(card_identity(person), START, person.pk, slides=0)[:1]
    append([touch], "source:test")
    retract([touch.id], "source:test", "by mistake")
    assert not news_of(cast.rita, person, since).any


def test_what_he_did_himself_is_news_to_others_alone(cast: Cast) -> None:
    person = doctor(cast)
    since = standing()
    called(person, of_user(cast.rita))
    edit_person(cast.rita, person, {"city": "Казань"}, person.version)
    assert not news_of(cast.rita, person, since).any
    assert news_of(cast.nina, person, since) == News(1, True, ("Rita",))


def test_a_survivor_hears_what_happens_to_the_absorbed(cast: Cast) -> None:
    person, other = doctor(cast), doctor(cast, "Цой")
    merge(cast.nina, person, other)
    since = standing()
    called(other)
    person = Person.objects.get(pk=person.pk)
    assert news_of(cast.rita, person, since) == News(1)


def test_many_are_counted_to_a_limit(cast: Cast) -> None:
    person, since = doctor(cast), standing()
    for _ in range(MOST + 1):
        called(person)
    assert news_of(cast.rita, person, since).touches == MOST
    path = f"/customers/{person.uid}/news?after={quote(since)}"
    assert f"{MOST}+ new events" in client_of(cast.rita).get(path).content.decode()


def test_a_place_that_was_never_said_is_refused(cast: Cast) -> None:
    with pytest.raises(WrongInput):
        news_of(cast.rita, doctor(cast), "9")


def test_the_page(cast: Cast) -> None:
    person = doctor(cast)
    rita, path = client_of(cast.rita), f"/customers/{person.uid}/news?after={quote(standing())}"
    assert rita.get(path).status_code == 204
    called(person)
    edit_person(cast.nina, person, {"city": "Казань"}, person.version)
    html = rita.get(path).content.decode()
    assert "1 new event" in html
    assert "changed by Nina" in html
    assert rita.get(f"/customers/{person.uid}/news?after=9").status_code == 422
    assert rita.get(f"/customers/{person.uid}/news").status_code == 204
    assert client_of(cast.roma).get(path).status_code == 404
    assert f"/customers/{person.uid}/news?after=" in rita.get(f"/customers/{person.uid}/").content.decode()


def test_an_organisation_tells_of_others_edits(cast: Cast) -> None:
    card = create_organisation(cast.rita, OrganisationData(name="Аптека"))
    since = standing()
    edit_organisation(cast.rita, card, {"city": "Омск"}, card.version)
    assert not news_of_organisation(cast.rita, card, since).any
    assert news_of_organisation(cast.nina, card, since) == News(0, True, ("Rita",))
    address = reverse("organisation-news", args=[card.uid])
    answer = client_of(cast.nina).get(address, {"after": since})
    assert "changed by Rita" in answer.content.decode()
    assert client_of(cast.rita).get(address, {"after": since}).status_code == 204
    assert client_of(cast.roma).get(address, {"after": since}).status_code == 404
    page = client_of(cast.nina).get(reverse("organisation", args=[card.uid])).content.decode()
    assert f'data-live="{address}?after=' in page

"""Likely doubles: found, merged or proposed, answered, never proposed twice."""

import pytest
from django.urls import reverse

from krug.access.errors import NotAllowed
from krug.access.models import User
from krug.customers.actions import create_person, match_persons, merge, undo_merge
from krug.customers.data import PersonData
from krug.customers.models import Decision, Match, NotSame, Person
from krug.customers.queries import canonical_of
from krug.customers.queries.candidates import Known, candidates
from tests.cast import Cast, client_of


def card(author: User, last: str, first: str, **more: object) -> Person:
    return create_person(author, PersonData(last_name=last, first_name=first, city="Тула", **more))  # type: ignore[arg-type]


@pytest.fixture
def sure_pair(cast: Cast) -> tuple[Person, Person]:
    return (
        card(
            cast.rita,
            "Щербаков",
            "Александр",
            middle_name="Петрович",
            phones=["+79165554433"],
            emails=["a@mail.ru"],
        ),
        card(cast.rita, "Shcherbakov", "Саша", phones=["8 916 555-44-33"], emails=["a@mail.ru"]),
    )


@pytest.fixture
def unsure_pair(cast: Cast) -> tuple[Person, Person]:
    return (
        card(
            cast.rita, "Кузнецов", "Павел", middle_name="Ильич", address="Ленина 5", phones=["+79165550001"]
        ),
        card(
            cast.rita,
            "Кузнецов",
            "Павел",
            middle_name="Ильич",
            address="ул. Ленина, д. 5",
            phones=["+79165550002"],
        ),
    )


def test_the_sure_are_merged_and_the_others_proposed(
    cast: Cast, sure_pair: tuple[Person, Person], unsure_pair: tuple[Person, Person]
) -> None:
    seen = match_persons()
    assert (seen.cards, seen.merged, seen.asked) == (4, 1, 1)
    elder, younger = sure_pair
    assert canonical_of(younger.pk) == elder.pk
    decision = Decision.objects.get()
    assert decision.rule == "match 1"
    assert decision.evidence["probability"] > 0.999
    assert decision.evidence["levels"]["phones"] == "same"
    match = Match.objects.get()
    assert (match.left, match.right) == unsure_pair
    again = match_persons()
    assert (again.merged, again.asked) == (0, 1)
    assert Match.objects.get() == match


def test_taken_apart_once_it_is_not_merged_again(cast: Cast, sure_pair: tuple[Person, Person]) -> None:
    match_persons()
    undo_merge(cast.nina, Decision.objects.get())
    seen = match_persons()
    assert (seen.merged, seen.asked) == (0, 0)
    younger = sure_pair[1]
    assert canonical_of(younger.pk) == younger.pk


def test_only_proposed_when_asked_so(cast: Cast, sure_pair: tuple[Person, Person]) -> None:
    assert match_persons(merging=False).asked == 1
    assert not Decision.objects.exists()
    with pytest.raises(NotAllowed):
        match_persons(cast.rita)


def test_units_never_meet(cast: Cast, sure_pair: tuple[Person, Person]) -> None:
    other = card(cast.food_rep, "Щербаков", "Александр", phones=["+79165554433"], emails=["a@mail.ru"])
    match_persons()
    assert canonical_of(other.pk) == other.pk


def test_a_manager_answers(cast: Cast, unsure_pair: tuple[Person, Person]) -> None:
    match_persons()
    match = Match.objects.get()
    client = client_of(cast.nina)
    page = client.get(reverse("matches")).content.decode()
    assert "Кузнецов" in page
    assert 'data-key="m"' in page
    client.post(reverse("match-answer", args=[match.uid, "different"]))
    assert NotSame.objects.get().author == cast.nina
    page = client.get(reverse("matches")).content.decode()
    assert "Кузнецов Павел Ильич</a>" not in page
    match_persons()
    assert not Match.objects.exists()
    client.post(reverse("match-undo", args=["different", NotSame.objects.get().uid]))
    assert not NotSame.objects.exists()
    match_persons()
    match = Match.objects.get()
    client.post(reverse("match-answer", args=[match.uid, "same"]))
    decision = Decision.objects.get()
    assert (decision.rule, decision.author) == ("review", cast.nina)
    assert not client.get(reverse("matches")).content.decode().count('data-key="m"')
    client.post(reverse("match-undo", args=["same", decision.uid]))
    younger = unsure_pair[1]
    assert canonical_of(younger.pk) == younger.pk
    assert 'data-key="m"' in client.get(reverse("matches")).content.decode()


def test_a_pair_is_shown_to_those_who_see_both(cast: Cast, unsure_pair: tuple[Person, Person]) -> None:
    theirs = card(
        cast.roma, "Кузнецов", "Павел", middle_name="Ильич", address="Ленина 5", phones=["+79165550003"]
    )
    match_persons()
    assert Match.objects.count() == 3
    for viewer, count in ((cast.nina, 1), (cast.sam, 0), (cast.boss, 3)):
        page = client_of(viewer).get(reverse("matches")).content.decode()
        assert ('data-key="m"' in page) == (count > 0)
    match = Match.objects.get(right=theirs, left=unsure_pair[0])
    for word in ("same", "different"):
        address = reverse("match-answer", args=[match.uid, word])
        assert client_of(cast.nina).post(address).status_code == 404
        assert client_of(cast.rita).post(address).status_code == 403


def test_candidates_at_entry(cast: Cast, sure_pair: tuple[Person, Person]) -> None:
    elder, younger = sure_pair
    merge(cast.nina, elder, younger)
    spelt = Known(last_name="Щербоков", first_name="Саша", phones=["8(916)555-44-33"], city="Тула")
    (found,) = candidates(cast.rita, spelt)
    assert found.person == elder
    assert found.score.probability > 0.9
    assert candidates(cast.roma, spelt) == []
    assert candidates(cast.rita, Known(last_name="Щербаков", first_name="Николай", city="Тула")) == []

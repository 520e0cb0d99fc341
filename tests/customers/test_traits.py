"""What we know of a customer: told with source and age, taken away, filtered by, derived from slides."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry
from krug.customers.actions import create_organisation, create_person, erase_person, merge, undo_merge
from krug.customers.actions.affiliations import add_affiliation
from krug.customers.actions.traits import end_trait, resume_trait, tell_trait
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.models import Person, Trait
from krug.customers.queries import PersonFilters, card_identity, person_list
from krug.customers.queries.identity import group_of
from krug.customers.queries.traits import derived_of, traits_of, values_seen
from krug.touches.actions import append
from tests.cast import Cast, client_of
from tests.customers.test_card import START, visit

PART = {"HX-Request": "true"}


@pytest.fixture
def doctor(cast: Cast) -> Person:
    return create_person(cast.rita, PersonData(last_name="Petrova"))


def known(person: Person) -> list[tuple[str, str]]:
    fresh = Person.objects.get(pk=person.pk)
    return [(trait.kind, trait.text) for trait in traits_of(group_of(fresh))]


def names(cast: Cast, trait: str) -> list[str]:
    return [line.name for line in person_list(cast.rita, PersonFilters(trait=trait)).lines]


def test_told_with_source_and_age(cast: Cast, doctor: Person) -> None:
    before = timezone.now() - timedelta(days=400)
    trait = tell_trait(cast.rita, doctor, "likes", "  Strong   coffee ", "heard", at=before)
    assert (trait.text, trait.source, trait.at, trait.author) == ("Strong coffee", "heard", before, cast.rita)
    assert names(cast, "likes:strong coffee") == ["Petrova"]
    assert names(cast, "dislikes:strong coffee") == []
    assert AuditEntry.objects.filter(verb="told", object_kind="person", object_id=str(doctor.pk)).count() == 1


def test_told_again_it_gets_younger_and_stays_one(cast: Cast, doctor: Person) -> None:
    old = tell_trait(cast.rita, doctor, "hours", "after 14:00", at=timezone.now() - timedelta(days=90))
    new = tell_trait(cast.rita, doctor, "hours", "After 14:00", "said")
    assert (new.pk, new.source) == (old.pk, "said")
    assert new.at > old.at
    late = tell_trait(cast.rita, doctor, "hours", "after 14:00", "guess", at=old.at)
    assert late.source == "said"


def test_taken_away_and_back(cast: Cast, doctor: Person) -> None:
    trait = tell_trait(cast.rita, doctor, "why_there", "delivers faster")
    gone = end_trait(cast.rita, trait)
    assert (known(doctor), gone.ended_by, names(cast, "why_there:delivers faster")) == ([], cast.rita, [])
    assert end_trait(cast.rita, trait).until == gone.until
    resume_trait(cast.rita, trait)
    assert known(doctor) == [("why_there", "delivers faster")]
    end_trait(cast.rita, trait)
    anew = tell_trait(cast.rita, doctor, "why_there", "delivers faster")
    assert resume_trait(cast.rita, trait).pk == anew.pk
    assert known(doctor) == [("why_there", "delivers faster")]


def test_a_survivor_knows_what_was_known_of_both_and_undo_is_exact(cast: Cast, doctor: Person) -> None:
    double = create_person(cast.rita, PersonData(last_name="Petrowa"))
    tell_trait(cast.rita, doctor, "channel", "call")
    tell_trait(cast.rita, double, "channel", "call")
    tell_trait(cast.rita, double, "likes", "tea")
    before = list(Trait.objects.order_by("id").values())
    decision = merge(cast.nina, doctor, double)
    assert known(doctor) == [("likes", "tea"), ("channel", "call")]
    assert names(cast, "likes:tea") == ["Petrova"]
    undo_merge(cast.nina, decision)
    assert known(doctor) == [("channel", "call")]
    assert list(Trait.objects.order_by("id").values()) == before


def test_what_is_refused(cast: Cast, doctor: Person) -> None:
    for kind, text, source in (
        ("height", "180", ""),
        ("likes", "  ", ""),
        ("likes", "x" * 241, ""),
        ("channel", "pigeon", ""),
        ("likes", "tea", "rumour"),
    ):
        with pytest.raises(Invalid):
            tell_trait(cast.rita, doctor, kind, text, source)
    with pytest.raises(NotAllowed):
        tell_trait(cast.production, doctor, "likes", "tea")
    assert known(doctor) == []


def test_slides_and_answers_say_something_too(cast: Cast, doctor: Person) -> None:
    append(visit(card_identity(doctor), START, cast.rita.pk), "source:test")
    found = derived_of(doctor)
    assert [(one.kind, one.value) for one in found] == [("answer", "60"), ("likes", "")]
    html = client_of(cast.rita).get(reverse("known", args=[doctor.uid]), {"all": "1"}).content.decode()
    assert "derived" in html
    assert "60" in html


def test_the_block_of_the_card(cast: Cast, doctor: Person) -> None:
    rita = client_of(cast.rita)
    url = reverse("trait-tell", args=[doctor.uid, "likes"])
    assert b'name="text"' in rita.get(url, headers=PART).content
    empty = rita.post(url, {"text": " "}, headers=PART)
    assert (empty.status_code, empty["HX-Retarget"]) == (422, "#trait-form")
    shown = rita.post(url, {"text": "Espresso", "source": "seen"}, headers=PART).content.decode()
    assert "Espresso" in shown
    assert "we have seen it" in shown
    held = Trait.objects.get()
    end, resume = (reverse("trait-do", args=[doctor.uid, held.uid, verb]) for verb in ("end", "resume"))
    gone = rita.post(end, headers=PART).content.decode()
    assert "«Espresso» is taken away" in gone
    back = rita.post(resume, headers=PART).content.decode()
    assert "Espresso" in back
    assert "Espresso" in rita.get(reverse("person-tab", args=[doctor.uid, "profile"])).content.decode()
    assert rita.get(reverse("trait-tell", args=[doctor.uid, "height"])).status_code == 404
    assert client_of(cast.roma).get(reverse("known", args=[doctor.uid])).status_code == 404


def test_the_list_is_filtered_by_what_is_known_and_by_who_decides(cast: Cast, doctor: Person) -> None:
    create_person(cast.rita, PersonData(last_name="Sidorov"))
    foreign = create_person(cast.food_rep, PersonData(last_name="Else"))
    tell_trait(cast.food_rep, foreign, "likes", "Sushi")
    tell_trait(cast.rita, doctor, "likes", "Espresso")
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic"))
    add_affiliation(cast.rita, doctor, clinic, {"part": "decides"})
    assert values_seen(cast.rita) == [("likes", "espresso", "Espresso")]
    rita = client_of(cast.rita)
    facet = rita.get(reverse("facet", args=["person", "trait"])).content.decode()
    assert "Likes: Espresso" in facet
    assert "Sushi" not in facet
    for query in (
        {"trait": "likes:espresso"},
        {"part": "decides"},
        {"trait": "likes:espresso", "part": "decides"},
    ):
        html = rita.get(reverse("people"), query).content.decode()
        assert "Petrova" in html
        assert "Sidorov" not in html
    assert "decides" in rita.get(reverse("facet", args=["person", "part"])).content.decode()
    assert [line.name for line in person_list(cast.head, PersonFilters(part="blocks")).lines] == []


def test_both_ways_through_a_list_find_the_same(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from krug.customers.queries import lists, ways

    for number in range(6):
        person = create_person(cast.rita, PersonData(last_name=f"P{number}"))
        if number % 2:
            tell_trait(cast.rita, person, "likes", "tea")
    short = names(cast, "likes:tea")
    monkeypatch.setattr(lists, "way", lambda *given: ways.ByScopes(*given))
    assert names(cast, "likes:tea") == short == ["P1", "P3", "P5"]


def test_an_erasure_destroys_it_too(cast: Cast, doctor: Person) -> None:
    end_trait(cast.rita, tell_trait(cast.rita, doctor, "hours", "after 14:00"))
    tell_trait(cast.rita, doctor, "likes", "Espresso")
    erase_person(cast.head, doctor, "request")
    assert not Trait.objects.exists()

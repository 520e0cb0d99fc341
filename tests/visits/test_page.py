"""The page of one visit: what was planned, what came of it, who was shown what, the company's own fields."""

from uuid import uuid4

import pytest
from django.urls import reverse

from krug.access.models import AuditEntry
from krug.customers.actions import create_organisation, create_person, edit_person, merge
from krug.customers.data import OrganisationData, PersonData
from krug.customers.models import Person
from krug.fields.actions import define_field
from krug.fields.data import FieldData
from krug.site.ids import uuid7
from krug.visits.actions import (
    add_listeners,
    add_note,
    cancel_visit,
    finish_visit,
    plan_visit,
    record_events,
    show_nameless,
    start_visit,
)
from krug.visits.card import VisitCard, visit_card
from krug.visits.data import ListenerIn, Outcome, VisitPlan
from krug.visits.models import Visit
from krug.visits.state import with_state
from tests.cast import Cast, client_of
from tests.visits.made import NOON, Player, make_deck, make_doctor, make_visit, minutes

PART = {"HX-Request": "true"}
LIKES = "This one likes slide 2"


def address(visit: Visit) -> str:
    return reverse("visit", args=[visit.uid])


def page(cast: Cast, visit: Visit, who: str = "rita") -> str:
    answer = client_of(getattr(cast, who)).get(address(visit))
    assert answer.status_code == 200
    return answer.content.decode()


def told(cast: Cast, visit: Visit, who: str = "rita") -> VisitCard:
    return visit_card(getattr(cast, who), with_state().get(pk=visit.pk))


def held(cast: Cast, *people: Person, nameless: int | None = None) -> Visit:
    """Two slides to everybody; the first of them likes the second and says so."""
    slides = make_deck(cast)
    visit = make_visit(cast.rita, people[0], goal="Tell of the study")
    start_visit(cast.rita, visit, NOON)
    present = [ListenerIn(uuid7(), person=one) for one in people]
    add_listeners(cast.rita, visit, present)
    if nameless is not None:
        show_nameless(cast.rita, visit, present[nameless].uid, NOON)
    player, first = Player(), present[0].uid
    events = [
        *player.show(slides[0], 60, 90),
        player.event("visible", slides[1], 91),
        player.event("reacted", slides[1], 95, first, emotion=100),
        player.event("answered", slides[1], 96, first, question="q", kind="text", value=LIKES),
        player.event("hidden", slides[1], 111),
    ]
    record_events(cast.rita, visit, uuid7(), events)
    add_note(cast.rita, visit, "Comes after two", minutes(3), uuid7(), first)
    finish_visit(cast.rita, visit, minutes(14), Outcome("agreed", "Bring leaflets", "Asked for doses"))
    return visit


def test_all_of_a_visit_that_was_held(cast: Cast) -> None:
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic", city="Omsk"))
    doctor = make_doctor(cast, specialty="Surgeon", organisation=clinic.pk)
    visit = held(cast, doctor)
    html = page(cast, visit)
    for words in (
        f'href="/customers/{doctor.uid}/"',
        f'href="/organisations/{clinic.uid}/"',
        *("Surgeon", "Omsk", "Rita", "Tell of the study", "Agreed", "Bring leaflets", "14 min"),
        *("Slide 1", "30 s", "Slide 2", "20 s", "Liked", LIKES),
    ):
        assert words in html
    assert html.count("Asked for doses") == html.count("Comes after two") == 1
    assert AuditEntry.objects.filter(verb="read", object_kind="visit", actor=cast.rita).count() == 1
    assert page(cast, visit, "nina").count("Bring leaflets") == 1


def test_each_listener_is_told_apart_and_nothing_twice(cast: Cast) -> None:
    first, second = make_doctor(cast), make_doctor(cast, "Second")
    card = told(cast, held(cast, first, second))
    assert [one.who.name for one in card.present] == ["Doctor", "Second"]
    shown = [[(it.seconds, it.emotion) for it in one.entry.slides] for one in card.present if one.entry]
    assert shown == [[(30.0, None), (20.0, 100)], [(30.0, None), (20.0, None)]]
    assert [(note.text, note.about) for note in card.notes] == [
        ("Comes after two", "Doctor"),
        ("Asked for doses", ""),
    ]


def test_what_was_shown_without_a_name_gets_none_here(cast: Cast) -> None:
    visit = held(cast, make_doctor(cast), nameless=0)
    card = told(cast, visit)
    assert card.unnamed
    assert not card.shown
    assert [one.nameless for one in card.present] == [True]
    html = page(cast, visit)
    assert "Slide 1" not in html
    assert LIKES not in html
    assert "nobody’s name" in html


def test_the_state_is_said(cast: Cast) -> None:
    doctor = make_doctor(cast, city="Omsk", address="Lenin street")
    visit = make_visit(cast.rita, doctor)
    html = page(cast, visit)
    assert "Not held yet" in html
    assert "Omsk, Lenin street" in html
    start_visit(cast.rita, visit, NOON)
    assert "Under way" in page(cast, visit)
    cancel_visit(cast.rita, visit, "He is ill")
    html = page(cast, visit)
    assert "He is ill" in html
    assert reverse("visit-cancel", args=[visit.uid]) not in html
    clinic = create_organisation(cast.rita, OrganisationData(name="Clinic"))
    there = plan_visit(cast.rita, VisitPlan(staff=cast.rita, organisation=clinic, planned_at=NOON))
    finish_visit(cast.rita, there, NOON, Outcome("not_met"))
    html = page(cast, there)
    assert "Not met" in html
    assert "No slides were shown" in html


@pytest.mark.parametrize(
    ("who", "status"),
    [
        *((who, 200) for who in ("nina", "boss", "head")),
        *((who, 404) for who in ("roma", "sam", "food_head")),
        *((who, 403) for who in ("marketer", "production")),
    ],
)
def test_for_whoever_sees_the_visit(cast: Cast, who: str, status: int) -> None:
    visit = make_visit(cast.rita, make_doctor(cast))
    assert client_of(getattr(cast, who)).get(address(visit)).status_code == status
    assert client_of(getattr(cast, who)).get(f"/visits/{uuid4()}/").status_code in (404, 403)


def test_a_card_that_he_does_not_see_has_no_link(cast: Cast) -> None:
    his = create_person(cast.roma, PersonData(last_name="Southern", specialty="Surgeon"))
    visit = held(cast, make_doctor(cast), his)
    link = f'href="/customers/{his.uid}/"'
    html = page(cast, visit)
    assert "Southern" in html
    assert link not in html
    assert "Surgeon" not in html
    assert link in page(cast, visit, "boss")


def test_whoever_was_merged_away_leads_to_his_survivor(cast: Cast) -> None:
    doctor, double = make_doctor(cast), make_doctor(cast, "Double")
    visit = held(cast, double)
    merge(cast.head, doctor, double, {})
    html = page(cast, visit)
    assert f'href="/customers/{doctor.uid}/"' in html
    assert "Double" not in html


def test_own_fields_are_edited_where_they_stand(cast: Cast) -> None:
    visit = make_visit(cast.rita, make_doctor(cast))
    assert "own-title" not in page(cast, visit)
    define_field(cast.head, "visit", FieldData(name="Budget", type="text", unit=cast.pharma.unit.pk))
    value = reverse("own-value", args=["visit", visit.uid, "budget"])
    assert value in page(cast, visit)
    for _time in range(2):
        answer = client_of(cast.rita).post(value, {"value": "Two million"}, headers=PART)
        assert "Two million" in answer.content.decode()
    assert "Two million" in page(cast, visit, "nina")
    for other in (cast.roma, cast.sam, cast.food_head):
        assert client_of(other).post(value, {"value": "None"}, headers=PART).status_code == 404
    assert client_of(cast.production).post(value, {"value": "None"}, headers=PART).status_code in (403, 404)
    assert "Two million" in page(cast, visit)


def test_lists_and_the_story_lead_to_it(cast: Cast) -> None:
    doctor = make_doctor(cast)
    visit = held(cast, doctor)
    link, card = f'href="{address(visit)}"', f"/customers/{doctor.uid}/"
    rita = client_of(cast.rita)
    for place in ("/visits/?show=held", f"{card}story/", f"{card}visits/", card):
        assert link in rita.get(place).content.decode(), place
    # The story is for whoever sees the customer; the page for whoever sees the visit.
    edit_person(cast.head, doctor, {"territory": cast.pharma.south_land.pk})
    seen = client_of(cast.roma).get(f"{card}story/").content.decode()
    assert "Bring leaflets" in seen
    assert link not in seen

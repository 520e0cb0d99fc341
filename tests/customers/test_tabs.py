"""The card's tabs: each at its address, and of them a role's part."""

import pytest
from django.urls import reverse

from krug.access.models import AuditEntry, Role
from krug.customers import blocks
from krug.customers.actions import create_person, merge
from krug.customers.actions.traits import tell_trait
from krug.customers.data import PersonData
from krug.customers.models import Person
from krug.customers.rules import Tab, tabs_of
from tests.cast import Cast, client_of

PART = {"HX-Request": "true"}
PARTS = {
    "rita": "story profile offers visits purchases data",
    "nina": "story profile offers visits purchases online data who",
    "marketer": "story offers online profile purchases data who",
    "agent": "story purchases profile offers data",
    "production": "purchases offers story",
    "head": "story profile offers purchases online visits data who",
    "integrator": "story",
}


@pytest.fixture
def doctor(cast: Cast) -> Person:
    return create_person(cast.rita, PersonData(last_name="Petrova", phones=["+79990000001"], city="Omsk"))


@pytest.mark.parametrize("name", PARTS)
def test_each_role_has_its_part(cast: Cast, name: str) -> None:
    assert tabs_of(getattr(cast, name).role) == tuple(map(Tab, PARTS[name].split()))


def test_a_seller_comes_to_purchases_next() -> None:
    assert tabs_of(Role.SELLER)[:2] == (Tab.STORY, Tab.MONEY)
    assert Tab.WHO not in tabs_of(Role.SELLER)


def test_the_addresses_that_are_shown_open_and_no_others(cast: Cast, doctor: Person) -> None:
    for name in PARTS:
        viewer = getattr(cast, name)
        shown = blocks.tabs_for(viewer)
        assert set(shown) <= set(tabs_of(viewer.role))
        client = client_of(viewer)
        for tab in Tab:
            status = client.get(reverse("person-tab", args=[doctor.uid, tab])).status_code
            assert status == (200 if tab in shown else 404), (name, tab)


def test_a_tab_is_a_page_and_a_part_of_one(cast: Cast, doctor: Person) -> None:
    tell_trait(cast.rita, doctor, "likes", "Short visits")
    rita, url = client_of(cast.rita), reverse("person-tab", args=[doctor.uid, Tab.KNOWN])
    page = rita.get(url).content.decode()
    part = rita.get(url, headers=PART).content.decode()
    assert "Short visits" in page
    assert "Short visits" in part
    assert f'id="tab-{Tab.KNOWN}" href="{url}"' in page
    assert page.count("<h1>") == 1
    assert "<h1>" not in part
    assert "Short visits" not in rita.get(reverse("person", args=[doctor.uid])).content.decode()
    # htmx asks for the page itself when one goes back.
    again = rita.get(url, headers=PART | {"HX-History-Restore-Request": "true"}).content.decode()
    assert again.count("<h1>") == 1


def test_every_reading_of_a_part_is_written_down(cast: Cast, doctor: Person) -> None:
    client_of(cast.rita).get(reverse("person-tab", args=[doctor.uid, Tab.DATA]), headers=PART)
    assert AuditEntry.objects.get(verb="read", object_kind="person").actor == cast.rita


def test_outsiders_find_no_tab(cast: Cast, doctor: Person) -> None:
    for outsider in (cast.roma, cast.food_head):
        client = client_of(outsider)
        assert client.get(reverse("person-tab", args=[doctor.uid, Tab.STORY])).status_code == 404
        assert client.get(reverse("person-story", args=[doctor.uid])).status_code == 404


def test_who_was_merged_away_leads_to_the_same_tab_of_his_survivor(cast: Cast, doctor: Person) -> None:
    double = create_person(cast.rita, PersonData(last_name="Petrowa"))
    merge(cast.nina, doctor, double)
    nina = client_of(cast.nina)
    answer = nina.get(reverse("person-tab", args=[double.uid, Tab.WHO]))
    assert answer["Location"] == reverse("person-tab", args=[doctor.uid, Tab.WHO])
    assert "Petrowa" in nina.get(answer["Location"]).content.decode()


def test_production_is_shown_nothing_to_reach_him_by(cast: Cast, doctor: Person) -> None:
    client = client_of(cast.production)
    for tab in blocks.tabs_for(cast.production):
        assert "9990000001" not in client.get(reverse("person-tab", args=[doctor.uid, tab])).content.decode()


def test_an_agent_is_told_first_how_to_reach_him(cast: Cast, doctor: Person) -> None:
    def order(viewer: str) -> bool:
        html = client_of(getattr(cast, viewer)).get(reverse("person", args=[doctor.uid])).content.decode()
        return html.index('id="facts-title"') < html.index('id="next-title"')

    assert order("agent")
    assert not order("rita")

"""Visits, presentations, reports, Today: the pages in use."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from krug.access.actions.house import create_group
from krug.decks.models import Intent, Publishing
from krug.visits.models import Visit
from tests.access.world import World, make_world, others
from tests.cast import Cast, client_of, make_cast
from tests.decks.packages import packed, page

PART = {"HX-Request": "true"}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def rita(world: World) -> Client:
    return client_of(world.cast.rita)


@pytest.fixture
def marketer(world: World) -> Client:
    return client_of(world.cast.marketer)


def test_a_visit_is_planned_from_the_card(world: World, rita: Client) -> None:
    url = reverse("visit-new")
    assert "Qwertova" in rita.get(url, {"person": str(world.doctor.uid)}, headers=PART).content.decode()
    day = timezone.localdate() + timedelta(days=3)
    sent = {
        "whom": f"person:{world.doctor.uid}",
        "day": day,
        "time": "10:30",
        "minutes": 20,
        "goal": "Dosing",
    }
    answer = rita.post(url, sent | {"staff": world.cast.rita.pk})
    assert answer["Location"] == reverse("person", args=[world.doctor.uid])
    made = Visit.objects.get(goal="Dosing")
    assert (made.minutes, made.staff) == (20, world.cast.rita)
    assert "Dosing" in rita.get(answer["Location"]).content.decode()


def test_a_visit_needs_somebody_to_go_to(world: World, rita: Client) -> None:
    sent = {"day": timezone.localdate(), "time": "10:30", "minutes": 20, "staff": world.cast.rita.pk}
    answer = rita.post(reverse("visit-new"), sent)
    assert answer.status_code == 422
    assert "Choose whom you are going to." in answer.content.decode()


def test_nobody_plans_for_whom_he_does_not_lead(world: World, rita: Client) -> None:
    day = timezone.localdate() + timedelta(days=3)
    sent = {"whom": f"person:{world.doctor.uid}", "day": day, "time": "10:30", "minutes": 20}
    assert rita.post(reverse("visit-new"), sent | {"staff": world.cast.roma.pk}).status_code == 422


def test_visits_stand_on_their_shelves(world: World, rita: Client) -> None:
    def shown(shelf: str, **more: str) -> set[Visit]:
        return set(rita.get(reverse("visits"), {"show": shelf, **more}).context["page"].visits)

    assert shown("coming") == {world.planned}
    assert shown("held") == {world.held}
    assert shown("overdue") == set()
    day = timezone.localdate() - timedelta(days=1)
    assert shown("all", since=f"{day}", until=f"{day}") == {world.held}
    rita.post(reverse("visit-cancel", args=[world.planned.uid]), {"reason": "ill"})
    assert shown("cancelled") == {world.planned}
    assert shown("coming") == set()


def test_a_refusal_in_a_dialog_is_told_in_the_dialog(world: World, rita: Client) -> None:
    answer = rita.post(reverse("visit-cancel", args=[world.held.uid]), {"reason": "late"}, headers=PART)
    assert answer.status_code == 409
    assert "The visit is already finished." in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_publishing_states_its_intent_once(world: World, marketer: Client) -> None:
    url = reverse("version-publish", args=[world.version.uid])
    half = {"groups": [world.cast.pharma.group.pk], "whom": "Doctors A", "measure": "likes"}
    answer = marketer.post(url, half)
    assert answer.status_code == 422
    assert "target" in answer.context["form"].errors
    whole = half | {"target": "30", "until": timezone.localdate() + timedelta(days=30)}
    assert marketer.post(url, whole)["Location"] == reverse("deck", args=[world.version.deck.uid])
    assert Intent.objects.get().target == pytest.approx(0.3)
    assert "The intent of this version is stated already" in marketer.get(url).content.decode()


def test_the_only_group_is_chosen_already_and_none_is_told_in_words(world: World, marketer: Client) -> None:
    url = reverse("version-publish", args=[world.version.uid])
    group = world.cast.pharma.group
    chosen = f'value="{group.pk}" id="id_groups_0" checked'
    assert chosen in marketer.get(url).content.decode()
    assert "Choose at least one group." in marketer.post(url, {"whom": ""}).content.decode()
    create_group(None, group.unit, "Second")
    assert " checked" not in marketer.get(url).content.decode()


def test_a_withdrawal_can_be_taken_back(world: World, marketer: Client) -> None:
    deck = reverse("deck", args=[world.version.deck.uid])
    answer = marketer.post(reverse("publishing-withdraw", args=[world.publishing.pk]), follow=True)
    again = reverse("publishing-again", args=[world.publishing.pk])
    assert answer.redirect_chain[-1][0] == f"{deck}?tab=versions"
    assert f'action="{again}"' in answer.content.decode()
    assert client_of(world.cast.rita).get(deck).status_code == 404
    marketer.post(again)
    assert Publishing.objects.filter(withdrawal=None, version=world.version).count() == 1
    assert client_of(world.cast.rita).get(deck).status_code == 200


def test_an_upload_is_refused_in_words_at_its_place(world: World, marketer: Client) -> None:
    bad = packed({"readme.txt": b"no page"})
    bad.name = "deck.zip"
    answer = marketer.post(reverse("deck-new"), {"package": bad}, headers=PART)
    assert answer.status_code == 422
    assert "There is no page to start with" in answer.content.decode()


def test_an_upload_leads_to_the_deck(world: World, marketer: Client) -> None:
    good = packed({"index.html": page("Second")})
    good.name = "deck.zip"
    sent = {"package": good, "folder": world.folder.uid, "title": "Second deck"}
    answer = marketer.post(reverse("deck-new"), sent, headers=PART)
    assert answer.status_code == 204
    assert "Second deck" in marketer.get(answer["HX-Redirect"]).content.decode()


def test_the_deck_shows_figures_that_open_their_showings(
    world: World, marketer: Client, rita: Client
) -> None:
    deck = world.version.deck.uid
    behind = reverse("showings", args=[world.slide.uid])
    part = reverse("deck-figures", args=[deck])
    assert part in marketer.get(reverse("deck", args=[deck])).content.decode()
    assert behind in marketer.get(part, {"version": "1"}).content.decode()
    assert part not in rita.get(reverse("deck", args=[deck])).content.decode()
    assert rita.get(part).status_code == 403
    nina = client_of(world.cast.nina)
    for only, shown in (
        ("", True),
        ("exits", True),
        ("answers", True),
        ("likes", False),
        ("dislikes", False),
    ):
        assert ("qwertosaid" in nina.get(behind, {"only": only}).content.decode()) == shown, only


@pytest.mark.parametrize("tab", ["versions", "people"])
def test_the_deck_says_who_has_it(world: World, marketer: Client, tab: str) -> None:
    html = marketer.get(reverse("deck", args=[world.version.deck.uid]), {"tab": tab}).content.decode()
    assert ("Rita" if tab == "people" else "Everybody") in html


def test_a_manager_sees_the_team_and_a_rep_himself(world: World, rita: Client) -> None:
    team = client_of(world.cast.nina).get(reverse("reports"), {"period": "month"})
    mine = reverse("report", args=[world.cast.rita.uid])
    assert mine in team.content.decode()
    assert rita.get(reverse("reports")).context["staff"] == world.cast.rita
    assert client_of(world.cast.nina).get(mine).status_code == 200
    assert client_of(world.cast.sam).get(mine).status_code == 404


def test_today_opens_with_ones_visits_and_is_completed(world: World, rita: Client) -> None:
    today = timezone.localtime().replace(hour=12, minute=0)
    Visit.objects.filter(pk=world.planned.pk).update(planned_at=today)
    assert "Qwertova" in rita.get(reverse("today")).content.decode()
    for user in (world.cast.rita, world.cast.nina, world.cast.marketer, world.cast.head, world.cast.admin):
        html = client_of(user).get(reverse("today-look")).content.decode()
        assert "To do" in html


def test_a_company_without_customers_is_shown_the_first_steps(db: None) -> None:
    cast = make_cast()
    assert "First steps" in client_of(cast.head).get(reverse("today")).content.decode()
    others(cast)
    assert "First steps" not in client_of(cast.food_head).get(reverse("today")).content.decode()


def test_navigation_is_by_role(cast: Cast) -> None:
    html = client_of(cast.agent).get(reverse("people")).content.decode()
    assert f'href="{reverse("visits")}"' not in html
    assert f'href="{reverse("people")}"' in html


def test_the_theme_is_kept_in_a_cookie_no_script_can_read(cast: Cast) -> None:
    client = client_of(cast.rita)
    answer = client.post(reverse("theme"), {"theme": "dark", "next": "https://evil.test/"})
    assert answer["Location"] == "/"
    assert answer.cookies["krug_theme"]["httponly"]
    assert 'data-theme="dark"' in client.get(reverse("kit")).content.decode()
    client.post(reverse("theme"), {"theme": "neon"})
    assert "data-theme" not in client.get(reverse("kit")).content.decode()


def test_no_page_has_inline_script_or_style(world: World) -> None:
    head = client_of(world.cast.head)
    urls = [
        reverse(name) for name in ("today", "people", "organisations", "visits", "decks", "reports", "kit")
    ]
    urls += [reverse("person", args=[world.doctor.uid]), reverse("deck", args=[world.version.deck.uid])]
    for url in urls:
        html = head.get(url).content.decode()
        assert " style=" not in html, url
        assert "<style" not in html, url
        assert " onclick=" not in html, url

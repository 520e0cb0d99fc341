"""Visits in somebody's own calendar: an address that may be ended, and one visit as a file."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from krug.access.actions.deactivate_user import deactivate_user
from krug.access.errors import NotAllowed
from krug.access.models import AuditEntry
from krug.customers.actions import create_organisation
from krug.customers.data import OrganisationData
from krug.visits.actions import plan_visit
from krug.visits.actions.calendar import close_calendar, open_calendar
from krug.visits.actions.cancel import cancel_visit
from krug.visits.calendar.writing import Event, calendar
from krug.visits.data import VisitPlan
from krug.visits.models import CalendarFeed
from tests.cast import Cast, client_of
from tests.visits.made import NOON, make_doctor, make_visit


def read(secret: str) -> tuple[int, str]:
    answer = client_of(None).get(reverse("calendar-feed", args=[secret]))
    return answer.status_code, answer.content.decode().replace("\r\n ", "")


def test_his_visits_and_nobody_elses_with_nothing_but_who_where_and_when(cast: Cast) -> None:
    soon = timezone.now() + timedelta(days=1)
    clinic = create_organisation(cast.nina, OrganisationData(name="Клиника; «А», 1", city="Омск"))
    make_visit(
        cast.rita, make_doctor(cast, "Ким", phones=["8 999 000-00-01"], city="Тула"), soon, goal="Secret"
    )
    plan_visit(cast.rita, VisitPlan(staff=cast.rita, organisation=clinic, planned_at=soon))
    make_visit(cast.rita, make_doctor(cast, "Давний"), soon - timedelta(days=400))
    make_visit(cast.nina, make_doctor(cast, "Чужой"), soon)
    _feed, secret = open_calendar(cast.rita)
    status, text = read(secret)
    assert status == 200
    assert text.count("BEGIN:VEVENT") == 2
    assert "SUMMARY:Ким\r\nLOCATION:Тула" in text
    assert "SUMMARY:Клиника\\; «А»\\, 1\r\nLOCATION:Омск" in text
    assert not any(word in text for word in ("Secret", "999", "Чужой", "Давний"))


def test_an_address_is_ended_by_hand_by_a_new_one_and_with_its_owner(cast: Cast) -> None:
    _feed, first = open_calendar(cast.rita)
    _feed, second = open_calendar(cast.rita)
    assert (read(first)[0], read(second)[0], CalendarFeed.objects.count()) == (404, 200, 1)
    deactivate_user(cast.head, cast.rita)
    assert read(second)[0] == 404
    _feed, his = open_calendar(cast.nina)
    for _time in range(2):
        close_calendar(cast.nina)
    assert read(his)[0] == 404
    assert AuditEntry.objects.filter(verb="calendar_closed").count() == 1
    with pytest.raises(NotAllowed):
        open_calendar(cast.production)


def test_the_page_shows_the_address_once(cast: Cast) -> None:
    client = client_of(cast.rita)
    answer = client.post(reverse("calendar-open"))
    assert "/calendar/" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert ".ics" not in client.get(reverse("calendar")).content.decode()
    client.post(reverse("calendar-close"))
    assert not CalendarFeed.objects.exists()


def test_one_visit_as_a_file(cast: Cast) -> None:
    visit = make_visit(cast.rita, make_doctor(cast), NOON)
    at = reverse("visit-ics", args=[visit.uid])
    answer = client_of(cast.nina).get(at)
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART:20260302T120000Z\r\nDTEND:20260302T121500Z" in text
    assert f"URL:{settings.KRUG_URL}{reverse('visit', args=[visit.uid])}" in text
    assert "STATUS:CONFIRMED" in text
    cancel_visit(cast.rita, visit, "ill")
    later = client_of(cast.nina).get(at).content.decode()
    assert "STATUS:CANCELLED" in later
    assert sequence(later) > sequence(text)
    for other in (cast.sam, cast.food_head):
        assert client_of(other).get(at).status_code == 404


def sequence(text: str) -> int:
    return int(text.split("SEQUENCE:")[1].split("\r\n")[0])


def test_lines_are_folded_by_octets_and_no_letter_is_cut() -> None:
    event = Event(
        "u@krug", NOON, 15, "Ж" * 200 + "\r\nX\x07", "", "http://krug.test/visits/u/", NOON, 0, False
    )
    raw = calendar("Визиты", [event])
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines]
    assert f"SUMMARY:{'Ж' * 200}\\nX\r\n" in raw.decode().replace("\r\n ", "")
    assert b"LOCATION" not in raw

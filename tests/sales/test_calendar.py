"""Next actions in somebody's own calendar: his open deals' alone, told at the address of his visits."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from krug.sales.actions import edit_deal
from krug.visits.actions.calendar import open_calendar
from tests.cast import Cast, client_of
from tests.sales.made import make_deal


def test_next_actions_of_his_own_open_deals(cast: Cast) -> None:
    soon = timezone.now().replace(microsecond=0) + timedelta(days=2)
    mine = make_deal(cast, name="Freezers", next_action="Send the sketch", next_at=soon)
    make_deal(cast, name="No time", next_action="Some day")
    make_deal(cast, cast.roma, name="Roma's", next_action="Call", next_at=soon)
    _feed, secret = open_calendar(cast.rita)
    address = reverse("calendar-feed", args=[secret])

    def read() -> str:
        return client_of(None).get(address).content.decode().replace("\r\n ", "")

    text = read()
    assert text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Send the sketch · Freezers" in text
    assert f"DTSTART:{soon:%Y%m%dT%H%M%SZ}" in text
    assert f"/deals/{mine.uid}" in text
    edit_deal(cast.rita, mine, {"next_action": ""})
    assert "Freezers" not in read()

"""What a card tells of sites and apps: his own sessions, in the times the browser was his."""

from django.urls import reverse
from django.utils.translation import override

from krug.behaviour.card import doings_of
from krug.behaviour.models import Session, Source
from krug.customers.actions import create_person, ensure_identities, link
from krug.customers.data import PersonData
from krug.customers.rules import Tab
from krug.site.ids import uuid7
from tests.cast import Cast, client_of

DAY = 86_400_000_000
START = 1_780_000_000_000_000


def test_first_and_last_source_devices_and_sessions(cast: Cast, shop: Source) -> None:
    doctor = create_person(cast.head, PersonData(last_name="Petrova"))
    (cookie,) = ensure_identities([("cookie", "shop/c1")]).values()
    link(cast.head, cookie, doctor, since=START, until=START + 10 * DAY)

    def came(day: int, origin: str, device: str = "phone", bot: str = "") -> None:
        at = START + day * DAY
        Session.objects.create(
            uid=uuid7(), source=shop, thing=cookie, started_at=at, ended_at=at + 60_000_000, views=3,
            origin=origin, landing=f"https://shop.example/{day}?mail=x", device=device, bot=bot,
        )  # fmt: skip

    came(1, "search")
    came(2, "ad", "desktop")
    came(3, "direct")
    came(4, "direct", bot="haste")
    came(-1, "social")
    came(11, "social")
    with override("en"):
        doings = doings_of(doctor)
    assert doings is not None
    assert (doings.sessions, doings.first.origin, doings.last.origin) == (3, "Search", "Directly")
    assert doings.devices == [("Phone", 2), ("Computer", 1)]
    assert doings.first.landing == "https://shop.example/1"
    html = client_of(cast.marketer).get(reverse("person-tab", args=[doctor.uid, Tab.WEB])).content.decode()
    assert "3 sessions" in html
    assert "mail=x" not in html


def test_who_was_never_there_has_none(cast: Cast) -> None:
    assert doings_of(create_person(cast.rita, PersonData(last_name="Kim"))) is None

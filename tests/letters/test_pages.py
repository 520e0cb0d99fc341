"""Writing on pages: a draft that keeps itself, what is missing, who asked not to be written to."""

from datetime import timedelta

from django.utils import timezone

from krug.customers.actions import give_consent, withdraw_consent
from krug.customers.models import Purpose
from krug.letters.actions import keep_letter
from krug.letters.mail.parsing import parsed
from krug.letters.models import Mailbox, Outgoing
from tests.cast import Cast, client_of
from tests.letters.made import box, buyer, letter
from tests.sales.made import make_deal


def test_from_a_card_to_the_queue(cast: Cast) -> None:
    customer = buyer(cast.rita, territory=cast.pharma.north_land.pk)
    rita = client_of(cast.rita)
    assert "Connect" in rita.post(f"/letters/new?person={customer.uid}").content.decode()
    box(cast, cast.rita)
    for _time in range(2):
        rita.post(f"/letters/new?person={customer.uid}")
    made = Outgoing.objects.get()
    assert made.to == "buyer@shop.test"
    address = f"/letters/out/{made.uid}/"
    said = {"version": made.version, "window": "w", "to": made.to, "subject": "", "text": "Hello"}
    kept = rita.post(f"{address}save", said).content.decode()
    assert "Kept" in kept, kept
    # Another window has the older text: it is told, and writes nothing over this one.
    other = rita.post(f"{address}save", {**said, "window": "v", "text": "Old"}).content.decode()
    assert "another window" in other
    missing = rita.post(address, said)
    assert missing.status_code == 422
    assert "what it is about" in missing.content.decode()
    sent = rita.post(address, {**said, "subject": "Offer"})
    assert sent.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.text) == ("queued", "Hello")
    assert rita.post(address, {**said, "subject": "Offer"}).status_code == 422
    assert rita.post(f"{address}back").status_code == 302
    made.refresh_from_db()
    assert made.state == "draft"
    assert "Offer" in rita.get("/letters/").content.decode()
    assert client_of(cast.nina).get(address).status_code == 404


def test_from_a_deal(cast: Cast) -> None:
    customer = buyer(cast.rita)
    deal = make_deal(cast, person=customer)
    box(cast, cast.rita)
    rita = client_of(cast.rita)
    rita.post(f"/letters/new?deal={deal.uid}")
    assert Outgoing.objects.get().deal == deal
    assert "Letters" in rita.get(f"/deals/{deal.uid}").content.decode()
    assert client_of(cast.roma).post(f"/letters/new?deal={deal.uid}").status_code == 404


def test_whoever_took_his_consent_back(cast: Cast) -> None:
    customer = buyer(cast.rita)
    letters = Purpose.objects.get(unit=cast.pharma.unit, code="letters")
    give_consent(cast.rita, customer, letters, "paper", "form")
    withdraw_consent(cast.rita, customer, letters, "paper", "form", timezone.now())
    box(cast, cast.rita)
    rita = client_of(cast.rita)
    rita.post(f"/letters/new?person={customer.uid}")
    made = Outgoing.objects.get()
    said = {"version": made.version, "window": "w", "to": made.to, "subject": "Offer", "text": "Hello"}
    assert rita.post(f"/letters/out/{made.uid}/", said).status_code == 422
    assert Outgoing.objects.get().state == "draft"
    assert rita.post(f"/letters/out/{made.uid}/", {**said, "sure": "1"}).status_code == 302


def test_today_tells_what_waits_and_what_went_wrong(cast: Cast) -> None:
    customer = buyer(cast.rita, territory=cast.pharma.north_land.pk)
    mine = box(cast, cast.rita)
    now = timezone.now().replace(microsecond=0)
    keep_letter(mine, "in", parsed(letter(at=now - timedelta(days=2)), now), now)
    rita = client_of(cast.rita)
    rita.post(f"/letters/new?person={customer.uid}")
    Outgoing.objects.update(state="failed", reason="No such mailbox")
    Mailbox.objects.update(failures=5, failure="port")
    page = rita.get("/today/look").content.decode()
    for line in (
        "1 letter of a customer waits",
        "1 letter of yours did not",
        "rita@krug.test cannot be read",
    ):
        assert line in page
    other = client_of(cast.nina).get("/today/look").content.decode()
    assert "letter of" not in other
    assert "cannot be read" not in other
    answer = letter("rita@krug.test", "buyer@shop.test", id="<a@krug.test>", In_Reply_To="<one@shop.test>")
    keep_letter(mine, "out", parsed(answer, now), now)
    assert "waits for an answer" not in rita.get("/today/look").content.decode()

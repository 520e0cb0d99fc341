"""A proposal as a paper: made from the deal, sent by link, read and answered by its customer."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from krug.access.errors import Conflict, Invalid, NotAllowed
from krug.customers.queries import card_identity
from krug.sales import actions
from krug.sales.actions.proposal import ProposalData, picture
from krug.sales.data import LineData
from krug.sales.models import Deal, DealEvent, Passing, Proposal, ProposalFile
from krug.sales.proposing.links import key_of
from krug.sales.proposing.paper import Paper, Row, pdf
from krug.sales.queries.proposals import replied_to
from krug.site.log import RequestId
from krug.touches.queries import of_identities
from tests.cast import Cast, client_of
from tests.sales.made import make_deal

FORM = {
    "seller": "Ice & Co",
    "details": "Moscow\nINN 7736207543",
    "intro": "Dear",
    "terms": "By truck",
    "days": 10,
}


def logo(size: tuple[int, int] = (60, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return out.getvalue()


def made(cast: Cast, **more: object) -> Proposal:
    """Of a deal of Rita's with two lines."""
    actions.set_template(cast.head, cast.pharma.unit, FORM, logo())
    deal = make_deal(cast, amount=Decimal(500))
    lines = [
        LineData("Ice", quantity=Decimal(3), price=Decimal("33.33"), discount=Decimal(10)),
        LineData("Delivery #panic() $x$ *b*", price=Decimal(100)),
    ]
    actions.set_lines(cast.rita, deal, lines)
    data = ProposalData(intro="Dear *Anna*", terms="#panic()", days=10, language="en", **more)  # type: ignore[arg-type]
    return actions.make_proposal(cast.rita, deal, data)


def gone(cast: Cast) -> tuple[Proposal, str]:
    """Sent, with its address."""
    proposal = actions.sent(cast.rita, made(cast))
    return proposal, reverse("offer", args=[proposal.uid, key_of(proposal.uid, proposal.turn)])


def test_rows_add_up_on_paper() -> None:
    rows = tuple(Row(name="x", quantity=Decimal("0.333"), price=Decimal("9.99")) for _ in range(3))
    paper = Paper(language="ru", seller="s", number="1", day=timezone.localdate(), currency="RUB", rows=rows)
    assert paper.total == sum(row.total for row in rows) == Decimal("9.99")


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_is_written_is_never_run(language: str) -> None:
    """Markup of the typesetter in any field is plain text; of a hundred rows it makes pages."""
    nasty = '#panic("no") #image("/etc/passwd") $x$ *b* _i_ <l> @r \\ // /* `raw`\n= head'
    row = Row(name=nasty[:300], price=Decimal("1.10"), discount=Decimal(5))
    paper = Paper(
        language=language, seller=nasty, details=nasty, number=nasty, day=timezone.localdate(), to=nasty,
        valid_until=timezone.localdate(), intro=nasty, terms=nasty, signature=nasty, currency="RUB",
        rows=(row,) * 100,
    )  # fmt: skip
    assert pdf(paper, picture(logo())).startswith(b"%PDF-")


def test_it_keeps_what_the_deal_held_then(cast: Cast) -> None:
    proposal = made(cast)
    paper = Paper.model_validate(proposal.paper)
    assert (proposal.amount, paper.total, paper.seller) == (Decimal("189.99"), Decimal("189.99"), "Ice & Co")
    assert bytes(ProposalFile.objects.get().pdf).startswith(b"%PDF-")
    assert proposal.sent_at is None
    actions.set_lines(cast.rita, proposal.deal, [LineData("Other", price=Decimal(1))])
    proposal.refresh_from_db()
    assert proposal.amount == Decimal("189.99")
    # Sent again with the same uid it is one.
    again = actions.make_proposal(cast.rita, proposal.deal, ProposalData(uid=proposal.uid))
    assert (again, Proposal.objects.count()) == (proposal, 1)


def test_what_a_paper_needs(cast: Cast) -> None:
    deal = make_deal(cast)
    with pytest.raises(Conflict):
        actions.make_proposal(cast.rita, deal, ProposalData())
    actions.set_template(cast.head, cast.pharma.unit, FORM)
    with pytest.raises(Invalid):
        actions.make_proposal(cast.rita, deal, ProposalData())
    actions.edit_deal(cast.rita, deal, {"amount": Decimal(70)})
    assert actions.make_proposal(cast.rita, deal, ProposalData()).amount == 70
    with pytest.raises(Invalid):
        actions.make_proposal(cast.rita, deal, ProposalData(days=0))
    with pytest.raises(Invalid):
        actions.make_proposal(cast.rita, deal, ProposalData(language="xx"))


@pytest.mark.parametrize("who", ["rita", "nina", "marketer", "food_head"])
def test_who_may_not_set_the_form(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.set_template(getattr(cast, who), cast.pharma.unit, FORM)


@pytest.mark.parametrize(
    "given", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\nxx", b"x" * (2 * 1024 * 1024 + 1)]
)
def test_a_logo_is_a_picture(cast: Cast, given: bytes) -> None:
    with pytest.raises(Invalid):
        picture(given)


def test_a_checkpoint_is_passed_when_it_goes_out(cast: Cast) -> None:
    proposal = made(cast)
    assert not Passing.objects.filter(checkpoint="sent").exists()
    actions.sent(cast.rita, proposal)
    actions.sent(cast.rita, proposal)
    assert Passing.objects.get(checkpoint="sent").deal == proposal.deal
    assert proposal.person
    told = of_identities([(card_identity(proposal.person), None, None)])
    assert [(one.verb.name, one.object_kind) for one in told] == [("WRITTEN", "offer")]
    with pytest.raises(Conflict):
        actions.drop_proposal(cast.rita, proposal)


def test_what_did_not_go_out_may_be_dropped_and_is_nobodys_to_read(cast: Cast) -> None:
    proposal = made(cast)
    address = reverse("offer", args=[proposal.uid, key_of(proposal.uid, 1)])
    assert Client().get(address).status_code == 404
    actions.drop_proposal(cast.rita, proposal)
    assert not Proposal.objects.exists()


def test_the_customer_reads_it_without_signing_in(cast: Cast) -> None:
    proposal, address = gone(cast)
    page = Client().get(address)
    for word in ("Ice &amp; Co", "Delivery #panic()", "Dear *Anna*", "189"):
        assert word in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert Client().get(f"{address}/paper.pdf").content.startswith(b"%PDF-")
    # Opening an address says nothing: gateways of mail open them all.
    proposal.refresh_from_db()
    assert proposal.opened_at is None
    for client in (client_of(cast.nina), Client(), Client()):
        assert client.post(f"{address}/seen").status_code == 204
    proposal.refresh_from_db()
    assert (proposal.opens, proposal.opened_at is not None) == (1, True)
    actions.opened(proposal, timezone.now() + timedelta(hours=1))
    proposal.refresh_from_db()
    assert proposal.opens == 2


@pytest.mark.parametrize("wrong", ["0" * 32, "x", "é"])
def test_a_link_cannot_be_guessed(cast: Cast, wrong: str) -> None:
    proposal, address = gone(cast)
    for tail in ("", "/paper.pdf"):
        assert Client().get(f"/offer/{proposal.uid}/{wrong}{tail}").status_code == 404
    for tail in ("/seen", "/reply"):
        assert Client().post(f"/offer/{proposal.uid}/{wrong}{tail}", {"reply": "accepted"}).status_code == 404
    actions.renew_link(cast.rita, proposal)
    assert Client().get(address).status_code == 404


def test_the_answer_reaches_its_seller(cast: Cast) -> None:
    proposal, address = gone(cast)
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(f"{address}/reply", {"reply": "asked", "text": " "}).status_code == 422
    assert stranger.post(f"{address}/reply", {"reply": "moon"}).status_code == 422
    assert stranger.post(f"{address}/reply", {"reply": "asked", "text": "When <b>?"}).status_code == 302
    assert [one.reply for one in replied_to(cast.rita)] == ["asked"]
    today = client_of(cast.rita).get(reverse("today-look")).content.decode()
    assert "A question to proposal" in today
    card = client_of(cast.rita).get(reverse("deal", args=[proposal.deal.uid])).content.decode()
    assert "When &lt;b&gt;?" in card
    actions.notice(cast.rita, proposal)
    assert not replied_to(cast.rita)
    for _again in range(2):
        assert stranger.post(f"{address}/reply", {"reply": "accepted"}).status_code == 302
    assert DealEvent.objects.filter(kind="replied").count() == 2
    # A yes stands.
    assert stranger.post(f"{address}/reply", {"reply": "declined"}).status_code == 422
    assert [one.reply for one in replied_to(cast.rita)] == ["accepted"]
    assert "You have accepted" in stranger.get(address).content.decode()


def test_what_is_over_cannot_be_accepted(cast: Cast) -> None:
    proposal, address = gone(cast)
    Proposal.objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    page = Client().get(address).content.decode()
    assert 'value="accepted"' not in page
    assert Client().post(f"{address}/reply", {"reply": "accepted"}).status_code == 422
    assert Client().post(f"{address}/reply", {"reply": "asked", "text": "Still?"}).status_code == 302
    actions.lose(cast.rita, Deal.objects.get(), "price")
    assert Client().post(f"{address}/reply", {"reply": "declined"}).status_code == 422
    assert proposal.deal_id


def test_its_pages(cast: Cast) -> None:
    head, rita = client_of(cast.head), client_of(cast.rita)
    deal = make_deal(cast, amount=Decimal(500))
    make = reverse("deal-proposal-make", args=[deal.uid])
    assert "has no form of a proposal yet" in rita.get(make).content.decode()
    given = {**FORM, "logo": io.BytesIO(logo())}
    assert head.post(reverse("proposal-template"), {**FORM, "days": 0}).status_code == 422
    assert head.post(reverse("proposal-template"), given).status_code == 302
    assert "Dear" in rita.get(make).content.decode()
    assert (
        rita.post(
            make, {"days": 7, "language": "en", "intro": "Hello", "person": str(deal.person.uid)}
        ).status_code
        == 302
    )  # type: ignore[union-attr]
    proposal = Proposal.objects.get()
    assert proposal.person == deal.person
    assert rita.get(reverse("proposal-paper", args=[proposal.uid])).content.startswith(b"%PDF-")
    assert rita.get(reverse("proposal-link", args=[proposal.uid])).status_code == 404
    rita.post(reverse("proposal-do", args=[proposal.uid, "sent"]))
    assert "/offer/" in rita.get(reverse("proposal-link", args=[proposal.uid])).content.decode()
    for stranger in (cast.roma, cast.food_head):
        client = client_of(stranger)
        for name in ("proposal-paper", "proposal-link"):
            assert client.get(reverse(name, args=[proposal.uid])).status_code == 404
        assert client.post(reverse("proposal-do", args=[proposal.uid, "renew"])).status_code == 404
    assert (
        client_of(cast.marketer).post(reverse("proposal-do", args=[proposal.uid, "renew"])).status_code == 403
    )
    assert rita.post(reverse("proposal-do", args=[proposal.uid, "moon"])).status_code == 404


def test_whoever_has_a_link_does_not_fill_the_journal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("krug.sales.actions.proposal.MOST_REPLIES", 2)
    proposal, address = gone(cast)
    for number in range(4):
        asked = {"reply": "asked", "text": f"Question {number}"}
        assert Client().post(f"{address}/reply", asked).status_code == (302 if number < 2 else 422)
    assert DealEvent.objects.filter(deal=proposal.deal, kind="replied").count() == 2


def test_no_log_tells_a_link(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    _proposal, address = gone(cast)
    with caplog.at_level("INFO"):
        Client().post(f"{address}/reply", {"reply": "moon"})
    key = address.rpartition("/")[2]
    said = [RequestId().filter(record) and record.getMessage() for record in caplog.records]
    assert said
    assert not [one for one in said if key in str(one)]

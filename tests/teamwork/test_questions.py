"""Six questions of a product: answered apart, agreed by both, beside the deal, asked for by a method."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from krug.access.actions.deactivate_user import deactivate_user
from krug.access.actions.issue_token import issue_token
from krug.access.errors import Conflict, Invalid, NotAllowed
from krug.access.models import AuditEntry
from krug.sales.actions import set_lines
from krug.sales.contract import Checkpoint, Contract, QuestionsAgreed, Stage
from krug.sales.data import LineData
from krug.sales.models import Passing
from krug.sales.watch import watch
from krug.site.ids import uuid7
from krug.teamwork.actions import give_answer, propose, send_back, sign
from krug.teamwork.models import Agreement, Answer
from krug.teamwork.queries import sheet, started, waiting_for
from tests.cast import Cast, client_of
from tests.sales.made import make_deal, make_method
from tests.teamwork.made import TEXTS, agreed, product_of

HX = {"HX-Request": "true"}


def test_each_department_answers_apart(cast: Cast) -> None:
    tea = product_of(cast)
    give_answer(cast.marketer, tea, "way", "By letter")
    row = sheet(cast.nina, tea).rows[0]
    assert (row.theirs, row.hidden, row.state) == (None, True, "theirs")
    page = client_of(cast.nina).get(reverse("product-questions", args=[tea.uid])).content.decode()
    assert "By letter" not in page
    assert "They have answered" in page
    give_answer(cast.nina, tea, "way", "By phone")
    row = sheet(cast.nina, tea).rows[0]
    assert row.theirs is not None
    assert (row.theirs.text, row.state) == ("By letter", "apart")
    # Nobody else reads what is not agreed.
    for reader in (cast.rita, cast.production, cast.admin):
        page = client_of(reader).get(reverse("product-questions", args=[tea.uid])).content.decode()
        assert "By letter" not in page
        assert "By phone" not in page


def test_nothing_that_was_said_is_lost(cast: Cast) -> None:
    tea = product_of(cast)
    for text in ("One", "Two", "Two", "Three"):
        give_answer(cast.nina, tea, "aim", text)
    row = sheet(cast.boss, tea).rows[2]
    assert row.mine is not None
    assert (row.mine.text, [one.text for one in row.earlier]) == ("Three", ["Two", "One"])


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_wrong_answers_are_refused(cast: Cast, text: str) -> None:
    with pytest.raises(Invalid):
        give_answer(cast.nina, product_of(cast), "way", text)


def test_who_may_not(cast: Cast) -> None:
    tea = product_of(cast)
    for author in (cast.rita, cast.agent, cast.production, cast.admin, cast.integrator):
        with pytest.raises(NotAllowed):
            give_answer(author, tea, "way", "x")
        with pytest.raises(NotAllowed):
            propose(author, tea, TEXTS)
    with pytest.raises(Invalid):
        give_answer(cast.nina, tea, "moon", "x")


def test_both_sign_the_same(cast: Cast) -> None:
    tea = product_of(cast)
    made = propose(cast.marketer, tea, TEXTS)
    assert sheet(cast.rita, tea).agreed is None
    with pytest.raises(NotAllowed):
        sign(cast.marketer, made)
    first = sign(cast.nina, made)
    assert (first.number, first.signer) == (1, cast.nina)
    with pytest.raises(Conflict):
        sign(cast.boss, made)
    with pytest.raises(Conflict):
        send_back(cast.boss, made, "No")
    second = sign(cast.marketer, propose(cast.head, tea, TEXTS | {"way": "By phone"}))
    held = sheet(cast.rita, tea)
    assert (second.number, held.agreed, held.former) == (2, second, [first])
    assert held.rows[0].agreed == "By phone"
    verbs = AuditEntry.objects.filter(object_kind="product", object_id=str(tea.pk)).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["proposed", "signed"] * 2


def test_one_proposal_at_a_time(cast: Cast) -> None:
    tea, uid = product_of(cast), uuid7()
    made = propose(cast.marketer, tea, TEXTS, uid)
    # Pressed twice it is one.
    assert propose(cast.marketer, tea, TEXTS, uid) == made
    with pytest.raises(Conflict):
        propose(cast.nina, tea, TEXTS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(product=tea, texts=TEXTS, side="sales")
    with pytest.raises(Invalid):
        send_back(cast.nina, made)
    send_back(cast.nina, made, "Not by letter")
    assert propose(cast.nina, tea, TEXTS).is_open


def test_an_agreement_answers_everything(cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        propose(cast.nina, product_of(cast), TEXTS | {"aim": " "})
    assert [one.field for one in caught.value.errors] == ["aim"]


def test_where_the_other_department_has_nobody_one_signature_is_enough(cast: Cast) -> None:
    tea = product_of(cast)
    deactivate_user(None, cast.marketer)
    assert propose(cast.nina, tea, TEXTS).number == 1


def test_who_is_asked(cast: Cast) -> None:
    tea, milk = product_of(cast), product_of(cast, "milk")
    give_answer(cast.marketer, tea, "way", "By letter")
    propose(cast.marketer, milk, TEXTS)
    assert {one.name for one in waiting_for(cast.nina)} == {"Tea", "Milk"}
    assert not waiting_for(cast.marketer)
    assert not waiting_for(cast.food_head)
    assert not waiting_for(cast.rita)
    assert [(one.product.name, one.mine, one.theirs, one.asks) for one in started(cast.nina)] == [
        ("Milk", 0, 0, True),
        ("Tea", 0, 1, True),
    ]
    give_answer(cast.nina, tea, "way", "By phone")
    assert [one.name for one in waiting_for(cast.nina)] == ["Milk"]
    assert "1 product waits for the word" in client_of(cast.nina).get(reverse("today-look")).content.decode()


def test_the_pages(cast: Cast) -> None:
    tea = product_of(cast)
    nina, marketer = client_of(cast.nina), client_of(cast.marketer)
    saved = nina.post(
        reverse("questions-answer", args=[tea.uid, "way"]), {"text": "By <b>phone</b>"}, headers=HX
    )
    assert "By &lt;b&gt;phone&lt;/b&gt;" in saved.content.decode()
    assert (
        nina.post(reverse("questions-answer", args=[tea.uid, "way"]), {"text": ""}, headers=HX).status_code
        == 422
    )
    assert nina.get(reverse("questions-answer", args=[tea.uid, "moon"])).status_code == 404
    form = nina.get(reverse("questions-propose", args=[tea.uid])).content.decode()
    assert "By &lt;b&gt;phone" in form
    assert nina.post(reverse("questions-propose", args=[tea.uid]), {**TEXTS, "aim": ""}).status_code == 422
    assert nina.post(reverse("questions-propose", args=[tea.uid]), TEXTS).status_code == 302
    made = Agreement.objects.get()
    assert (
        "Sign for our department"
        in marketer.get(reverse("product-questions", args=[tea.uid])).content.decode()
    )
    assert nina.post(reverse("agreement-sign", args=[made.uid])).status_code == 403
    assert marketer.post(reverse("agreement-back", args=[made.uid]), {"words": ""}).status_code == 422
    marketer.post(reverse("agreement-back", args=[made.uid]), {"words": "No word of letters"})
    assert "No word of letters" in nina.get(reverse("product-questions", args=[tea.uid])).content.decode()
    assert marketer.post(reverse("agreement-sign", args=[made.uid])).status_code == 409
    nina.post(reverse("questions-propose", args=[tea.uid]), TEXTS)
    mine = Agreement.objects.latest("id")
    # Whoever proposed it takes it back by one press.
    assert nina.post(reverse("agreement-back", args=[mine.uid])).status_code == 302
    mine.refresh_from_db()
    assert mine.returner == cast.nina


@pytest.mark.parametrize("who", ["food_head", "food_marketer"])
def test_another_unit_reaches_nothing(cast: Cast, who: str) -> None:
    tea = product_of(cast)
    made = propose(cast.marketer, tea, TEXTS)
    client = client_of(getattr(cast, who))
    for name, args in (
        ("product-questions", tea.uid),
        ("questions-propose", tea.uid),
        ("agreement-back", made.uid),
    ):
        assert client.get(reverse(name, args=[args])).status_code == 404
    assert client.post(reverse("agreement-sign", args=[made.uid])).status_code == 404
    assert "Tea" not in client.get(reverse("questions")).content.decode()


def test_an_option_is_sold_as_what_it_is_an_option_of(cast: Cast) -> None:
    tea = product_of(cast)
    big = product_of(cast, "big tea", parent="tea")
    client = client_of(cast.nina)
    reply = client.get(reverse("product-questions", args=[big.uid]))
    assert reply["Location"] == reverse("product-questions", args=[tea.uid])
    client.post(reverse("questions-answer", args=[big.uid, "way"]), {"text": "By phone"})
    assert Answer.objects.get().product == tea


ASKS = Contract(
    stages=(
        Stage(
            code="contact",
            name="Contact",
            coarse="contact",
            checkpoints=(Checkpoint(code="six", name="Agreed", evidence=QuestionsAgreed()),),
        ),
        Stage(code="paid", name="Paid", coarse="contract"),
    )
)


def test_a_method_asks_for_it_and_the_card_shows_it(cast: Cast) -> None:
    make_method(cast, ASKS)
    tea, milk = product_of(cast), product_of(cast, "milk")
    big = product_of(cast, "big tea", parent="tea")
    deal = make_deal(cast)
    set_lines(cast.rita, deal, [LineData("", big.pk), LineData("", milk.pk), LineData("Delivery")])
    agreed(cast, tea)
    watch(timezone.now())
    assert not Passing.objects.filter(deal=deal).exists()
    agreed(cast, milk)
    watch(timezone.now())
    assert Passing.objects.get(deal=deal).checkpoint == "six"
    page = client_of(cast.rita).get(reverse("deal", args=[deal.uid])).content.decode()
    assert "How we sell it" in page
    assert TEXTS["way"] in page
    # A product of which nothing is agreed: the evidence falls away.
    coffee = product_of(cast, "coffee")
    set_lines(cast.rita, deal, [LineData("", big.pk), LineData("", coffee.pk)])
    assert not Passing.objects.filter(deal=deal).exists()


def test_programs_read_what_is_agreed(cast: Cast) -> None:
    tea = product_of(cast)
    _token, secret = issue_token(None, cast.rita, "reader", ["see_customers"])
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    path = reverse("api:questions_api", args=[tea.uid])
    assert program.get(path).status_code == 404
    made = agreed(cast, tea)
    told = program.get(path).json()
    assert (told["uid"], told["number"], told["answers"]) == (str(made.uid), 1, TEXTS)

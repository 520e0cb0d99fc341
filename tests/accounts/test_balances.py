"""What customers owe: counted, told again, told late, seen by whom it concerns."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from krug.access.actions.issue_token import issue_token
from krug.access.errors import NotAllowed
from krug.accounts.actions import put_balances
from krug.accounts.data import AccountData, PaperData
from krug.accounts.models import Account, Paper
from krug.accounts.queries import Balance, balance_of, by_tax_number
from krug.accounts.rules import Entry, age, debts, settled
from krug.customers.actions import create_organisation, create_person, erase_person, merge
from krug.customers.data import OrganisationData, PersonData
from krug.customers.errors import Invalid
from krug.customers.models import Organisation, Person
from krug.customers.queries import identities_of
from krug.touches.queries import of_identities
from tests.cast import Cast, client_of

TODAY = date(2026, 6, 30)
MORNING = datetime(2026, 6, 30, 6, tzinfo=UTC)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def bill(id: str, amount: str, due: int, day: int | None = None, **more: Any) -> PaperData:
    """`due`, `day`: days ago."""
    return PaperData(
        external_id=id, account="c1", kind="invoice", number=id.upper(), due=ago(due),
        day=ago(due + 14 if day is None else day), amount=Decimal(amount), **more,
    )  # fmt: skip


def paid(id: str, amount: str, **more: Any) -> PaperData:
    return PaperData(external_id=id, account="c1", kind="payment", day=ago(1), amount=Decimal(amount), **more)


def clinic(cast: Cast) -> Organisation:
    return create_organisation(cast.rita, OrganisationData(name="Clinic"))


def told(
    cast: Cast, of: Organisation | None, *papers: PaperData, at: datetime = MORNING, **account: Any
) -> Any:
    who = AccountData(external_id="c1", organisation=of.pk if of else None, **account)
    return put_balances(cast.head, "erp", at, [who], papers)


def balance(of: Organisation | Person) -> Balance:
    found = balance_of(of, TODAY)
    assert found is not None
    return found


def purchases(account: Account) -> list[tuple[Decimal | None, date]]:
    from krug.customers.models import Identity

    identity = Identity.objects.get(value=f"account:{account.uid}")
    touches = of_identities([(identity.pk, None, None)], limit=50)
    return sorted((one.amount, datetime.fromtimestamp(one.at / 1e6, UTC).date()) for one in touches)


def test_debts_by_age(cast: Cast) -> None:
    card = clinic(cast)
    told(
        cast, card,
        bill("a", "100", -5), bill("b", "10", 1), bill("c", "20", 30), bill("d", "40", 31),
        bill("e", "80", 60), bill("f", "160", 90), bill("g", "320", 91),
        credit_limit=Decimal(500), stopped=True,
    )  # fmt: skip
    found = balance(card)
    (debt,) = found.debts
    assert (debt.total, debt.overdue) == (Decimal(730), Decimal(630))
    assert debt.ages == [Decimal(30), Decimal(120), Decimal(160), Decimal(320)]
    assert (found.limits[0].over, found.stopped, found.as_of) == (Decimal(230), True, MORNING)
    assert [one.number for one in found.bills] == list("GFEDCBA")


def test_a_payment_goes_where_it_says_and_else_to_the_oldest(cast: Cast) -> None:
    card = clinic(cast)
    told(
        cast, card, bill("a", "100", 50), bill("b", "100", 40), paid("p", "70", settles="b"), paid("q", "50")
    )
    assert [(one.number, one.left) for one in balance(card).bills] == [("A", Decimal(50)), ("B", Decimal(30))]


def test_currencies_are_kept_apart(cast: Cast) -> None:
    card = clinic(cast)
    told(cast, card, bill("a", "100", 5), bill("b", "7.50", 5, currency="EUR"), paid("p", "100"))
    assert {one.currency: one.total for one in balance(card).debts} == {
        "RUB": Decimal(0),
        "EUR": Decimal("7.50"),
    }


def test_the_same_again_changes_nothing(cast: Cast) -> None:
    card = clinic(cast)
    papers = [bill("a", "100", 5), paid("p", "100")]
    first = told(cast, card, *papers)
    again = told(cast, None, *papers)
    assert (first.papers.new, again.papers.new, again.papers.same, again.accounts.same) == (2, 0, 2, 1)
    assert (Account.objects.count(), Paper.objects.count()) == (1, 2)
    assert purchases(Account.objects.get()) == [(Decimal(100), ago(19))]


def test_an_older_telling_does_not_undo_a_newer_one(cast: Cast) -> None:
    card = clinic(cast)
    told(cast, card, bill("a", "100", 5))
    late = told(cast, card, bill("a", "999", 5), at=MORNING - timedelta(hours=1), stopped=True)
    assert (late.papers.older, late.accounts.older) == (1, 1)
    assert balance(card).debts[0].total == Decimal(100)
    assert not balance(card).stopped


def test_the_card_says_from_when_it_is_although_nothing_changed(cast: Cast) -> None:
    card = clinic(cast)
    told(cast, card)
    told(cast, card, at=MORNING + timedelta(hours=3))
    assert balance(card).as_of == MORNING + timedelta(hours=3)


def test_a_purchase_follows_what_is_paid(cast: Cast) -> None:
    card = clinic(cast)
    told(cast, card, bill("a", "100", 5))
    account = Account.objects.get()
    hour = iter(MORNING + timedelta(hours=n) for n in range(1, 9))
    told(cast, card, paid("p", "100"), at=next(hour))
    assert purchases(account) == [(Decimal(100), ago(19))]
    told(cast, card, paid("p", "100", cancelled=True), at=next(hour))
    assert purchases(account) == []
    told(cast, card, paid("p", "100"), at=next(hour))
    assert purchases(account) == [(Decimal(100), ago(19))]
    told(cast, card, bill("a", "90", 5), at=next(hour))
    assert purchases(account) == [(Decimal(90), ago(19))]
    told(cast, card, bill("a", "90", 5, day=30), at=next(hour))
    assert purchases(account) == [(Decimal(90), ago(30))]
    told(cast, card, bill("a", "90", 5, cancelled=True), at=next(hour))
    assert purchases(account) == []


def test_a_paper_put_on_another_customer_takes_its_purchase_along(cast: Cast) -> None:
    card, other = clinic(cast), clinic(cast)
    told(cast, card, bill("a", "100", 5), paid("p", "100"))
    old = Account.objects.get()
    papers = [
        PaperData(external_id="a", account="c2", kind="invoice", day=ago(19), amount=Decimal(100)),
        PaperData(external_id="p", account="c2", kind="payment", day=ago(1), amount=Decimal(100)),
    ]
    put_balances(cast.head, "erp", MORNING, [AccountData(external_id="c2", organisation=other.pk)], papers)
    assert purchases(old) == []
    assert purchases(Account.objects.get(external_id="c2")) == [(Decimal(100), ago(19))]
    assert balance(card).debts == []


def test_a_person_s_balance_survives_a_merge(cast: Cast) -> None:
    one, two = (create_person(cast.rita, PersonData(last_name=name)) for name in ("Kim", "Kimm"))
    papers = [bill("a", "100", 5), paid("p", "100")]
    put_balances(cast.head, "erp", MORNING, [AccountData(external_id="c1", person=two.pk)], papers)
    merge(cast.head, survivor=one, absorbed=two, evidence={})
    one = Person.objects.get(pk=one.pk)
    assert balance(one).debts[0].total == 0
    assert [touch.amount for touch in of_identities(identities_of(one), limit=9)] == [Decimal(100)]


def test_a_customer_is_found_by_tax_number_once_known(cast: Cast) -> None:
    card = clinic(cast)
    told(cast, card, tax_number="7707083893", tax_reason="770101001")
    again = [AccountData(external_id="x9", tax_number="7707083893")]
    put_balances(cast.head, "bank", MORNING, again)
    assert Account.objects.get(external_id="x9").organisation == card
    assert by_tax_number(card.unit_id, "7707083893", "990101001") is None
    assert by_tax_number(cast.food.unit.pk, "7707083893") is None
    with pytest.raises(Invalid, match="external_id"):
        put_balances(cast.head, "erp", MORNING, [AccountData(external_id="c2", tax_number="7712345671")])


def test_everything_wrong_is_named_and_nothing_is_kept(cast: Cast) -> None:
    card = clinic(cast)
    strange = PaperData(external_id="z", account="none", kind="invoice", day=TODAY, amount=Decimal(1))
    with pytest.raises(Invalid) as refused:
        told(cast, card, bill("a", "1.005", 5), bill("b", "-1", 5), bill("c", "1", 5, currency="roubles"))
    assert [(one["row"], one["field"]) for one in refused.value.each()] == [
        (1, "amount"),
        (2, "amount"),
        (3, "currency"),
    ]
    with pytest.raises(Invalid, match="account"):
        told(cast, card, strange)
    assert not Account.objects.exists()


def test_who_may_tell(cast: Cast) -> None:
    card, food = clinic(cast), create_organisation(cast.food_rep, OrganisationData(name="Shop"))
    with pytest.raises(NotAllowed):
        put_balances(cast.rita, "erp", MORNING, [AccountData(external_id="c1", organisation=card.pk)])
    with pytest.raises(Invalid, match="external_id"):
        told(cast, food)


def test_who_sees_it_on_the_card(cast: Cast) -> None:
    card = clinic(cast)
    told(cast, card, bill("a", "1234.50", 45), stopped=True)
    address = reverse("balance", args=["organisation", card.uid])
    shown = client_of(cast.rita).get(address).content.decode()
    assert "1,234.50\u00a0₽" in shown
    assert "Shipments are stopped" in shown
    assert client_of(cast.roma).get(address).status_code == 404
    assert client_of(cast.production).get(address).status_code == 403
    page = client_of(cast.rita).get(reverse("organisation", args=[card.uid])).content.decode()
    assert address in page
    assert (
        address
        not in client_of(cast.production).get(reverse("organisation", args=[card.uid])).content.decode()
    )


def test_the_api(cast: Cast) -> None:
    card = clinic(cast)
    _token, secret = issue_token(None, cast.integrator, "ERP", ["exchange", "see_balances"])
    client, headers = client_of(None), {"Authorization": f"Bearer {secret}"}
    body = {
        "source": "erp",
        "as_of": "2026-06-30T09:00:00+03:00",
        "accounts": [{"external_id": "c1", "organisation": str(card.uid), "credit_limit": "10"}],
        "papers": [
            {"external_id": "a", "account": "c1", "kind": "invoice", "day": "2026-01-01", "amount": "12.30"}
        ],
    }
    for counts in ((1, 0), (0, 1)):
        answer = client.put("/api/v1/balances", body, content_type="application/json", headers=headers)
        assert answer.status_code == 200, answer.content
        assert (answer.json()["papers"]["new"], answer.json()["papers"]["same"]) == counts
    found = client.get(f"/api/v1/balances?organisation={card.uid}", headers=headers).json()
    assert (found["debts"][0]["total"], found["limits"][0]["over"]) == ("12.30", "2.30")
    assert found["as_of"].startswith("2026-06-30T06:00:00")
    body["accounts"] = [{"external_id": "c5", "organisation": str(uuid4())}]
    refused = client.put("/api/v1/balances", body, content_type="application/json", headers=headers)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "external_id")


MONEY = st.integers(1, 10**6).map(lambda cents: Decimal(cents) / 100)
DAYS = st.integers(0, 200).map(ago)


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    kinds = draw(st.lists(st.sampled_from(["invoice", "payment", "credit"]), max_size=12))
    ids = [str(n) for n in range(len(kinds))]
    return [
        Entry(
            id, draw(st.integers(1, 2)), kind, draw(DAYS), draw(st.none() | DAYS), draw(MONEY),
            draw(st.sampled_from(["RUB", "EUR"])), draw(st.sampled_from(["", "nobody", *ids])),
        )
        for id, kind in zip(ids, kinds, strict=True)
    ]  # fmt: skip


def sums(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


@given(entries())
def test_no_rouble_is_lost_or_used_twice(every: list[Entry]) -> None:
    """What is left is what was billed less what came; nothing is left while money is over."""
    left = {bill.entry.external_id: bill.left for bill in settled(every)}
    for account, currency in {(one.account, one.currency) for one in every}:
        own = [one for one in every if (one.account, one.currency) == (account, currency)]
        billed = sums(one.amount for one in own if one.kind == "invoice")
        came = sums(one.amount for one in own if one.kind != "invoice")
        open_ = sums(left[one.external_id] for one in own if one.kind == "invoice")
        assert open_ == max(Decimal(0), billed - came)
    assert all(0 <= one <= next(e.amount for e in every if e.external_id == id) for id, one in left.items())
    for debt in debts(every, TODAY):
        assert sum(debt.ages) == debt.overdue


def test_ages() -> None:
    assert [age(days) for days in (1, 30, 31, 60, 61, 90, 91)] == [0, 0, 1, 1, 2, 2, 3]


def test_an_erased_person_s_account_goes(cast: Cast) -> None:
    card = create_person(cast.rita, PersonData(last_name="Kim"))
    put_balances(
        cast.head, "erp", MORNING, [AccountData(external_id="c1", person=card.pk)], [bill("a", "100", 5)]
    )
    erase_person(cast.head, card, "request", "letter 5")
    assert not Account.objects.exists()
    assert not Paper.objects.exists()

"""Commission: what a won deal brings to whom, counted at its end by what its method states (S12)."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from krug.access.actions.house import create_team
from krug.access.models import AuditEntry, Role, User
from krug.sales.actions import Ended, PastDeal, hand_over, load_deals, reopen, set_helpers, win
from krug.sales.contract import ByHand, Checkpoint, Contract, Share, Stage
from krug.sales.data import DealData
from krug.sales.earning import Sellers, shares
from krug.sales.leading import leaders_of
from krug.sales.models import Deal, Earning
from krug.sales.queries.money import money_of
from tests.cast import Cast, client_of
from tests.sales.made import CONTRACT, make_customer, make_deal, make_method
from tests.sales.pages import read

SHARES = (
    Share(whom="registered", percent=Decimal(2)),
    Share(whom="owner", percent=Decimal(1)),
    Share(whom="helper", percent=Decimal("0.5")),
    Share(whom="leader", percent=Decimal("0.3")),
)
SHORT = Contract(
    stages=(
        Stage(
            code="contact",
            name="Contact",
            coarse="contact",
            checkpoints=(Checkpoint(code="word", name="A word", evidence=ByHand(), required=False),),
        ),
    ),
    commission=SHARES,
)
THIS = timezone.localdate().replace(day=1)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    make_method(cast, SHORT)
    return make_deal(cast, amount=Decimal("100000.00"))


def told(earnings: Sequence[Earning]) -> dict[tuple[str, str], Decimal]:
    return {(one.user.name, one.sharer): one.amount for one in earnings}


def all_of(deal: Deal) -> dict[tuple[str, str], Decimal]:
    return told(list(Earning.objects.filter(closing__deal=deal, closing__reopened_at=None)))


def total(user: User, viewer: User | None = None) -> Decimal:
    found = money_of(viewer or user, user, THIS)
    return sum((amount for _c, amount in found.earned), Decimal(0)) - sum(
        (amount for _c, amount in found.back), Decimal(0)
    )


def test_each_gets_what_the_method_states(cast: Cast, deal: Deal) -> None:
    set_helpers(cast.rita, deal, [cast.nina, cast.roma])
    win(cast.rita, deal, "trust")
    assert all_of(deal) == {
        ("Rita", "registered"): Decimal(2000),
        ("Rita", "owner"): Decimal(1000),
        ("Nina", "helper"): Decimal(500),
        ("Roma", "helper"): Decimal(500),
        ("Nina", "leader"): Decimal(300),
    }


def test_registered_stays_with_whoever_registered(cast: Cast, deal: Deal) -> None:
    hand_over(cast.boss, deal, cast.roma)
    win(cast.roma, deal, "trust")
    assert all_of(deal) == {
        ("Rita", "registered"): Decimal(2000),
        ("Roma", "owner"): Decimal(1000),
        ("Sam", "leader"): Decimal(300),
    }
    # She earned it, though the deal is no longer hers to see.
    (line,) = money_of(cast.rita, cast.rita, THIS).lines
    assert (line.amount, line.deal) == (Decimal(2000), None)
    html = read(client_of(cast.rita), "deals-money")
    assert "no longer yours to see" in html
    assert deal.name not in html


def test_reopened_takes_back_and_won_again_pays_once(cast: Cast, deal: Deal) -> None:
    win(cast.rita, deal, "trust")
    assert total(cast.rita) == Decimal(3000)
    reopen(cast.rita, deal, "Signed the wrong paper")
    assert total(cast.rita) == 0
    assert "taken back" in read(client_of(cast.rita), "deals-money")
    Deal.objects.filter(pk=deal.pk).update(amount=Decimal(50000))
    win(cast.rita, Deal.objects.get(pk=deal.pk), "trust")
    assert total(cast.rita) == Decimal(1500)
    assert total(cast.nina) == Decimal(150)


def test_what_was_earned_stays_as_it_was(cast: Cast, deal: Deal) -> None:
    """Neither a new version of the method nor another team changes it afterwards."""
    win(cast.rita, deal, "trust")
    before = all_of(deal)
    make_method(cast, CONTRACT, "Another")
    User.objects.filter(pk=cast.rita.pk).update(team=cast.pharma.south)
    assert all_of(deal) == before


def test_deals_that_come_with_their_course_bring_it_too(cast: Cast) -> None:
    make_method(cast, SHORT)
    at = timezone.now() - timedelta(hours=3)
    data = DealData(
        person=make_customer(cast), owner=cast.rita, amount=Decimal(1000), opened_at=at - timedelta(days=9)
    )
    (made,) = load_deals(cast.head, [PastDeal(data, ended=Ended(True, at, "trust"))])
    assert all_of(made) == {
        ("Rita", "registered"): Decimal(20),
        ("Rita", "owner"): Decimal(10),
        ("Nina", "leader"): Decimal(3),
    }
    assert Earning.objects.filter(at=at).count() == 3


def test_open_deals_say_what_they_would_bring(cast: Cast, deal: Deal) -> None:
    Deal.objects.filter(pk=deal.pk).update(chance=40)
    (ahead,) = money_of(cast.rita, cast.rita, THIS).ahead
    assert (ahead.whole, ahead.likely) == (Decimal(3000), Decimal(1200))
    assert "Will bring you" in read(client_of(cast.rita), "deal", deal.uid)
    for user in (cast.nina, cast.marketer, cast.head):
        assert "Will bring you" not in read(client_of(user), "deal", deal.uid)


def test_who_sees_whose_money(cast: Cast, deal: Deal) -> None:
    win(cast.rita, deal, "trust")
    asked = f"?who={cast.rita.uid}"
    own = read(client_of(cast.rita), "deals-money")
    for leader in (cast.nina, cast.boss, cast.head, cast.admin):
        assert "Rita" in read(client_of(leader), "deals-money"), leader
        html = client_of(leader).get("/deals/money" + asked).content.decode()
        # The same figures that she sees herself (S18).
        for figure in ("2,000", "1,000", "3,000"):
            assert figure in own
            assert figure in html
        assert AuditEntry.objects.filter(
            verb="read", object_kind="earnings", object_id=cast.rita.pk, actor=leader
        ).exists()
    for other in (cast.roma, cast.sam, cast.food_rep, cast.food_manager, cast.food_head):
        assert client_of(other).get("/deals/money" + asked).status_code == 404, other
        assert "Rita" not in read(client_of(other), "deals-money"), other
    assert client_of(cast.rita).get(f"/deals/money?who={cast.nina.uid}").status_code == 404
    for reader in (cast.marketer, cast.agent, cast.production):
        assert client_of(reader).get("/deals/money").status_code == 403
    # A teammate who sees the deal sees his own share of it, not hers.
    card = read(client_of(cast.marketer), "deal", deal.uid)
    assert "Commission" not in card
    assert "Rita: " in read(client_of(cast.nina), "deal", deal.uid)


def test_the_address_may_be_typed_by_hand(cast: Cast, deal: Deal) -> None:
    rita = client_of(cast.rita)
    for month in ("2026-13", "rubbish", "9999-99", ""):
        assert rita.get("/deals/money", {"month": month}).status_code == 200
    for who in ("rubbish", "1", str(cast.food_rep.uid)):
        assert rita.get("/deals/money", {"who": who}).status_code == 404
    assert "Nothing was earned" in read(rita, "deals-money", month="2020-01")


def test_the_api_tells_the_same(cast: Cast, deal: Deal) -> None:
    win(cast.rita, deal, "trust")
    month = f"{THIS:%Y-%m}"
    answer = client_of(cast.nina).get("/api/v1/deals/earnings", {"month": month, "user": str(cast.rita.uid)})
    assert answer.status_code == 200
    assert {(one["sharer"], one["amount"], one["taken_back"]) for one in answer.json()["lines"]} == {
        ("registered", "2000.00", False),
        ("owner", "1000.00", False),
    }
    refused = client_of(cast.sam).get("/api/v1/deals/earnings", {"month": month, "user": str(cast.rita.uid)})
    assert refused.status_code == 422
    assert client_of(cast.rita).get("/api/v1/deals/earnings", {"month": "2026-13"}).status_code == 422


def test_a_month_costs_the_same_queries_however_many(
    cast: Cast, deal: Deal, django_assert_max_num_queries: object
) -> None:
    for _ in range(4):
        win(cast.rita, make_deal(cast, amount=Decimal(700)), "trust")
        make_deal(cast, amount=Decimal(800))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        money_of(User.objects.get(pk=cast.rita.pk), cast.rita, THIS)


def test_leaders_are_managers_of_the_team_or_above(cast: Cast) -> None:
    people = [cast.rita, cast.nina, cast.boss, cast.food_rep, cast.head]
    found = leaders_of(people)
    assert found == {
        cast.rita.pk: [cast.nina.pk],
        cast.nina.pk: [cast.boss.pk],
        cast.boss.pk: [],
        cast.food_rep.pk: [cast.food_manager.pk],
        cast.head.pk: [],
    }
    below = create_team(None, cast.pharma.unit, "Coast", parent=cast.pharma.north)
    User.objects.filter(pk=cast.rita.pk).update(team=below)
    User.objects.filter(pk=cast.sam.pk).update(team=cast.pharma.north)
    assert leaders_of([User.objects.get(pk=cast.rita.pk)]) == {
        cast.rita.pk: sorted([cast.nina.pk, cast.sam.pk])
    }
    assert cast.sam.role == Role.MANAGER


PERCENTS = st.decimals(0, 25, places=2)
AMOUNTS = st.decimals(0, 10**9, places=2)


@given(AMOUNTS, st.tuples(PERCENTS, PERCENTS, PERCENTS, PERCENTS), st.integers(0, 60), st.integers(0, 5))
def test_never_more_than_the_deal_and_nothing_lost_in_dividing(
    amount: Decimal, percents: tuple[Decimal, ...], helpers: int, leaders: int
) -> None:
    commission = [
        Share(whom=share.whom, percent=percent) for share, percent in zip(SHARES, percents, strict=True)
    ]
    sellers = Sellers(1, 2, list(range(100, 100 + helpers)), list(range(500, 500 + leaders)))
    found = list(shares(commission, amount, sellers))
    # Each sum is rounded by itself: half a hundredth a share at most.
    assert sum(one.amount for one in found) <= amount + Decimal("0.005") * len(found)
    led = [one.amount for one in found if one.sharer == "leader"]
    if led:
        exact = amount * percents[3] / 100
        assert abs(sum(led) - exact) <= Decimal("0.005")
        assert max(led) - min(led) <= Decimal("0.01")
    helped = {one.amount for one in found if one.sharer == "helper"}
    assert len(helped) <= 1

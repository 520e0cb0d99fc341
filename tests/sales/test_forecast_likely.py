"""What deals like this one came to, on the card, in the form and in the month."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from krug.sales.actions import Ended, PastDeal, load_deals, submit_forecast
from krug.sales.data import DealData
from krug.sales.forecasting import periods
from krug.sales.forecasting.data import Said
from krug.sales.forecasting.teaching import learn_chances
from krug.sales.models import ChanceModel, Deal, ForecastRow
from krug.sales.queries.chances import likely
from tests.cast import Cast, client_of
from tests.sales.made import make_customer, make_deal, make_method
from tests.sales.pages import read

NEXT = periods.following(periods.month_of(timezone.localdate()))
MONTH = f"{NEXT:%Y-%m}"


def past(cast: Cast, count: int) -> None:
    """Three of four are won, within three weeks."""
    make_method(cast)
    buyer, now = make_customer(cast, "Chain"), timezone.now()
    rows = []
    for number in range(count):
        opened = now - timedelta(days=40 + 2 * number)
        ended = Ended(number % 4 > 0, opened + timedelta(days=10 + number % 11), "price")
        data = DealData(
            name=f"Past {number}", person=buyer, owner=cast.rita, amount=Decimal(100), opened_at=opened
        )
        rows.append(PastDeal(data, ended=ended))
    load_deals(cast.head, rows)


@pytest.fixture
def deal(cast: Cast) -> Deal:
    past(cast, 60)
    made = make_deal(cast, amount=Decimal(1000), expected_on=NEXT + timedelta(days=3))
    assert learn_chances(timezone.now()) == 1
    return made


def test_the_card_says_it_beside_the_sellers_word(cast: Cast, deal: Deal) -> None:
    said = likely(deal, timezone.now())
    assert said
    assert 0.5 < said.share < 0.95
    assert said.deals >= 30
    html = read(client_of(cast.rita), "deal", deal.uid)
    assert f"deals like this: {round(said.share * 100)}\u00a0% (of {said.deals})" in html


def test_form_month_and_submission_carry_it(cast: Cast, deal: Deal) -> None:
    rita = client_of(cast.rita)
    assert "deals like this, in this month:" in read(rita, "forecast-say", MONTH, cast.rita.uid)
    submit_forecast(cast.rita, cast.rita, NEXT, [Said(deal.pk, Decimal(1000), 60)])
    row = ForecastRow.objects.get()
    assert row.model is not None
    coming = rita.get(reverse("forecast"), {"month": MONTH}).context["coming"]
    assert coming.deals == 1
    assert coming.low["RUB"] <= coming.likely["RUB"] <= coming.high["RUB"]
    assert coming.likely["RUB"] == round(Decimal(row.model), -1) or abs(coming.likely["RUB"] - row.model) <= 1


def test_too_few_deals_say_nothing(cast: Cast) -> None:
    past(cast, 12)
    deal = make_deal(cast, amount=Decimal(1000))
    ChanceModel.objects.create(unit=cast.food.unit, at=timezone.now(), held={})
    assert learn_chances(timezone.now()) == 0
    assert not ChanceModel.objects.exists()
    assert likely(deal, timezone.now()) is None
    assert "deals like this" not in read(client_of(cast.rita), "deal", deal.uid)
    assert client_of(cast.rita).get(reverse("forecast"), {"month": MONTH}).context["coming"] is None

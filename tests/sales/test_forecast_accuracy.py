"""What was said beside what came, on the page of whoever may see it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import isclose

import pytest
from django.urls import reverse

from krug.sales.actions import Ended, PastDeal, load_deals, load_forecasts, reopen
from krug.sales.data import DealData
from krug.sales.forecasting.data import PastForecast, Said
from krug.sales.models import Deal
from krug.sales.queries.accuracy import accuracy
from tests.cast import Cast, client_of
from tests.sales.made import make_customer, make_method
from tests.sales.pages import read

MARCH = date(2026, 3, 1)
OPENED = datetime(2026, 2, 2, 9, tzinfo=UTC)
SAID = datetime(2026, 3, 2, 9, tzinfo=UTC)
EARLY = datetime(2026, 2, 20, 9, tzinfo=UTC)
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def past(cast: Cast, name: str, amount: int, won: bool | None, **more: object) -> PastDeal:
    data = DealData(
        name=name,
        person=make_customer(cast, name),
        owner=cast.rita,
        amount=Decimal(amount),
        expected_on=date(2026, 3, 20),
        opened_at=OPENED,
    )
    ended = None if won is None else Ended(won, datetime(2026, 3, 18, 9, tzinfo=UTC), "price")
    return PastDeal(data, ended=ended, **more)  # type: ignore[arg-type]


@pytest.fixture
def deals(cast: Cast) -> dict[str, Deal]:
    make_method(cast)
    late = [(datetime(2026, 3, 30, 9, tzinfo=UTC), date(2026, 4, 20))]
    lower = [(SAID + timedelta(days=8), Decimal(700))]
    made = load_deals(
        cast.head,
        [
            past(cast, "Won", 1000, True, amounts=lower),
            past(cast, "Lost", 500, False),
            past(cast, "Moved", 400, None, dates=late),
        ],
    )
    return {deal.name: deal for deal in made}


@pytest.fixture
def told(cast: Cast, deals: dict[str, Deal]) -> dict[str, Deal]:
    def said(*chances: int, model: float | None = None) -> list[Said]:
        amounts = (Decimal(1000), Decimal(500), Decimal(400))
        return [
            Said(deal.pk, amount, chance, model=model)
            for deal, amount, chance in zip(deals.values(), amounts, chances, strict=True)
        ]

    load_forecasts(
        [
            PastForecast(cast.rita, cast.rita, MARCH, EARLY, said(90, 90, 90)),
            PastForecast(cast.rita, cast.rita, MARCH, SAID, said(1, 1, 1)),
            PastForecast(cast.rita, cast.rita, MARCH, SAID + timedelta(hours=1), said(80, 50, 50, model=0.5)),
            PastForecast(cast.rita, cast.nina, MARCH, SAID + timedelta(hours=2), said(60, 10, 10)),
        ]
    )
    return deals


def test_the_last_word_counts_beside_what_came(cast: Cast, told: dict[str, Deal]) -> None:
    held = accuracy(cast.nina, None, "", NOW)
    # 800 + 250 + 200 was promised; 700 came, with the amount of that moment.
    assert (held.whole.said, held.whole.fact, held.whole.deals) == (1250.0, 700.0, 3)
    assert isclose(held.whole.bias or 0, 550 / 700)
    assert isclose(held.whole.brier or 0, (0.2**2 + 0.5**2 + 0.5**2) / 3)
    assert isclose(held.whole.model_brier or 0, 0.25)
    assert held.above
    assert isclose(held.above.said, 600 + 50 + 40)
    assert held.below == held.whole
    assert [(months, one.said) for months, one in held.horizons] == [(0, 1250.0), (1, 1710.0)]
    assert accuracy(cast.nina, 1, "", NOW).whole.said == 1710.0
    assert [(one.user.name, one.quality.months) for one in held.sellers] == [("Rita", 1)]
    assert [(one.deal.name, str(one.alibi.why)) for one in held.alibis] == [
        ("Moved", "passed"),
        ("Won", "amount"),
    ]


def test_a_month_that_runs_is_not_judged(cast: Cast, told: dict[str, Deal]) -> None:
    assert accuracy(cast.nina, None, "", datetime(2026, 3, 31, 20, tzinfo=UTC)).whole.months == 0


def test_what_was_opened_again_did_not_come(cast: Cast, told: dict[str, Deal]) -> None:
    reopen(cast.rita, told["Won"], "He sent it back")
    assert accuracy(cast.nina, None, "", NOW).whole.fact == 0.0


def test_everybody_sees_those_whose_deals_he_sees(cast: Cast, told: dict[str, Deal]) -> None:
    for user, months in (
        (cast.rita, 1),
        (cast.nina, 1),
        (cast.boss, 1),
        (cast.head, 1),
        (cast.marketer, 1),
        (cast.roma, 0),
        (cast.sam, 0),
        (cast.food_head, 0),
    ):
        assert accuracy(user, None, "", NOW).whole.months == months, user.name


def test_the_page_says_it(cast: Cast, told: dict[str, Deal]) -> None:
    html = read(client_of(cast.nina), "forecast-accuracy")
    assert "+79" in html
    assert "Only 3 deals were promised" in html
    assert "when it had passed already" in html
    assert "RUB" not in read(client_of(cast.nina), "forecast-accuracy", ahead="1", currency="XXX")
    assert "Nothing has come to its end yet" in read(client_of(cast.roma), "forecast-accuracy")
    assert client_of(cast.production).get(reverse("forecast-accuracy")).status_code == 403

"""What deviations cost: the rule against an independent computation, and learned from closed deals."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from django.utils import timezone

from krug.sales.actions import Ended, PastDeal, edit_deal, load_deals
from krug.sales.costing import Effect, Seen, cost, effect
from krug.sales.data import DealData
from krug.sales.learning import learn, learn_effects, price_again
from krug.sales.models import Conformance, Deal, DealDeviation, DeviationEffect
from tests.cast import Cast
from tests.sales.made import make_customer, make_deal, make_method


@pytest.mark.parametrize(
    ("seen", "low", "high"),
    # Of Newcombe (1998), table II, method 10 at 95 %: 56/70 against 48/80 lies within 0.0524 and 0.3339.
    [(Seen(80, 48, 70, 56), 0.0524, 0.3339)],
)
def test_the_interval_is_newcombes(
    seen: Seen, low: float, high: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("krug.sales.costing.Z", 1.959964)
    found, fewer = effect(seen), min(seen.with_all, seen.without_all)
    assert found is not None
    belief = fewer / (fewer + 20)
    assert found.low / belief == pytest.approx(low, abs=0.0002)
    assert found.high / belief == pytest.approx(high, abs=0.0002)


def test_few_deals_teach_nothing_and_many_are_believed() -> None:
    assert effect(Seen(9, 0, 500, 400)) is None
    assert effect(Seen(500, 0, 9, 9)) is None
    few, many = effect(Seen(10, 0, 10, 10)), effect(Seen(2000, 0, 2000, 2000))
    assert few is not None
    assert many is not None
    assert (few.points, many.points) == (pytest.approx(1 / 3, abs=1e-4), pytest.approx(1, abs=0.02))
    assert few.low < few.points <= few.high


def test_the_interval_holds_as_often_as_it_says() -> None:
    """Drawn 4,000 times: nine of ten intervals hold the true difference, here without shrinking."""
    random = np.random.default_rng(7)
    held = 0
    for _number in range(4000):
        bad, good = random.binomial(60, 0.35), random.binomial(90, 0.6)
        found = effect(Seen(60, int(bad), 90, int(good)))
        assert found is not None
        belief = 60 / 80
        held += found.low / belief <= 0.25 <= found.high / belief
    assert 0.88 <= held / 4000 <= 0.93


def test_a_cost_is_a_part_of_the_value_and_never_less_than_nothing() -> None:
    found = cost(Decimal(1_000), Effect(0.2, -0.1, 0.35))
    assert (found.likely, found.low, found.high) == (200, 0, 350)


def past(cast: Cast, now: datetime, count: int, won: int, moves: int, postponed: bool) -> list[PastDeal]:
    """Closed deals of which the first `won` were won, each at the last of its moves."""
    made = []
    buyer = make_customer(cast)
    for number in range(count):
        opened = now - timedelta(days=100 - number)
        stages = [(opened + timedelta(hours=1), "need"), (opened + timedelta(hours=2), "offer")][:moves]
        at = [opened + timedelta(hours=hour) for hour in (3, 4)]
        nexts = [(one, one + timedelta(days=3 + place)) for place, one in enumerate(at)] if postponed else []
        due = opened + timedelta(days=1)
        data = DealData(
            person=buyer,
            owner=cast.rita,
            opened_at=opened,
            amount=Decimal(1000),
            next_at=due if postponed else None,
        )
        end = Ended(number < won, opened + timedelta(hours=9), "trust" if number < won else "price")
        made.append(PastDeal(data, stages, nexts=nexts, ended=end))
    return made


def by_pandas(kind: str, coarse: str) -> Sequence[int]:
    """(with, won of them, without, won of them) by a way of its own."""
    order = ["contact", "need", "proposal", "decision", "contract"]
    deals = pd.DataFrame(Deal.objects.exclude(outcome="open").values("id", "coarse", "outcome")).set_index(
        "id"
    )
    rows = DealDeviation.objects.filter(gone_at=None, kind=kind, coarse=coarse)
    had = deals.index.isin(list(rows.values_list("deal", flat=True)))
    came = deals.coarse.map(order.index) >= order.index(coarse)
    won = deals.outcome == "won"
    return [int(one.sum()) for one in (had, had & won, came & ~had, came & ~had & won)]


def test_effects_are_those_that_pandas_counts(cast: Cast) -> None:
    now = timezone.now()
    make_method(cast)
    rows = [
        *past(cast, now, 14, 2, 1, postponed=True),
        *past(cast, now, 20, 15, 2, postponed=False),
        *past(cast, now, 6, 1, 0, postponed=False),
    ]
    load_deals(cast.head, rows)
    assert learn_effects(now) > 0
    assert learn_effects(now) == 0
    for row in DeviationEffect.objects.all():
        figures = [row.with_all, row.with_won, row.without_all, row.without_won]
        assert figures == by_pandas(row.kind, row.coarse), (row.kind, row.coarse)
    learned = DeviationEffect.objects.get(kind="postponed", coarse="need")
    assert [learned.with_all, learned.with_won, learned.without_all, learned.without_won] == [14, 2, 20, 15]
    assert learned.points == round((15 / 20 - 2 / 14) * 14 / 34, 4)
    assert not DeviationEffect.objects.filter(unit=cast.food.unit).exists()


def test_a_running_deal_carries_its_cost_and_another_amount_another_one(cast: Cast) -> None:
    now = timezone.now()
    make_method(cast)
    load_deals(
        cast.head, past(cast, now, 12, 1, 0, postponed=True) + past(cast, now, 12, 11, 1, postponed=False)
    )
    deal = make_deal(cast, amount=Decimal(10_000), next_at=now + timedelta(days=1))
    for days in (2, 3, 4):
        edit_deal(cast.rita, deal, {"next_at": now + timedelta(days=days)})
    rows = DealDeviation.objects.filter(deal=deal, kind="postponed").order_by("at")
    assert [row.cost for row in rows] == [None, None]
    learn(now)
    points = DeviationEffect.objects.get(kind="postponed", coarse="contact").points
    assert points
    assert [row.cost for row in rows.all()] == [round(Decimal(10_000 * points), 2), 0]
    assert price_again() == 0
    edit_deal(cast.rita, deal, {"amount": Decimal(20_000)})
    assert rows.all()[0].cost == round(Decimal(20_000 * points), 2)
    assert Conformance.objects.get(deal=deal).steps == 0

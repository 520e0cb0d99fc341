"""What deals like this one came to: pure, against sums by another way, and without a look into the future."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import isclose, sqrt
from random import Random

import numpy as np
import pytest

from krug.bench.forecast import INPUTS, run
from krug.sales.forecasting.adding import DRAWS, added
from krug.sales.forecasting.chances import DAY, Course, Table, counted, dumped, learn, loaded, looks, traits

BEGIN = datetime(2026, 1, 5, tzinfo=UTC)
NOW = BEGIN + timedelta(days=300)
OF = traits("need", 3, 1, False, 100.0, 50.0)


def told(count: int, seed: int = 1) -> list[Course]:
    """Deals of two kinds: those whose customer bought before are won thrice as often."""
    random, found = Random(seed), []
    for number in range(count):
        bought = random.random() < 0.5
        opened = BEGIN + timedelta(days=random.uniform(0, 280))
        moved = opened + timedelta(days=random.uniform(1, 10))
        found.append(
            Course(
                deal=number,
                opened_at=opened,
                closed_at=moved + timedelta(days=random.uniform(1, 20)),
                won=random.random() < (0.75 if bought else 0.25),
                stages=[(opened, "contact"), (moved, "need")],
                words=[opened + timedelta(days=day) for day in (1, 2, 9)],
                amounts=[(opened, random.uniform(10, 1000))],
                bought=bought,
            )
        )
    return found


def test_too_little_says_nothing() -> None:
    assert learn([], NOW) is None
    assert learn(told(20), NOW) is None
    assert learn([replace(one, won=True) for one in told(200)], NOW) is None


def test_what_tells_deals_apart_is_learnt_and_calibrated() -> None:
    model = learn(told(2000), NOW)
    assert model
    assert model.better
    for bought, share in ((True, 0.75), (False, 0.25)):
        chance, deals = model.ever_won(traits("contact", 1, 1, bought, 100.0, model.size))
        assert abs(chance - share) < 0.1
        assert deals >= 10
    fresh = told(2000, seed=2)
    said = np.array([model.ever_won(one.traits(one.opened_at + DAY, model.size))[0] for one in fresh])
    came = np.array([one.won for one in fresh], dtype=float)
    for low in (0.0, 0.5):
        own = (said >= low) & (said < low + 0.5)
        assert abs(said[own].mean() - came[own].mean()) < 0.05


def test_where_nothing_tells_them_apart_the_plain_share_is_said() -> None:
    random = Random(5)
    model = learn([replace(one, won=random.random() < 0.4) for one in told(800)], NOW)
    assert model
    chances = {round(model.ever_won(one.traits(one.opened_at, model.size))[0], 3) for one in told(50)}
    assert all(abs(one - 0.4) < 0.12 for one in chances)


def test_nothing_that_came_later_is_known() -> None:
    """The same model, whether the future is there or cut off."""
    deals, at = told(1500), BEGIN + timedelta(days=200)
    cut = [
        one if one.closed_at and one.closed_at <= at else replace(one, closed_at=None, won=False)
        for one in deals
        if one.opened_at < at
    ]
    whole, known = learn(deals, at), learn(cut, at)
    assert whole
    assert known
    assert dumped(whole) == dumped(known)


def test_shares_are_drawn_towards_the_coarser_one_as_a_beta_prior_says() -> None:
    samples = [(number, NOW, ("a",) if number < 8 else ("b",), number < 6) for number in range(20)]
    held = Table(counted(samples), depth=1, strength=4.0)
    root = (6 + 1) / (20 + 2)
    assert isclose(held.chance(("a", "x"))[0], (6 + 4 * root) / (8 + 4))
    assert held.chance(("b",)) == (pytest.approx(4 * root / 16), 12)
    assert held.chance(("never seen",)) == (root, 20)
    # A deal that was looked at twice counts once.
    assert counted([(1, NOW, ("a",), True), (1, NOW, ("a",), True)])[("a",)] == (1.0, 1.0)


def test_a_span_ahead_is_a_part_of_what_is_won_by_its_end() -> None:
    model = learn(told(2000), NOW)
    assert model
    of = told(1)[0].traits(BEGIN + timedelta(days=290), model.size)
    parts = [model.won_between(of, since, since + 10) for since in range(0, 120, 10)]
    assert isclose(sum(parts), model.won_between(of, 0, 120), abs_tol=1e-9)
    assert all(0 <= one <= 1 for one in parts)
    assert model.won_between(of, -20, -1) == 0.0


def test_traits_are_of_then() -> None:
    one = told(1)[0]
    at = one.opened_at + timedelta(hours=1)
    assert one.traits(at, 1.0)[:3] == ("contact", "age 0", "silence 0")
    late = one.stages[1][0] + timedelta(days=30)
    assert one.traits(late, 1.0)[0] == "need"
    assert list(looks(one, one.opened_at)) == []
    assert all(one.opened_at <= at < (one.closed_at or NOW) for at in looks(one, NOW))


def test_kept_as_json_it_says_the_same() -> None:
    model = learn(told(600), NOW)
    assert model
    again = loaded(model.at, dumped(model))
    assert again.ever_won(OF) == model.ever_won(OF)
    assert again.won_between(OF, 3, 33) == model.won_between(OF, 3, 33)


@pytest.mark.parametrize("count", [1, 5, 30, 200])
def test_a_sum_lies_where_the_exact_one_does(count: int) -> None:
    random = Random(count)
    deals = [(float(random.randint(1, 50)), random.random()) for _one in range(count)]
    # Exactly, by folding one deal after the other.
    exact = np.zeros(50 * count + 1)
    exact[0] = 1
    for amount, chance in deals:
        moved = np.roll(exact, int(amount))
        exact = exact * (1 - chance) + moved * chance
    under = np.cumsum(exact)
    found = added(deals)
    assert isclose(found.likely, float((exact * np.arange(len(exact))).sum()))
    slack = 3 * sqrt(0.1 * 0.9 / DRAWS) + (0.02 if count > 60 else 0)
    assert under[int(found.low)] >= 0.1 - slack
    assert (under[int(found.low) - 1] if found.low >= 1 else 0.0) <= 0.1 + slack
    assert under[int(found.high)] >= 0.9 - slack


def test_of_nothing_nothing_is_expected() -> None:
    assert (added([]).likely, added([]).high) == (0, 0)


@pytest.mark.slow
@pytest.mark.skipif(not INPUTS.is_dir(), reason="../shared/inputs/sales/maven-crm is not here")
def test_on_deals_of_a_real_shape_it_beats_last_month() -> None:
    by_name = {one.metric: one for one in run(quick=True)}
    score = next(one for name, one in by_name.items() if name.startswith("Brier"))
    assert score.holds
    assert score.value < 0.12

"""The measures against other ways to the same figures, and what they say of little."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import isclose
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from krug.sales.forecasting.alibis import Move, Promise, Why, alibis
from krug.sales.forecasting.measures import bias, brier, calibration, quality, wape, wilson


def drawn(count: int) -> list[tuple[float, bool]]:
    """Probabilities of whole percents, and what came, somewhat rarer than said."""
    random = Random(7)
    said = [random.randint(0, 100) / 100 for _one in range(count)]
    return [(one, random.random() < one * 0.8) for one in said]


def test_sums_against_arrays() -> None:
    random = Random(3)
    pairs = [(random.uniform(0, 9e6), random.uniform(0, 9e6)) for _one in range(400)]
    said, came = np.array(pairs).T
    assert isclose(bias(pairs) or 0, said.sum() / came.sum() - 1)
    assert isclose(wape(pairs) or 0, np.abs(said - came).sum() / came.sum())
    deals = drawn(5000)
    chance, hit = np.array(deals, dtype=float).T
    assert isclose(brier(deals) or 0, float(np.mean((chance - hit) ** 2)))


def test_brier_is_its_parts() -> None:
    """Murphy's decomposition: reliability − resolution + uncertainty, bin by bin of equal probabilities."""
    deals = [(round(said, 1), came) for said, came in drawn(4000)]
    chance, hit = np.array(deals, dtype=float).T
    base, parts = hit.mean(), 0.0
    for value in np.unique(chance):
        own = hit[chance == value]
        parts += len(own) * ((value - own.mean()) ** 2 - (own.mean() - base) ** 2)
    assert isclose(brier(deals) or 0, parts / len(deals) + base * (1 - base))


def test_calibration_against_a_grouping_of_another() -> None:
    deals = drawn(3000)
    table = pa.table({"said": [one for one, _hit in deals], "came": [int(hit) for _one, hit in deals]})
    whole = pc.cast(pc.round(pc.multiply(table["said"], 100)), pa.int64())
    at = pc.min_element_wise(pc.divide(whole, 10), 9)
    grouped = (
        table.append_column("at", at)
        .group_by("at")
        .aggregate([("said", "mean"), ("came", "sum"), ("came", "count")])
    )
    wanted = sorted(zip(*(grouped[name].to_pylist() for name in grouped.column_names), strict=True))
    names = grouped.column_names
    found = calibration(deals)
    assert len(found) == len(wanted) == 10
    for bin_, row in zip(found, sorted(grouped.to_pylist(), key=lambda it: it["at"]), strict=True):
        assert (bin_.hits, bin_.count) == (row["came_sum"], row["came_count"]), names
        assert isclose(bin_.said, row["said_mean"])
    # Somewhat rarer than said: high probabilities are found out, by more than chance.
    assert [bin_.outside for bin_ in found[6:]] == [True, True, True, True]


@pytest.mark.parametrize(("hits", "count"), [(0, 1), (1, 1), (3, 10), (212, 500)])
def test_the_interval_is_where_the_score_test_does_not_refuse(hits: int, count: int) -> None:
    low, high = wilson(hits, count)
    for edge in (low, high):
        if 0 < edge < 1:
            assert isclose(abs(hits / count - edge) / (edge * (1 - edge) / count) ** 0.5, 1.959963984540054)
    assert 0 <= low <= hits / count <= high <= 1


def test_of_nothing_nothing_is_said() -> None:
    assert (bias([(5, 0)]), wape([]), brier([]), calibration([])) == (None, None, None, [])
    assert wilson(0, 0) == (0.0, 1.0)
    none = quality([])
    assert (none.bias, none.wape, none.brier, none.model_brier) == (None, None, None, None)


MARCH = date(2026, 3, 1)
CUT_OFF = datetime(2026, 3, 5, 21, tzinfo=UTC)
PROMISE = Promise(1, MARCH, Decimal(100), CUT_OFF, None)
LATER = date(2026, 4, 10)


def moved(after: timedelta, before: date | None, to: date | None) -> Move:
    return Move(1, CUT_OFF + after, 7, day_before=before, day_after=to)


@pytest.mark.parametrize(
    ("move", "why"),
    [
        (moved(timedelta(days=2), date(2026, 3, 20), LATER), Why.AFTER_CUT_OFF),
        (moved(timedelta(days=30), date(2026, 3, 20), LATER), Why.PASSED),
        (moved(timedelta(days=2), date(2026, 3, 20), None), Why.AFTER_CUT_OFF),
        (moved(timedelta(days=-2), date(2026, 3, 20), LATER), None),
        (moved(timedelta(days=2), date(2026, 3, 20), date(2026, 3, 28)), None),
        (moved(timedelta(days=2), date(2026, 3, 20), date(2026, 2, 20)), None),
        (moved(timedelta(days=2), LATER, date(2026, 5, 1)), None),
        (Move(1, CUT_OFF, 7, amount_before=Decimal(100), amount_after=Decimal(60)), Why.AMOUNT),
        (Move(1, datetime(2026, 4, 2, tzinfo=UTC), 7, amount_before=Decimal(1), amount_after=None), None),
        (Move(2, CUT_OFF, 7, amount_before=Decimal(100), amount_after=Decimal(60)), None),
    ],
)
def test_an_alibi_is_a_move_after_the_fact(move: Move, why: Why | None) -> None:
    assert [one.why for one in alibis([PROMISE], [move])] == ([why] if why else [])


def test_what_ended_has_no_alibi() -> None:
    ended = Promise(1, MARCH, Decimal(100), CUT_OFF, CUT_OFF + timedelta(days=1))
    assert alibis([ended], [moved(timedelta(days=2), date(2026, 3, 20), LATER)]) == []

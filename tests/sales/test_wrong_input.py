"""Numbers, days and texts that no column keeps and no page can show are refused at every door."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from krug.access.errors import Invalid
from krug.sales.actions import remove_competitor, set_competitor, set_lines, spend
from krug.sales.contract import Limit
from krug.sales.data import LineData
from krug.sales.models import Deal
from tests.cast import Cast
from tests.sales.made import CONTRACT, make_deal, make_method
from tests.sales.test_api import Program


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_zone_can_be_counted_in(cast: Cast, sign_in: Callable[..., Client], day: str) -> None:
    deal, program, page = make_deal(cast), Program(cast.rita), sign_in(cast.rita)
    for sent in ({"expected_on": day}, {"next_at": f"{day}T23:59:59Z"}, {"next_at": f"{day}T00:00:00+14:00"}):
        assert program("PATCH", f"/{deal.uid}", sent)[0] == 422
    said = {"next_action": "Call", "day": day, "time": "00:00"}
    assert page.post(f"/deals/{deal.uid}/field/next", said).status_code == 422
    assert page.post(f"/deals/{deal.uid}/field/expected_on", {"expected_on": day}).status_code == 422
    assert page.get("/deals/list").status_code == 200


@pytest.mark.parametrize(
    "line",
    [
        {"quantity": Decimal("0.00001")},
        {"quantity": Decimal("999999999.9999")},
        {"price": Decimal("0.001")},
        {"discount": Decimal("9.999")},
        {"discount": Decimal(5000)},
        {"price": Decimal("sNaN")},
    ],
)
def test_what_a_column_would_round(cast: Cast, line: dict[str, Any]) -> None:
    generous = (Limit(resource="discount", most=Decimal(99_999)),)
    make_method(cast, CONTRACT.model_copy(update={"limits": generous}))
    deal = make_deal(cast)
    with pytest.raises(Invalid):
        set_lines(cast.rita, deal, [LineData("Freezer", **line)])


@pytest.mark.parametrize("quantity", ["0.001", "9999999999.999", "NaN", "sNaN", "1e400", "-1"])
def test_costs_that_a_column_would_round(cast: Cast, quantity: str) -> None:
    deal = make_deal(cast)
    with pytest.raises(Invalid):
        spend(cast.rita, deal, "hours", Decimal(quantity))


def test_what_no_keyboard_writes_is_left_out(cast: Cast, sign_in: Callable[..., Client]) -> None:
    deal = make_deal(cast)
    assert set_competitor(cast.rita, deal, "Ice\x00berg\ud800").name == "Iceberg"
    set_lines(cast.rita, deal, [LineData("Free\x00zer")])
    assert deal.lines.get().name == "Freezer"
    page = sign_in(cast.rita)
    assert page.post(f"/deals/{deal.uid}/competitors/new?undo=1&name=a%00b").status_code == 302
    remove_competitor(cast.rita, deal, "Ice\x00berg")
    assert list(Deal.objects.get().competitors.values_list("name", flat=True)) == ["ab"]
